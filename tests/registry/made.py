"""Made-up rows of registries: no number in them says anything about mesotherapy."""

from datetime import date
from typing import Any

from papule.registry.rows import About, CourseRow, EventRow, Registry, SessionRow


def course(number: int, **more) -> CourseRow:
    said: dict[str, Any] = {
        "practice": "a",
        "course": f"c{number}",
        "person": f"p{number}",
        "sex": "female",
        "age_from": 40,
        "aim": "therapeutic",
        "indication": "knee-osteoarthritis",
        "phase": "chronic",
        "quarter": date(2026, 4, 1),
        "recipe": "lidocaine-10mg-ml",
        "sessions": 3,
        "days": 14,
        "pain_before": 6.0,
        "pain_last": 3.0,
        "response": "yes",
        "spared": None,
        "ended": True,
    }
    return CourseRow(**(said | more))


def session(which: int, of_course: int = 0, **more) -> SessionRow:
    said: dict[str, Any] = {
        "practice": "a",
        "course": f"c{of_course or which}",
        "session": f"s{which}",
        "number": 1,
        "day": 0,
        "products": ["lidocaine-10mg-ml"],
        "techniques": ["papule"],
        "sites": ["knee"],
        "device": "manual",
        "points": 10,
        "volume_ml": 2.0,
        "pain_before": 6.0,
        "pain_after": None,
        "overrides": [],
        "verdict": "no_finding",
        "edition": "2026.11",
    }
    return SessionRow(**(said | more))


def event(number: int, **more) -> EventRow:
    said: dict[str, Any] = {
        "practice": "a",
        "course": f"c{number}",
        "session": f"s{number}",
        "kind": "local",
        "severity": "mild",
        "serious": False,
        "outcome": "recovered",
        "days": 1,
    }
    return EventRow(**(said | more))


def registry(courses=(), sessions=(), events=(), **more) -> Registry:
    said: dict[str, Any] = {
        "practice": "a",
        "country": "FR",
        "made_on": date(2026, 11, 28),
        "edition": "2026.11",
        "engine": "1",
        "opposed": 0,
    }
    return Registry(about=About(**(said | more)), courses=[*courses], sessions=[*sessions], events=[*events])
