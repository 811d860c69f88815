"""The registry as a page shows it: names and numbers in the reader's language, nothing that gives a few away."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from papule.clinic.drawings.reader import Reader
from papule.clinic.drawings.words import reader_of
from papule.clinic.knowledge import words
from papule.clinic.registry.interval import mark
from papule.clinic.registry.services import Answers
from papule.clinic.templatetags.knowledge_words import indicated
from papule.clinic.templatetags.knowledge_words import phase as phase_words
from papule.kernel.names import folded
from papule.kernel.value import Value
from papule.registry.questions import Harm, Outcome
from papule.registry.rows import AND, DRY, OTHER


class Pain(Value):
    """A group of courses in words and figures; empty where too few are known."""

    indication: str
    name: str
    phase: str
    persons: int
    courses: int
    unknown: int  # courses without pain before and later
    improved: str
    interval: str
    mark: SafeString
    fall: str
    sessions: str
    spared: str


class Went(Value):
    """A kind of event, or a product, in words and figures. What counts a few is a range, and has no rate."""

    name: str
    sessions: int
    struck: str
    serious: str
    rate: str
    interval: str
    mark: SafeString


class Past(Value):
    """A finding that was gone past."""

    code: str
    sessions: str
    share: str


class Quarter(Value):
    """The courses that began in a quarter."""

    name: str
    persons: int
    courses: int
    sessions: int


class Table(Value):
    """Rows, and how many groups (of recipes: their courses) are hidden because they are small."""

    rows: tuple[Pain, ...]
    hidden: int


def by_indication(found: Answers) -> Table:
    """Show what became of pain, by complaint in the order of their names: no complaint is ranked."""
    rows = [_pain(each, complaint(each.indication, each.phase)) for each in found.outcomes.rows]
    return Table(tuple(sorted(rows, key=_by_name)), found.outcomes.hidden)


def by_recipe(found: Answers, indication: str) -> Table:
    """Show what became of pain of one complaint, by what was given first."""
    groups = {each.phase: each.courses for each in found.outcomes.rows if each.indication == indication}
    shown = [each for each in found.recipes.rows if each.indication == indication and each.phase in groups]
    rows = [_pain(each, _recipe(each.recipe), phase_words(each.phase) if len(groups) > 1 else "") for each in shown]
    hidden = sum(groups.values()) - sum(each.courses for each in shown)
    return Table(tuple(sorted(rows, key=_by_name)), hidden)


def by_quarter(found: Answers) -> tuple[Quarter, ...]:
    """Show the courses of each quarter in order of time."""
    rows = found.activity.rows
    return tuple(Quarter(quarter(each.quarter), each.persons, each.courses, each.sessions) for each in rows)


def harms(rows: Iterable[Harm], least: int) -> tuple[Went, ...]:
    """Show what went wrong, on one scale."""
    known = tuple(rows)
    most = max((each.high for each in known if each.high is not None), default=1.0)
    return tuple(sorted((_went(each, most, least) for each in known), key=lambda each: folded(each.name)))


def gone_past(found: Answers, least: int) -> tuple[Past, ...]:
    """Show which findings doctors went past."""
    reader = _reader()
    return tuple(
        Past(each.code, few(each.sessions, least), "" if each.share is None else reader.percent(each.share))
        for each in found.overridden.rows
    )


def few(count: int | None, least: int) -> str:
    """Write a count; one that would give a few persons away is a range."""
    return _("1 to {most}").format(most=least - 1) if count is None or 0 < count < least else _reader().number(count)


def quarter(key: str) -> str:
    """Write a quarter of a year, 2026-Q4, as people do."""
    year, _sep, number = key.partition("-Q")
    return _("Q{number} {year}").format(number=number, year=year)


def _pain(of: Outcome, name: str, phase: str = "") -> Pain:
    reader = _reader()
    improved, interval, drawn, fall = "", "", SafeString(), ""
    if of.share is not None and of.low is not None and of.high is not None and of.improved is not None:
        told = {"count": reader.number(of.improved), "of": reader.number(of.known), "share": _whole(of.share)}
        improved = _("{count} of {of}: {share}").format(**told)
        interval = f"{_whole(of.low)} – {_whole(of.high)}"
        drawn = mark(of.share, of.low, of.high, 1)
    if of.before is not None and of.last is not None:
        fall = f"{reader.number(of.before)} → {reader.number(of.last)}"
    spared = ""
    if of.spared is not None:
        told = {"share": _whole(of.spared), "count": reader.number(of.spared_known)}
        spared = _("{share} (of {count})").format(**told)
    return Pain(
        indication=of.indication,
        name=name,
        phase=phase,
        persons=of.persons,
        courses=of.courses,
        unknown=of.courses - of.known,
        improved=improved,
        interval=interval,
        mark=drawn,
        fall=fall,
        sessions=reader.number(of.sessions),
        spared=spared,
    )


def _went(of: Harm, most: float, least: int) -> Went:
    reader = _reader()
    rate, interval, drawn = "", "", SafeString()
    if of.per_thousand is not None and of.low is not None and of.high is not None:
        rate = reader.number(round(of.per_thousand, 1))
        interval = " – ".join(reader.number(round(each, 1)) for each in (of.low, of.high))
        drawn = mark(of.per_thousand, of.low, of.high, most)
    name = _other(of.key) or words().name(of.key)
    return Went(name, of.sessions, few(of.struck, least), few(of.serious, least), rate, interval, drawn)


def complaint(key: str, phase: str = "") -> str:
    """Name a complaint, with its phase where the name does not tell it."""
    return _("other, in the doctor’s own words") if key == OTHER else indicated(key, phase)


def _recipe(recipe: str) -> str:
    if recipe == DRY:
        return _("dry: nothing injected")
    return AND.join(_other(each) or words().name(each) for each in recipe.split(AND))


def _other(key: str) -> str:
    return _("other") if key == OTHER else ""


def _by_name(row: Pain) -> tuple[str, str]:
    return folded(row.name), row.phase


def _whole(share: float) -> str:
    return _reader().percent(round(share, 2))


def _reader() -> Reader:
    return reader_of(get_language() or "en")
