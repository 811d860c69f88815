"""The people of the bench: made up from syllables, person n the same in every run and in both systems."""

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

_FIRST = "Bal Bor Cas Cor Dal Dor Fal Fer Gar Gol Hab Jor Kal Lam Lor Mar Mel Nal Nor Pal Per Ral Ros Sal Ser Tal Val"
_MIDDLE = "a ande e elle eri i igna ina o ola ona osi u una y"
_LAST = "bert chon dier don gnac lin mond nais pert quin rand ret sac ssard tier teau ville zin"
_GIVEN = (
    "Ada Alma Basile Bruno Clara Denis Edith Emma Felix Flora Hugo Irma Iris Jonas Leon Louis Lucie Marin Mona Nora"
)
BORN_FROM, BORN_TO = dt.date(1936, 1, 1), dt.date(2008, 1, 1)


class Person(NamedTuple):
    """Somebody who does not exist."""

    number: int
    family: str
    given: str
    is_woman: bool
    born_on: dt.date


def person(number: int) -> Person:
    chance = Random(number)  # noqa: S311 -- a seed: the same person in every run
    family = "".join(chance.choice(part.split()) for part in (_FIRST, _MIDDLE, _LAST))
    born = BORN_FROM + dt.timedelta(days=chance.randrange((BORN_TO - BORN_FROM).days))
    return Person(number, family, chance.choice(_GIVEN.split()), chance.random() < 0.6, born)  # noqa: PLR2004 -- a share


def people(first: int, last: int) -> Iterator[Person]:
    """Make up the people `first` to `last`, both counted in."""
    return map(person, range(first, last + 1))


def typed(chance: Random, count: int) -> str:
    """What is typed to find somebody among the first `count`: three or five letters of a family name, or all."""
    family = person(chance.randint(1, count)).family
    return family[: chance.choice((3, 5, len(family)))]
