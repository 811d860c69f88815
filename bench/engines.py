"""assess() against twelve rules in four engines: the same answers first, then the time each takes."""

from collections.abc import Callable
from functools import partial
from random import Random
from typing import NamedTuple

from cases import open_case
from papule.assessment.assess import assess_in
from papule.knowledge.model.tables import Formulary
from screen import in_business_rules, in_clips, in_json_logic, in_python, in_zen
from screen.visit import CODES, Visit, random_visit, visit_of
from timing import Spread, in_turn

Screen = Callable[[Visit], list[str]]

BLOCK = 10  # calls a turn
COMPARED = 3000  # random visits on which all must agree
ZEN = "zen-engine, decision"
FULL = "assess(), full case"
SIZES = {
    "small": "assess(), small case",
    "full": FULL,
    "followed": "assess(), full case followed up",
    "large": "assess(), large case",
}


class Engines(NamedTuple):
    """Times of a call by contestant, one set a repeat, and what assess() did in each size of case."""

    times: list[dict[str, Spread]]
    done: dict[str, str]


def measure(formulary: Formulary, repeat: int, rounds: int) -> Engines:
    screens: dict[str, Screen] = {
        "plain Python": in_python.screen,
        ZEN: in_zen.decision(),
        "zen-engine, compiled into the engine": in_zen.loaded(),
        "zen-engine, compiled expressions": in_zen.expressions(),
        "clipspy": in_clips.network(),
        "business-rules": in_business_rules.screen,
        "json-logic": in_json_logic.screen,
    }
    agree(screens)
    visit = visit_of(*open_case("full", formulary))
    contestants: dict[str, Callable[[], object]] = {name: partial(each, visit) for name, each in screens.items()}
    done = {}
    for size, name in SIZES.items():
        case, view = open_case(size, formulary)
        assessment = assess_in(case, view)  # everything of the view that this case needs is resolved now
        done[name] = f"{assessment.checked} statements, {len(assessment.findings)} findings"
        contestants[name] = partial(assess_in, case, view)
    return Engines([in_turn(contestants, rounds, BLOCK) for _ in range(repeat)], done)


def agree(screens: dict[str, Screen]) -> None:
    """Hold all engines to the answers of plain Python, on visits in which every rule fires and rests.

    Raises AssertionError.
    """
    chance = Random(12)  # noqa: S311 -- a seed: the same visits every time
    fired = dict.fromkeys(CODES, 0)
    for _ in range(COMPARED):
        visit = random_visit(chance)
        expected = in_python.screen(visit)
        for code in expected:
            fired[code] += 1
        for name, screen in screens.items():
            if sorted(screen(visit)) != sorted(expected):
                raise AssertionError(f"{name} says {screen(visit)}, plain Python says {expected}, of {visit}")
    idle = [code for code, times in fired.items() if not COMPARED // 50 < times < COMPARED * 49 // 50]
    if idle:
        raise AssertionError(f"hardly ever put to the test: {', '.join(idle)}")
