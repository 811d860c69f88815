"""Papule and GNU Health asked in turn, so that a busy moment falls on both."""

from collections.abc import Callable, Mapping
from random import Random
from time import perf_counter
from typing import NamedTuple

from clinic import peer_calls
from clinic.people import typed
from clinic.practice import FREE, Course, Practice
from timing import Spread, spread_of

Times = dict[str, Spread]  # by what was asked
Asked = Callable[[], float]  # asks once, and gives the seconds that the person waited

SEARCH, RECORD, ENCOUNTER, SESSION = "search", "record", "encounter", "session"
PASSWORD, OPENING = "by password", "opening"
TASKS = (SEARCH, RECORD, ENCOUNTER, SESSION)
BLOCK = 4  # calls


class Size(NamedTuple):
    """What was measured with so many patients."""

    patients: int
    papule: Times
    client: Times  # GNU Health, everything that its client asks
    call: Times  # GNU Health, one call


class History(NamedTuple):
    """What was measured of patients who had so many sessions."""

    sessions: int
    papule: Times


def in_turn(asked: Mapping[str, Asked], blocks: int) -> Times:
    """Ask each in blocks of calls, in an order drawn anew for each round: nobody follows the same neighbour.

    The first block is not counted, nor the first call of the others: it finds the processor's caches full of what the
    neighbour did, and whoever follows a slow one would pay for it.
    """
    times: dict[str, list[float]] = {name: [] for name in asked}
    order, chance = list(asked), Random(1)  # noqa: S311 -- a seed: the same order in every run
    for turn in range(blocks + 1):
        chance.shuffle(order)
        for name in order:
            taken = [asked[name]() for _ in range(BLOCK)]
            if turn:
                times[name] += taken[1:]
    return {name: spread_of(each) for name, each in times.items()}


def calls(blocks: int) -> int:
    """How often each is asked."""
    return BLOCK * (blocks + 1)


def size(patients: int, practice: Practice, client: peer_calls.Client, blocks: int) -> Size:
    """Measure both with so many patients; nobody is looked at twice on purpose, nobody is spared it."""
    chance = Random(patients)  # noqa: S311 -- a seed: the same people in every run
    ready = iter(practice.add_history(calls(blocks), 1))
    composed = practice.add_history(1, 1)[0]

    def somebody() -> int:
        return FREE + chance.randint(2, patients)

    papule: dict[str, Asked] = {
        SEARCH: lambda: practice.search(typed(chance, patients)),
        RECORD: lambda: practice.chart(somebody()),
        ENCOUNTER: lambda: practice.reassess(composed),
        SESSION: lambda: practice.sign(next(ready)),
    }
    whole = {
        SEARCH: lambda: client.show_search(typed(chance, patients)),
        RECORD: lambda: client.show_record(somebody()),
        ENCOUNTER: lambda: client.save_encounter(somebody()),
        SESSION: lambda: client.sign_session(somebody()),
    }
    call = {
        SEARCH: lambda: client.search(typed(chance, patients)),
        RECORD: lambda: client.open_record(somebody()),
        ENCOUNTER: lambda: client.create_encounter(somebody()),
        SESSION: lambda: client.create_session(somebody()),
    }
    asked = {f"papule {name}": each for name, each in papule.items()}
    asked |= {f"client {name}": _timed(each) for name, each in whole.items()}
    asked |= {f"call {name}": _timed(each) for name, each in call.items()}
    found = in_turn(asked, blocks)
    return Size(patients, *({name: found[f"{who} {name}"] for name in TASKS} for who in ("papule", "client", "call")))


def history(sessions: int, practice: Practice, blocks: int) -> History:
    """Measure patients who had so many sessions, all of one course."""
    courses = practice.add_history(calls(blocks), sessions)
    ready = iter(courses)
    chance = Random(sessions)  # noqa: S311 -- a seed: the same people in every run

    def one() -> Course:
        return chance.choice(courses)

    asked: dict[str, Asked] = {
        RECORD: lambda: practice.chart(one().patient),
        OPENING: lambda: practice.open_session(courses[0]),
        ENCOUNTER: lambda: practice.reassess(courses[0]),
        SESSION: lambda: practice.sign(next(ready)),
    }
    return History(sessions, in_turn(asked, blocks))


def by_password(practice: Practice, blocks: int) -> Spread:
    """Measure signing with the password, whose check is slow on purpose."""
    ready = iter(practice.add_history(calls(blocks), 1))
    return in_turn({PASSWORD: lambda: practice.sign(next(ready))}, blocks)[PASSWORD]


def _timed(ask: Callable[[], object]) -> Asked:
    def asked() -> float:
        start = perf_counter()
        ask()
        return perf_counter() - start

    return asked
