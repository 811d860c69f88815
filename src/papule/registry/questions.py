"""What a registry is asked: what became of pain, what went wrong, how much was done, what was gone past.

Each question gives groups in order. A group of fewer persons than `least` is not shown, and counted in `hidden`, as is
one that would give a small one away by subtraction. Nor is a figure shown that rests on fewer courses than that, or
counts fewer sessions: it is None.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any, Generic, Literal, TypeVar

from papule.kernel.value import Value
from papule.registry.files import Opened
from papule.registry.intervals import wilson

LEAST = 11  # persons in a group that is published: asked of results from French health data (CASD, confidentialité)
Row = TypeVar("Row")


class Answer(Value, Generic[Row]):
    """The groups that are shown, and how many are not."""

    rows: tuple[Row, ...]
    hidden: int


class Outcome(Value, kw_only=True):
    """What became of the pain of a group of courses.

    `before` and `last` are medians of the NRS, 0 to 10, of courses of which both are known; `improved` of them
    responded by the thresholds of the knowledge; `low` to `high` is the interval of the share, 0 to 1. None where too
    few are known.
    """

    indication: str
    phase: str
    recipe: str  # empty: all recipes
    persons: int
    courses: int
    known: int  # courses with pain before and later
    improved: int | None
    share: float | None
    low: float | None
    high: float | None
    before: float | None
    last: float | None
    sessions: float  # median of a course
    spared: float | None  # median share of medicines not taken any more
    spared_known: int  # courses of which it is known


class Harm(Value, kw_only=True):
    """What went wrong after sessions; `per_thousand` counts sessions with an event, and so do `low` and `high`."""

    key: str  # kind of event, or product
    persons: int  # who had such sessions
    sessions: int
    struck: int | None  # sessions with such an event
    events: int | None
    serious: int | None
    per_thousand: float | None
    low: float | None
    high: float | None


class Activity(Value, kw_only=True):
    """The courses that began in a quarter of a year."""

    quarter: str  # 2026-Q4
    persons: int
    courses: int
    sessions: int


class Overridden(Value, kw_only=True):
    """In how many sessions a doctor went past a finding."""

    code: str
    sessions: int | None
    share: float | None  # of all sessions


_PAIN = """
SELECT indication, phase, {recipe} AS recipe,
       count(DISTINCT (practice, person)) AS persons, count(*) AS courses,
       count(*) FILTER (response <> 'unknown') AS known, count(*) FILTER (response = 'yes') AS improved,
       median(pain_before) FILTER (response <> 'unknown') AS before,
       median(pain_last) FILTER (response <> 'unknown') AS last,
       median(sessions) AS sessions, median(spared) AS spared, count(spared) AS spared_known
FROM courses GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
_BY_KIND = """
WITH done AS (SELECT count(*) AS sessions, count(DISTINCT (practice, person)) AS persons
              FROM sessions JOIN courses USING (practice, course))
SELECT kind AS key, any_value(persons) AS persons, any_value(sessions) AS sessions,
       count(DISTINCT (practice, session)) AS struck, count(*) AS events, count(*) FILTER (serious) AS serious
FROM events, done GROUP BY 1 ORDER BY 1
"""
_BY_PRODUCT = """
WITH given AS (SELECT DISTINCT practice, course, session, unnest(products) AS key FROM sessions),
     done AS (SELECT key, count(DISTINCT (practice, person)) AS persons, count(DISTINCT (practice, session)) AS sessions
              FROM given JOIN courses USING (practice, course) GROUP BY 1),
     harmed AS (SELECT key, count(DISTINCT (practice, session)) AS struck, count(*) AS events,
                       count(*) FILTER (serious) AS serious
                FROM given JOIN events USING (practice, session) GROUP BY 1)
SELECT key, persons, sessions, coalesce(struck, 0) AS struck, coalesce(events, 0) AS events,
       coalesce(serious, 0) AS serious
FROM done LEFT JOIN harmed USING (key) ORDER BY 1
"""
_DONE = """
SELECT strftime(quarter, '%Y') || '-Q' || extract(quarter FROM quarter) AS quarter,
       count(DISTINCT (practice, person)) AS persons, count(*) AS courses, sum(sessions)::BIGINT AS sessions
FROM courses GROUP BY 1 ORDER BY 1
"""
_GONE_PAST = """
WITH done AS (SELECT count(*) AS sessions, count(DISTINCT (practice, person)) AS persons
              FROM sessions JOIN courses USING (practice, course)),
     past AS (SELECT DISTINCT practice, session, unnest(overrides) AS code FROM sessions)
SELECT code, any_value(persons) AS persons, count(*) AS sessions, count(*) / any_value(sessions) AS share
FROM past, done GROUP BY 1 ORDER BY 1
"""


def outcomes(opened: Opened, by: Literal["indication", "recipe"], least: int) -> Answer[Outcome]:
    """Tell what became of pain, by indication and phase, or by recipe within them."""
    within = ("indication", "phase") if by == "recipe" else ()
    rows = _asked(opened, _PAIN.format(recipe="recipe" if by == "recipe" else "''"))
    shown = _without_rest(rows, within, least)
    return Answer(tuple(_outcome(row, least) for row in shown), len(rows) - len(shown))


def harms(opened: Opened, by: Literal["kind", "product"], least: int) -> Answer[Harm]:
    """Tell what went wrong: each kind of event among all sessions, or all events among those of a product."""
    rows = _asked(opened, _BY_KIND if by == "kind" else _BY_PRODUCT)
    shown = _of_enough(rows, least)
    return Answer(tuple(_harm(row, least) for row in shown), len(rows) - len(shown))


def activity(opened: Opened, least: int) -> Answer[Activity]:
    """Tell how many courses began in each quarter, and the sessions that they came to."""
    rows = _asked(opened, _DONE)
    shown = _without_rest(rows, (), least)
    return Answer(tuple(Activity(**row) for row in shown), len(rows) - len(shown))


def overridden(opened: Opened, least: int) -> Answer[Overridden]:
    """Tell which findings doctors went past, and in how many of all sessions."""
    rows = _asked(opened, _GONE_PAST)
    shown = _of_enough(rows, least)
    return Answer(tuple(_past(row, least) for row in shown), len(rows) - len(shown))


def _asked(opened: Opened, question: str) -> list[dict[str, Any]]:
    found = opened.connection.execute(question)
    names = [each[0] for each in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _of_enough(rows: list[dict[str, Any]], least: int) -> list[dict[str, Any]]:
    return [row for row in rows if row["persons"] >= least]


def _without_rest(rows: list[dict[str, Any]], within: Sequence[str], least: int) -> list[dict[str, Any]]:
    """Leave out small groups, and then the smallest others, until what is hidden of a whole is no small number."""
    wholes: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        wholes.setdefault(tuple(row[name] for name in within), []).append(row)
    kept: list[dict[str, Any]] = []
    for whole in wholes.values():
        shown, total = _of_enough(whole, least), sum(row["courses"] for row in whole)
        while shown and 0 < total - sum(row["courses"] for row in shown) < least:
            shown.remove(min(shown, key=itemgetter("courses")))
        kept += shown
    return kept


def _is_few(count: int, least: int) -> bool:
    return 0 < count < least


def _outcome(row: dict[str, Any], least: int) -> Outcome:
    """Give a group without the figures that rest on too few."""
    said = row | {"share": None, "low": None, "high": None}
    if row["known"] >= max(least, 1):
        low, high = wilson(row["improved"], row["known"])
        said |= {"share": row["improved"] / row["known"], "low": low, "high": high}
    else:
        said |= {"improved": None, "before": None, "last": None}
    if row["spared_known"] < least:
        said["spared"] = None
    return Outcome(**said)


def _harm(row: dict[str, Any], least: int) -> Harm:
    """Give what went wrong without the figures that count too few."""
    low, high = wilson(row["struck"], row["sessions"])
    rates = {"per_thousand": 1000 * row["struck"] / row["sessions"], "low": 1000 * low, "high": 1000 * high}
    said = row | rates
    if _is_few(row["struck"], least):
        said |= dict.fromkeys((*rates, "struck", "events"))
    if _is_few(row["serious"], least):
        said["serious"] = None
    return Harm(**said)


def _past(row: dict[str, Any], least: int) -> Overridden:
    if _is_few(row["sessions"], least):
        return Overridden(code=row["code"], sessions=None, share=None)
    return Overridden(code=row["code"], sessions=row["sessions"], share=row["share"])
