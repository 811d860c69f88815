"""Finding patients by what is typed into one box: names, a birth date, a phone, a number, in any order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from string import ascii_lowercase

from django.db.models import Exists, OuterRef, Q, QuerySet

from papule.clinic.patients.keys import (
    BIRTH,
    FRENCH,
    NAME,
    NUMBER,
    PHONE,
    Range,
    beginning,
    compact,
    exactly,
    is_one,
    sounds_of,
)
from papule.clinic.patients.models import Patient, SearchKey
from papule.clinic.patients.sounds import words_of
from papule.kernel.value import Value

SHORTEST = 2  # letters from which a search begins
SHORTEST_SLIP = 4  # letters from which a word may have been typed with a slip
_MOST_SLIPS = 3  # words that are looked at for slips
_LONGEST = 200  # letters that are looked at
_MOST_WORDS = 8
_COMMON = 2000  # keys from which a word is too common to count on
_YEAR = r"(?:18|19|20)\d\d"
_DATE = re.compile(rf"(?<!\d)(?:({_YEAR})-(\d\d?)-(\d\d?)|(\d\d?)[ ./-]+(\d\d?)[ ./-]+({_YEAR}))(?!\d)")
_WITHIN_NUMBER = re.compile(r"(?:(?<=\d)|(?<=\d[AB]))[\s.()/-]+(?=\d)", re.IGNORECASE)  # 2A, 2B: Corsica

Ways = tuple[Range, ...]  # what one typed word may stand for
Typed = tuple[Ways, ...]  # all words: a patient has a key of each


class Found(Value):
    """A patient who was found, and how: as written, or because it sounds alike."""

    patient: Patient
    is_written: bool


def find_patients(typed: str, most: int, language: str = "fr") -> list[Found]:
    """Give up to `most` patients, those written so first, then those that sound so in French, then in English.

    Where nobody is found, those whose name has one letter more or less, or two letters the other way round.
    The number of queries and the rows they look at do not depend on how many patients there are.
    """
    found: dict[int, bool] = {}
    for is_written, wanted in _readings(typed[:_LONGEST], language):
        if len(found) < most:
            for key in _with_all(wanted, most):
                found.setdefault(key, is_written)
    if not found:
        found = {key: False for wanted in _slips(typed[:_LONGEST], language) for key in _with_all(wanted, most)}
    patients = Patient.objects.in_bulk(list(found)[:most])
    return [Found(patients[key], is_written) for key, is_written in found.items() if key in patients]


def _readings(typed: str, language: str) -> Iterator[tuple[bool, Typed]]:
    """Read what was typed: as written, with its words joined, by its French sounds, by its English sounds."""
    numbers, words = _parts(typed, language)
    names = tuple((beginning(NAME, word),) for word in words)
    if not (*numbers, *names) or (not numbers and len("".join(words)) < SHORTEST):
        return
    yield True, (*numbers, *names)
    if len(words) > 1:
        yield True, (*numbers, (beginning(NAME, "".join(words)),))
    for is_french in (True, False):
        sounding = tuple((beginning(NAME, word), *_sounding(word, is_french=is_french)) for word in words)
        if sounding != names:
            yield False, (*numbers, *sounding)


def _slips(typed: str, language: str) -> Iterator[Typed]:
    """Read what was typed as names of which each may have been typed with one slip."""
    numbers, words = _parts(typed, language)
    if 0 < len(words) <= _MOST_SLIPS and max(map(len, words)) >= SHORTEST_SLIP:
        yield (*numbers, *((beginning(NAME, word), *nearly(word)) for word in words))


def nearly(word: str) -> Ways:
    """Give the names that are one slip of the hand away from a word, where it is long enough for one."""
    if len(word) < SHORTEST_SLIP:
        return ()
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    lacking = {one + letter + other for one, other in halves for letter in ascii_lowercase}
    too_many = {one + other[1:] for one, other in halves if other}
    turned = {one + other[1] + other[0] + other[2:] for one, other in halves if len(other) > 1}
    return tuple(exactly(NAME, each) for each in sorted(lacking | too_many | turned))


def _sounding(word: str, *, is_french: bool) -> Ways:
    return tuple(exactly(kind, sound) for kind, sound in sounds_of(word) if (kind == FRENCH) == is_french)


def _parts(typed: str, language: str) -> tuple[list[Ways], list[str]]:
    """Tell the dates and numbers of what was typed from the words."""
    numbers: list[Ways] = []
    for match in _DATE.finditer(typed):
        days = tuple(_dates(match.groups(), language))
        if days:
            numbers.append(tuple(exactly(BIRTH, day.isoformat()) for day in days))
            typed = typed.replace(match[0], " ")
    words: list[str] = []
    for part in _WITHIN_NUMBER.sub("", typed).split()[:_MOST_WORDS]:
        if any(letter.isdigit() for letter in part):
            numbers.append(_number(part, language))
        else:
            words += words_of(part)
    return numbers, list(dict.fromkeys(words))[:_MOST_WORDS]


def _dates(parts: tuple[str | None, ...], language: str) -> Iterator[date]:
    """Give the days that a date may mean: the day first; for readers of English, the month first as well."""
    year, month, day = (int(each or 0) for each in (parts[:3] if parts[0] else (parts[5], parts[4], parts[3])))
    orders = [(month, day), (day, month)] if language == "en" and not parts[0] else [(month, day)]
    for of_month, of_day in dict.fromkeys(orders):
        try:
            yield date(year, of_month, of_day)
        except ValueError:
            continue


def _number(part: str, language: str) -> Ways:
    """Give what a number may be: of a record, of a nation, a phone, a year of birth, a date without its points."""
    written = compact(part)
    digits = re.sub(r"\D", "", part)
    phone = digits[2:] if part.startswith("00") else digits if part.startswith("+") else digits.removeprefix("0")
    ways = [beginning(NUMBER, written)]
    if phone:
        ways.append(beginning(PHONE, phone))
    if re.fullmatch(_YEAR, digits):
        ways.append(beginning(BIRTH, digits))
    if digits == part:
        ways += (exactly(BIRTH, day.isoformat()) for day in _without_points(digits, language))
    return tuple(ways)


def _without_points(digits: str, language: str) -> Iterator[date]:
    """Give the days that 14031979 or 140379 may mean."""
    day, month, year = digits[:2], digits[2:4], digits[4:]
    for full in (f"19{year}", f"20{year}") if len(year) == len(day) else (year,):
        if re.fullmatch(_YEAR, full):
            yield from _dates((None, None, None, day, month, full), language)


def _with_all(wanted: Typed, most: int) -> list[int]:
    """Give patients that have a key of every word, in the order of the keys of the rarest one."""
    rarest = wanted[0] if len(wanted) == 1 else min(wanted, key=_count)
    others = [ways for ways in wanted if ways is not rarest]
    found: dict[int, None] = {}
    for way in _apart(rarest):
        rows: QuerySet[SearchKey] = SearchKey.objects.filter(within(way))
        for ways in others:
            rows = rows.filter(Exists(SearchKey.objects.filter(within(ways), patient=OuterRef("patient"))))
        ordered = rows.order_by("value", "patient").values_list("patient", flat=True)
        found |= dict.fromkeys(ordered[: 3 * most])  # a patient may have several keys of one beginning
    return list(found)[:most]


def _count(ways: Ways) -> int:
    """Count the keys that a word stands for, up to where it is common anyway."""
    return SearchKey.objects.filter(within(ways)).values("pk")[:_COMMON].count()


def _apart(ways: Ways) -> Iterator[Ways]:
    """Give each range by itself, each asked for in its order; what is one key is asked for together."""
    ranges = [each for each in ways if not is_one(each)]
    yield from ((each,) for each in ranges)
    if len(ranges) < len(ways):
        yield tuple(each for each in ways if is_one(each))


def within(ways: Iterable[Range]) -> Q:
    """Ask for keys in ranges."""
    condition, keys = Q(), []
    for start, end in ways:
        if is_one((start, end)):
            keys.append(start)
        else:
            condition |= Q(value__gte=start, value__lt=end)
    return condition | Q(value__in=keys) if keys else condition
