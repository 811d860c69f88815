"""Papule and GNU Health asked in turn, so that a busy moment falls on both."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from random import Random
from typing import NamedTuple

from clinic import peer_calls, programs
from clinic.people import typed
from clinic.practice import FREE, Course, Practice
from clinic.programs import Cost
from timing import Spread, spread_of

Asked = Callable[[], Cost]  # asks once

SEARCH, RECORD, ENCOUNTER, SESSION = "search", "record", "encounter", "session"
PASSWORD, OPENING, CONTROL = "by password", "opening", "control"
TASKS = (SEARCH, RECORD, ENCOUNTER, SESSION)
BLOCK = 4  # calls


class Taken(NamedTuple):
    """What was waited, and what the processor did on average, in seconds."""

    wall: Spread
    processor: float


Times = dict[str, Taken]  # by what was asked


class Size(NamedTuple):
    """What was measured with so many patients."""

    patients: int
    papule: Times
    client: Times  # GNU Health, everything that its client asks
    call: Times  # GNU Health, one call


class Peer(NamedTuple):
    """GNU Health, signed in, and its processes."""

    client: peer_calls.Client
    processes: tuple[int, ...]


class History(NamedTuple):
    """What was measured of patients who had so many sessions."""

    sessions: int
    papule: Times
    call: Times  # GNU Health, one call: how fast the machine was meanwhile


def in_turn(asked: Mapping[str, Asked], blocks: int) -> Times:
    """Ask each in blocks of calls, in an order drawn anew for each round: nobody follows the same neighbour.

    The first block is not counted, nor the first call of the others: it finds the processor's caches full of what the
    neighbour did, and whoever follows a slow one would pay for it.
    """
    times: dict[str, list[Cost]] = {name: [] for name in asked}
    order, chance = list(asked), Random(1)  # noqa: S311 -- a seed: the same order in every run
    for turn in range(blocks + 1):
        chance.shuffle(order)
        for name in order:
            taken = [asked[name]() for _ in range(BLOCK)]
            if turn:
                times[name] += taken[1:]
    return {name: _taken(costs) for name, costs in times.items()}


def _taken(costs: Sequence[Cost]) -> Taken:
    return Taken(spread_of([each.wall for each in costs]), statistics.mean(each.processor for each in costs))


def calls(blocks: int) -> int:
    """How often each is asked."""
    return BLOCK * (blocks + 1)


def size(patients: int, practice: Practice, peer: Peer, blocks: int) -> Size:
    """Measure both with so many patients; nobody is looked at twice on purpose, nobody is spared it."""
    client, processes = peer
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
    asked |= {f"client {name}": partial(programs.cost, each, processes) for name, each in whole.items()}
    asked |= {f"call {name}": partial(programs.cost, each, processes) for name, each in call.items()}
    found = in_turn(asked, blocks)
    return Size(patients, *({name: found[f"{who} {name}"] for name in TASKS} for who in ("papule", "client", "call")))


def history(sessions: int, practice: Practice, peer: Peer, blocks: int) -> History:
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
    read = partial(programs.cost, lambda: peer.client.open_record(FREE + 2), peer.processes)
    found = in_turn(asked | {CONTROL: read}, blocks)
    return History(sessions, {name: found[name] for name in asked}, {RECORD: found[CONTROL]})


def by_password(practice: Practice, blocks: int) -> Taken:
    """Measure signing with the password, whose check is slow on purpose."""
    ready = iter(practice.add_history(calls(blocks), 1))
    return in_turn({PASSWORD: lambda: practice.sign(next(ready))}, blocks)[PASSWORD]
