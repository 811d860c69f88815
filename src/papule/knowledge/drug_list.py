"""Building the list of medicines that ships, from the French public drug database.

`script/drug-list` runs it; the same files give the same list.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from papule.knowledge.model.drugs import Drug
from papule.knowledge.model.names import base_words, is_ordinary, key, label, words
from papule.knowledge.model.official import Component, Medicine, Official, substances_of
from papule.knowledge.model.statement import Entry

__all__ = ["Added", "build", "read_table"]

# routes by which a medicine acts where it is put: its ATC code is not that of a tablet
_LOCAL = frozenset("topical ophthalmic auricular nasal inhaled vaginal oromucosal gingival dental urethral".split())
_NAMED_TOGETHER = 3  # associations of more substances are known by their brand
_FAMILY_LETTERS = 4  # a shorter first word is no name of a family of brands
Codes = Mapping[str, frozenset[str]]


class Added(Entry, kw_only=True):
    """What is added by hand: codes of substances, and other names of them."""

    atc: dict[str, str] = {}  # substance -> "code, code"
    names: dict[str, str] = {}  # other name -> substance

    def codes(self) -> dict[str, frozenset[str]]:
        """Key of a substance -> its codes."""
        return {key(base_words(s)): frozenset(c.strip() for c in c.split(",")) for s, c in self.atc.items()}


def build(official: Official, atc: Mapping[str, str], added: Added) -> tuple[Drug, ...]:
    """Substances first, then brands, then what the brands of one family have in common.

    `atc` is CIS -> code, where the official files give one.
    Raises ValueError when a name is added for a substance that is not in the list.
    """
    rows = {cis: rows for cis, rows in official.components.items() if cis in official.medicines}
    bases = {cis: substances_of(row) for cis, row in rows.items()}
    shown = _shown_names(bases.values())
    by_hand = added.codes()
    shown |= {key(base_words(name)): name for name in added.atc if key(base_words(name)) not in shown}
    codes = _spread(official, bases, atc, by_hand)
    substances = _substances(bases, shown, codes, by_hand, _other_names(added, shown))
    taken = {key(words(name)) for drug in substances for name in (drug.name, *drug.also)}
    salts = _salts(rows, shown, codes, taken)
    taken |= {key(words(drug.name)) for drug in salts}
    together = _associations(bases, shown, codes, taken)
    taken |= {key(words(drug.name)) for drug in together}
    brands = _brands(official, bases, shown, codes, taken)
    return (*substances, *salts, *together, *brands, *_families(brands, taken))


def read_table(path: Path) -> dict[str, str]:
    """First column -> second column of a tab-separated table; `#` begins a remark."""
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition("\t") for line in lines if line)
    return {first.strip(): second.strip() for first, _, second in pairs}


def _shown_names(bases: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Key of a substance -> the name to show: the most frequent, then the shortest, in lower case."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for parts in bases:
        for base, printed in parts.items():
            seen[base][_without_salt(printed)] += 1
    return {base: max(names, key=lambda n: (names[n], -len(n), n)) for base, names in seen.items()}


def _without_salt(printed: str) -> str:
    """The words of a printed substance that are not its salt, in lower case, acids as `acide ...`."""
    kept = set(base_words(printed))
    if kept == set(words(printed)) and "(" not in printed:
        return " ".join(printed.lower().split())
    plain = printed.lower().replace("’", "'").translate(str.maketrans("(),", "   "))
    parts = [part.removeprefix("d'").removeprefix("l'") for part in plain.split()]
    parts = [part for part in parts if set(words(part)) & kept]
    if "acide" in parts[1:]:
        parts.remove("acide")
        parts.insert(0, "acide")
    return " ".join(parts) or printed.lower()


def _is_local(medicine: Medicine) -> bool:
    """Whether it acts only where it is put."""
    return bool(medicine.routes) and _LOCAL.issuperset(medicine.routes)


def _spread(
    official: Official, bases: Mapping[str, Mapping[str, str]], atc: Mapping[str, str], by_hand: Codes
) -> Codes:
    """CIS -> ATC codes: its own, else those of the same substances given alike, else those of each substance.

    A local medicine is never given the code of a systemic one, nor the other way round.
    """
    alike: dict[tuple[frozenset[str], bool], set[str]] = defaultdict(set)
    for cis, parts in bases.items():
        if cis in atc:
            alike[frozenset(parts), _is_local(official.medicines[cis])].add(atc[cis])
    for base, codes in by_hand.items():
        alike[frozenset({base}), False] |= codes
    spread: dict[str, frozenset[str]] = {}
    for cis, parts in bases.items():
        local = _is_local(official.medicines[cis])
        same = alike.get((frozenset(parts), local), set())
        each = {code for base in parts for code in alike.get((frozenset({base}), local), ())}
        spread[cis] = frozenset({atc[cis]} if cis in atc else same or each)
    return spread


def _other_names(added: Added, shown: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Key of a substance -> the other names added for it."""
    also: dict[str, list[str]] = defaultdict(list)
    for name, substance in sorted(added.names.items()):
        base = key(base_words(substance))
        if base not in shown:
            raise ValueError(f"other name {name!r}: no substance {substance!r} in the list")
        also[base].append(name)
    return {base: tuple(names) for base, names in also.items()}


def _substances(
    bases: Mapping[str, Mapping[str, str]],
    shown: Mapping[str, str],
    codes: Codes,
    by_hand: Codes,
    also: Mapping[str, tuple[str, ...]],
) -> list[Drug]:
    """One medicine for each substance, with the codes it has alone.

    The code of an association says nothing of its parts: codeine with ibuprofen makes codeine no NSAID.
    """
    alone: dict[str, set[str]] = defaultdict(set, {base: set(given) for base, given in by_hand.items()})
    for cis, parts in bases.items():
        if len(parts) == 1:
            for base in parts:
                alone[base] |= codes[cis]
    return [
        Drug(
            name=name,
            substances=(name,),
            atc=tuple(sorted(alone[base])),
            also=also.get(base, ()),
        )
        for base, name in sorted(shown.items())
    ]


def _salts(
    rows: Mapping[str, tuple[Component, ...]], shown: Mapping[str, str], codes: Codes, taken: set[str]
) -> list[Drug]:
    """Substances that the list gives only as what an active part comes from (iohexol for iodine)."""
    names: dict[str, Counter[str]] = defaultdict(Counter)
    substances: dict[str, set[str]] = defaultdict(set)
    atc: dict[str, set[str]] = defaultdict(set)
    for cis, components in rows.items():
        for salt in components:
            base = key(base_words(salt.substance))
            if base and base not in taken:
                parts = substances_of(tuple(c for c in components if c.link == salt.link))
                names[base][_without_salt(salt.substance)] += 1
                substances[base] |= {shown[part] for part in parts}
                atc[base] |= codes[cis] if len(substances_of(components)) == 1 else frozenset()
    return [
        Drug(
            name=min(names[base]),
            substances=tuple(sorted(substances[base])),
            atc=tuple(sorted(atc[base])),
        )
        for base in sorted(names)
    ]


def _associations(
    bases: Mapping[str, Mapping[str, str]], shown: Mapping[str, str], codes: Codes, taken: set[str]
) -> list[Drug]:
    """Substances sold together, by their names (`acide clavulanique / amoxicilline`)."""
    atc: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for cis, parts in bases.items():
        if 1 < len(parts) <= _NAMED_TOGETHER:
            atc[tuple(sorted(shown[part] for part in parts))] |= codes[cis]
    return [
        Drug(name=" / ".join(names), substances=names, atc=tuple(sorted(found)))
        for names, found in sorted(atc.items())
        if key(words(" ".join(names))) not in taken
    ]


def _brands(
    official: Official,
    bases: Mapping[str, Mapping[str, str]],
    shown: Mapping[str, str],
    codes: Codes,
    taken: set[str],
) -> list[Drug]:
    """One medicine for each name of the list, its forms and strengths together."""
    names: dict[str, str] = {}
    substances: dict[str, set[str]] = defaultdict(set)
    atc: dict[str, set[str]] = defaultdict(set)
    for cis, parts in sorted(bases.items()):
        name = label(official.medicines[cis].name)
        base = key(words(name))
        if base and base not in taken:
            names[base] = min(names.get(base, name), name, key=lambda n: (len(n), n))
            substances[base] |= {shown[part] for part in parts}
            atc[base] |= codes[cis]
    return [
        Drug(name=name, substances=tuple(sorted(substances[base])), atc=tuple(sorted(atc[base])))
        for base, name in sorted(names.items())
    ]


def _families(brands: Iterable[Drug], taken: set[str]) -> list[Drug]:
    """A first word that several brands share with a substance in common (`XYLOCAINE ...`)."""
    families: dict[str, list[Drug]] = defaultdict(list)
    known = taken | {key(words(drug.name)) for drug in brands}
    for drug in brands:
        first, *more = drug.name.split()
        parts = words(first)
        if more and len(first) >= _FAMILY_LETTERS and key(parts) not in known and not is_ordinary(parts):
            families[first.upper()].append(drug)
    return [
        Drug(
            name=first,
            substances=tuple(sorted({s for drug in family for s in drug.substances})),
            atc=tuple(sorted({code for drug in family for code in drug.atc})),
        )
        for first, family in sorted(families.items())
        if set.intersection(*(set(drug.substances) for drug in family))
    ]
