"""What adverse events have in common: a lot, a device, a room, a week; and when that is an alarm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from operator import itemgetter
from urllib.parse import urlencode

from django.db.models import F

from papule.assessment.view import View
from papule.clinic.care.models import Administration
from papule.clinic.outcomes.following import Window, late_window
from papule.clinic.outcomes.models import AdverseEvent
from papule.kernel.value import Value

ORDINARY = ("local", "vagal")  # kinds of the knowledge that are expected now and then
LASTING = ("device", "room")  # what is used for years

Mark = tuple[str, str]  # kind, and what makes it the same, whatever its letters' case
Case = tuple[AdverseEvent, Administration]  # an event, and what its session gave


class Shared(Value):
    """Two events or more with something in common: a lot, a device, a room, a week."""

    kind: str  # lot, device, room, week
    value: str
    events: tuple[AdverseEvent, ...]
    is_alarm: bool  # not all of them are of a kind that is expected now and then
    since: date  # of their sessions
    until: date
    asked: str  # of `recalls:trace`: everybody who had the same


def shared(view: View, events: Iterable[AdverseEvent]) -> tuple[Shared, ...]:
    """Find what events have in common. Two queries, whatever their number.

    Of a device or a room, only what lies within the longest incubation that the knowledge has: they last for years.
    """
    listed = [each for each in events if each.session_id]
    found: dict[Mark, list[Case]] = defaultdict(list)
    rows: dict[int, dict[Mark, Administration]] = defaultdict(dict)
    counted = Administration.objects.filter(version_id=F("session__current_id"))
    for given in counted.filter(session__in={each.session_id for each in listed}):
        rows[given.session_id] |= dict.fromkeys(_marks(given), given)
    for event in listed:
        for mark, given in rows[event.session_id or 0].items():
            found[mark].append((event, given))
    window = late_window(view)
    return tuple(
        _shared(mark, group, view)
        for mark, cases in sorted(found.items(), key=itemgetter(0))
        for group in _near(cases, window if mark[0] in LASTING else None)
        if len({event.session_id for event, _given in group}) > 1
    )


def alarms(view: View, events: Iterable[AdverseEvent], on: date) -> tuple[Shared, ...]:
    """Give the alarms that still say something on a day: of a lot always, else while others may yet fall ill."""
    window = late_window(view)
    since = on - timedelta(weeks=window.high_weeks) if window else date.min
    return tuple(each for each in shared(view, events) if each.is_alarm and (each.kind == "lot" or each.until >= since))


def _near(cases: list[Case], window: Window | None) -> Iterator[list[Case]]:
    """Part cases where more time than a window lies between two sessions; without a window they stay together."""
    if window is None:
        yield cases
        return
    group: list[Case] = []
    for case in sorted(cases, key=lambda each: each[1].performed_on):
        if group and case[1].performed_on - group[-1][1].performed_on > timedelta(weeks=window.high_weeks):
            yield group
            group = []
        group.append(case)
    yield group


def _shared(mark: Mark, group: list[Case], view: View) -> Shared:
    events, given = zip(*group, strict=True)
    since, until = min(each.performed_on for each in given), max(each.performed_on for each in given)
    is_alarm = any(not _is_ordinary(each, view) for each in events)
    asked = urlencode(_asked(mark[0], given[0], since, until))
    return Shared(mark[0], _marks(given[0])[mark], events, is_alarm, since, until, asked)


def _marks(given: Administration) -> dict[Mark, str]:
    """Give what a session may have in common with others, and how it is shown.

    A lot is the same whatever its product was called: the trade name is known only where a code was read.
    """
    year, week, _ = given.performed_on.isocalendar()
    found = {
        ("week", f"{year}-{week:02}"): f"{year}-{week:02}",
        ("lot", f"{given.product} {given.lot_number.upper()}"): f"{given.product_name} {given.lot_number}",
        ("device", given.device.upper()): given.device,
        ("room", given.room.upper()): given.room,
    }
    return {mark: shown for mark, shown in found.items() if shown}


def _asked(kind: str, given: Administration, since: date, until: date) -> dict[str, str]:
    """Give what is asked for so that everybody is found who had the same: a room in the days of its events."""
    if kind == "lot":
        return {"kind": kind, "product": given.product, "lot": given.lot_number}
    if kind == "device":
        return {"kind": kind, "device": given.device}
    if kind == "room":
        return {"kind": kind, "room": given.room, "since": f"{since}", "until": f"{until}"}
    monday, sunday = week_of(given.performed_on)
    return {"kind": "day", "since": f"{monday}", "until": f"{sunday}"}


def week_of(day: date) -> tuple[date, date]:
    """Give the Monday and the Sunday of a day."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _is_ordinary(event: AdverseEvent, view: View) -> bool:
    known = view.formulary.adverse_events.get(event.kind)
    return known is not None and known.kind in ORDINARY and not known.serious and not event.is_serious
