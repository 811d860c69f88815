"""Answers of registries for the eye: a group in a few lines, what is not shown, and what it does not prove."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from papule.assessment.wording import legible
from papule.cli.context import Context
from papule.cli.output import INDENT, Page
from papule.explaining.phrases import Phrases
from papule.registry.questions import Activity, Answer, Harm, Outcome, Overridden
from papule.registry.rows import AND, OTHER, About


class RegistryPage(Page):
    """Writes what registries say for a terminal."""

    def __init__(self, context: Context, least: int) -> None:
        """Keep how many persons a group must have."""
        super().__init__(context)
        self.least = least
        self.phrases = Phrases(context.words)

    def lines(self, question: str, abouts: tuple[About, ...], answer: Answer[Any]) -> Iterator[str]:
        """Write the answer to a question."""
        writers: dict[str, Callable[[Any], Iterator[str]]] = {
            "outcomes": self._outcome,
            "harms": self._harm,
            "activity": self._activity,
            "overrides": self._overridden,
        }
        yield self.heading(f"registry.title.{question}")
        yield self.wrap(self._from(abouts))
        yield ""
        for row in answer.rows:
            yield from writers[question](row)
        if not answer.rows and not answer.hidden:
            yield self._told("nothing")
        if answer.hidden:
            yield ""
            yield self._told("hidden", least=self.least, hidden=answer.hidden)
        caveat = {"outcomes": "caveat", "harms": "reported"}.get(question)
        if caveat:
            yield from ("", self._told(caveat))

    def _from(self, abouts: tuple[About, ...]) -> str:
        totals = {name: sum(each.counts[name] for each in abouts) for name in ("courses", "sessions", "events")}
        editions = ", ".join(sorted({each.edition for each in abouts}))
        opposed = sum(each.opposed for each in abouts)
        return self._said("from", practices=len(abouts), editions=editions, opposed=opposed, **totals)

    def _outcome(self, row: Outcome) -> Iterator[str]:
        phase = row.phase and self.phrases.value(row.phase)
        named = [self._name(row.indication), phase, self._recipe(row.recipe)]
        yield self.wrap(", ".join(each for each in named if each), "", INDENT)
        if row.share is None or row.low is None or row.high is None:
            yield self._told("too-few", INDENT)
        else:
            interval = {"share": _percent(row.share), "low": _percent(row.low), "high": _percent(row.high)}
            known = {"improved": row.improved, "known": row.known, "before": row.before, "last": row.last}
            yield self._told("improved", INDENT, **interval, **known)
        counts = {"persons": row.persons, "courses": row.courses, "known": row.known, "sessions": row.sessions}
        yield self._told("counted", INDENT, **counts)
        if row.spared is not None:
            yield self._told("spared", INDENT, share=_percent(row.spared), known=row.spared_known)

    def _recipe(self, recipe: str) -> str:
        return AND.join(map(self._name, recipe.split(AND))) if recipe else ""

    def _name(self, key: str) -> str:
        """Name an item of the knowledge, or what is kept of words that stand in none."""
        return self.context.say("registry.other") if key == OTHER else self.words.name(key)

    def _harm(self, row: Harm) -> Iterator[str]:
        yield self.wrap(self._name(row.key), "", INDENT)
        counts: dict[str, object] = {"sessions": row.sessions, "persons": row.persons}
        if row.per_thousand is None or row.low is None or row.high is None:
            yield self._told("struck-few", INDENT, few=self._few(), **counts)
            return
        rates = {"rate": round(row.per_thousand, 1), "low": round(row.low, 1), "high": round(row.high, 1)}
        counts |= {"struck": row.struck, "events": row.events}
        serious = self._few() if row.serious is None else row.serious
        yield self._told("struck", INDENT, **rates, **counts, serious=serious)

    def _few(self) -> str:
        """Say a number that would give a few persons away."""
        return self._said("few", most=self.least - 1)

    def _activity(self, row: Activity) -> Iterator[str]:
        done = self._said("done", persons=row.persons, courses=row.courses, sessions=row.sessions)
        yield self.wrap(f"{row.quarter}  {done}", "", INDENT)

    def _overridden(self, row: Overridden) -> Iterator[str]:
        if row.share is None:
            past = self._said("past-few", few=self._few())
        else:
            past = self._said("past", sessions=row.sessions, share=_percent(row.share))
        yield self.wrap(f"{row.code}{self.words.colon} {past}", "", INDENT)

    def _told(self, key: str, indent: str = "", **values: object) -> str:
        return self.wrap(self._said(key, **values), indent, indent)

    def _said(self, key: str, **values: object) -> str:
        """Give a phrase with its values, numbers as the language writes them."""
        written = {name: self._written(value) for name, value in values.items()}
        return self.context.say(f"registry.{key}").format(**written)

    def _written(self, value: object) -> object:
        return self.words.figures(legible(_number(value))) if isinstance(value, float) else value


def _percent(share: float) -> int:
    return round(100 * share)


def _number(value: float) -> float:
    """Leave the `.0` of a whole number out."""
    return int(value) if value.is_integer() else value
