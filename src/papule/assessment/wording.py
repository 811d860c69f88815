"""Words for findings: templates of the knowledge, filled with names in one language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from papule.assessment.finding import About, Finding
from papule.assessment.places import place_in
from papule.assessment.texts import listed_in
from papule.kernel.quantity import plain
from papule.knowledge.model.tables import Formulary

_DECIMAL = r"(?<=\d)\.(?=\d)"
_LONG = re.compile(r"\d+\.\d{3,}")
_DOUBLED = re.compile(r"[.;,]+\.(?=\s|$)")
_LIST_OF_SUBSTANCES = ("substances",)
_WORDS_OF = ("per", "would_give", "appearance", "route")


class Words:
    """The words of one language over one formulary."""

    def __init__(self, formulary: Formulary, language: str) -> None:
        """Open the catalogues."""
        self.formulary = formulary
        self.language = language
        self._findings = formulary.wording["findings"]
        self._terms = formulary.wording["terms"]
        self._templates: dict[tuple[str, str], str] = {}
        self._names: dict[str, str] = {}
        self._tables: tuple[Mapping[str, Any], ...] = (
            formulary.substances,
            formulary.products,
            formulary.families,
            formulary.allergy_groups,
            formulary.interaction_classes,
            formulary.body_sites,
            formulary.indications,
            formulary.devices,
            formulary.techniques,
            formulary.societies,
            formulary.adverse_events,
        )

    def term(self, key: str) -> str:
        """Give a word of the command; the key itself where the catalogue has none."""
        entry = self._terms.get(key)
        return str(entry[self.language]) if entry else key

    def known_term(self, key: str) -> str:
        """Give a word of the command, or nothing where the catalogue has none."""
        return self.term(key) if key in self._terms else ""

    @property
    def colon(self) -> str:
        """Give a colon as the language spaces it."""
        return self.term("colon")

    def figures(self, text: str) -> str:
        """Write the numbers of a text with the language's decimal mark."""
        mark = self.term("decimal-mark")
        return text if mark == "." else re.sub(_DECIMAL, mark, text)

    def because(self, finding: Finding) -> str:
        """Say the answers a finding rests on."""
        told = [f"{self.fact(key)}{self.colon} {self._answer(value)}" for key, value in finding.because.items()]
        return self.figures(", ".join(told))

    def place(self, at: str) -> str:
        """Say a place in a source, which the knowledge writes in English."""
        return listed_in(place_in(at, self.formulary.wording["places"], self.language).split("; "), self.language)

    def listed(self, items: Iterable[str]) -> str:
        """List with semicolons, as the language spaces them."""
        return listed_in(items, self.language)

    def not_checked(self, told: str) -> str:
        """Say what was not checked: `interactions of: penicillin`."""
        what, _, name = told.partition(": ")
        return f"{self.place(what)}{self.colon} {self.place(name) if what == 'indication' else self.name(name)}"

    def _answer(self, value: object) -> str:
        """Say an answer: a word of the command, or what it names."""
        said = legible(value)
        return self.known_term(said) or self.name(said)

    def text(self, given: dict[str, str] | None) -> str:
        """Give a text in this language."""
        return (given or {}).get(self.language, "")

    def message(self, finding: Finding) -> str:
        """Say one finding in one sentence or two."""
        said = " ".join(self._template(finding).format_map(_Values(self, finding)).split())
        return self.figures(_DOUBLED.sub(".", said)).strip()

    def _template(self, finding: Finding) -> str:
        key = (finding.code, str(finding.params.get("variant") or finding.severity))
        found = self._templates.get(key)
        if found is None:
            found = self._templates[key] = self._find_template(*key)
        return found

    def _find_template(self, code: str, variant: str) -> str:
        """Find the words of a code: of its variant or severity, else its own, else those of its check."""
        check = code.partition("/")[0]
        keys = [f"{name}{tail}" for name in (code, check) for tail in (f".{variant}", "")]
        found = next((self._findings[key] for key in keys if key in self._findings), None)
        return str(found[self.language]) if found else code

    def value(self, name: str, finding: Finding) -> str:
        """Say one value of a finding; nothing where it carries no such value."""
        if name == "about":
            return self.about(finding.about)
        if name == "missing":
            return ", ".join(self.fact(each) for each in finding.missing)
        if name == "text":
            return self.text(finding.params.get("text")) or self.fact(str(finding.params.get("fact", "")))
        if name == "minimum":
            return self._minimum({**finding.because, **finding.params})
        given = finding.params if name in finding.params else finding.because
        return self._said(name, given[name]) if name in given else ""

    def _minimum(self, values: dict[str, Any]) -> str:
        if "minimum_kg" in values:
            return f"{values['minimum_kg']} kg"
        years = values.get("minimum_years", "")
        return f"{years} {self.term('year' if years == '1' else 'years')}"

    def _said(self, key: str, value: Any) -> str:  # noqa: ANN401, PLR0911 -- one line a kind of value
        if key in ("law", "structure"):
            return self.text(value)
        if key == "without":
            return f"{self.term('without')}: {', '.join(value)}." if value else ""
        if key == "pairs":
            return ", ".join(" + ".join(self.name(each) for each in _pair(pair)) for pair in value)
        if key in ("sites", "by", *_LIST_OF_SUBSTANCES):
            return ", ".join(self.name(each) for each in value)
        if key == "ranges":
            return self.listed(map(str, value))
        if key == "fact":
            return self.fact(str(value))
        if key in ("substance", "family", "group", "society", "medicine"):
            return self.name(str(value))
        return self.term(str(value)) if key in _WORDS_OF else legible(value)

    def question(self, finding: Finding) -> str:
        """Name what was not known, what was said instead, and who asks for it."""
        fact = finding.about.id
        said = str(finding.because.get(fact, "not_asked"))
        aside = "" if said == "not_asked" else f", {self.term(said)}"
        return f"{self.fact(fact)}{aside} ({', '.join(self.name(each) for each in finding.params.get('by', ()))})"

    def fact(self, key: str) -> str:
        """Name a fact, or a thing to be asked."""
        if key in self.formulary.facts:
            return self.text(self.formulary.facts[key].name)
        return self.term(key)

    def about(self, about: About) -> str:
        """Name what a finding concerns."""
        if about.kind == "pair":
            return " + ".join(self.name(each) for each in about.ids)
        if about.kind == "fact":
            return self.fact(about.id)
        if about.kind == "zone":
            site, _, side = about.id.rpartition("-")
            sided = side in ("left", "right", "both", "midline")
            return f"{self.name(site)} ({self.term(side)})" if sided else self.name(about.id)
        if about.kind == "syringe":
            return f"{self.term('syringe')} {about.id.rpartition('-')[2]}"
        return self.name(about.id)

    def name(self, key: str) -> str:
        """Name an item by its id, in whatever table it stands."""
        found = self._names.get(key)
        if found is None:
            table = next((each for each in self._tables if key in each), None)
            if table is None:
                return self.term(key)
            found = self._names[key] = self.text(table[key].name)
        return found


def legible(value: object) -> str:
    """Write a value with no more digits than anybody can use: two decimals, or three digits below one."""
    return _LONG.sub(lambda found: _rounded(Decimal(found[0])), str(value))


def _rounded(number: Decimal) -> str:
    return plain(round(number, 2) if number >= 1 else number)


class _Values(dict[str, Any]):
    """Template values, each worked out when a template asks for it."""

    def __init__(self, words: Words, finding: Finding) -> None:
        self._words = words
        self._finding = finding

    def __missing__(self, key: str) -> str:
        return self._words.value(key, self._finding)


def _pair(pair: Any) -> list[str]:  # noqa: ANN401 -- a list of ids or "a+b"
    return pair.split("+") if isinstance(pair, str) else list(pair)
