"""Rows whose person looks like somebody: by the rule of `patients.alike`, for thousands of rows in few queries.

Beyond it, somebody without a birth date looks like whoever has the same names: nothing tells the two apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from papule.clinic.imports.checking import Checked, Said
from papule.clinic.patients.keys import BIRTH, ENGLISH, FRENCH, NAME, NUMBER, compact, key
from papule.clinic.patients.models import Patient, SearchKey
from papule.clinic.patients.sounds import words_of
from papule.kernel.value import Value

AT_ONCE = 300  # rows asked for together
NUMBERED, SAME, UNDATED, ALIKE = "number", "same", "undated", "alike"  # the surest first


class Likeness(Value):
    """Why somebody may be who a row is of, and who: a patient who is here, or an earlier row of the file."""

    kind: str
    patient: int = 0
    row: int = 0


class _Names(Value):
    """What the people of some rows are compared by: what they are found by, and their names in one word."""

    keys: frozenset[bytes]
    whole: bytes


def find_alike(rows: Sequence[Checked]) -> dict[int, list[Likeness]]:
    """Give {row: who its person looks like}, for rows that may be registered, in their order."""
    found: dict[int, list[Likeness]] = defaultdict(list)
    for some in _some(rows):
        for number, likeness in _among_patients(some):
            found[number].append(likeness)
    for number, likeness in _among_rows(rows):
        found[number].append(likeness)
    order = (NUMBERED, SAME, UNDATED, ALIKE)
    return {number: sorted(each, key=lambda one: order.index(one.kind)) for number, each in found.items()}


def _some(rows: Sequence[Checked]) -> Iterator[list[Checked]]:
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        yield some


def _names(row: Checked) -> _Names:
    said = _said(row)
    kept = frozenset(each for each in row.keys if each[:1] in (NAME, FRENCH, ENGLISH))
    return _Names(kept, key(NAME, "".join(words_of(f"{said.family_name} {said.given_names}"))))


def _said(row: Checked) -> Said:
    assert row.said is not None  # noqa: S101 -- rows with problems are no people
    return row.said


def _born(row: Checked) -> bytes:
    born = _said(row).birth_date
    return key(BIRTH, born.isoformat()) if born else b""


def _numbers(row: Checked) -> list[bytes]:
    return [key(NUMBER, compact(each)) for each in row.numbers.values()]


def _among_patients(rows: Sequence[Checked]) -> Iterator[tuple[int, Likeness]]:
    """Compare with who is here: four queries."""
    names = {row.number: _names(row) for row in rows}
    numbered = _holders({each for row in rows for each in _numbers(row)})
    born = _holders({_born(row) for row in rows} - {b""})
    called = _holders({each.whole for each in names.values()})
    people = {each for holders in (*born.values(), *called.values()) for each in holders}
    keys = _keys_of(people, {each for one in names.values() for each in one.keys})
    undated = set(Patient.objects.filter(pk__in=people, birth_date=None).values_list("pk", flat=True))
    for row in rows:
        own, seen = names[row.number], set()
        for patient in (each for number in _numbers(row) for each in numbered.get(number, ())):
            seen.add(patient)
            yield row.number, Likeness(NUMBERED, patient)
        same_day = set(born.get(_born(row), ()))
        doubtful = {each for each in called.get(own.whole, ()) if not _born(row) or each in undated}
        for patient in sorted((same_day | doubtful) - seen):
            shared = keys[patient] & own.keys
            if patient in doubtful:
                yield row.number, Likeness(UNDATED, patient)
            elif shared:
                yield row.number, Likeness(SAME if own.whole in shared else ALIKE, patient)


def _holders(keys: set[bytes]) -> dict[bytes, list[int]]:
    """Give who has each of some keys."""
    found: dict[bytes, list[int]] = defaultdict(list)
    rows = SearchKey.objects.filter(value__in=keys).order_by("patient").values_list("value", "patient")
    for value, patient in rows if keys else ():
        found[bytes(value)].append(patient)
    return found


def _keys_of(people: set[int], among: set[bytes]) -> dict[int, set[bytes]]:
    """Give which of some keys some people have."""
    found: dict[int, set[bytes]] = defaultdict(set)
    rows = SearchKey.objects.filter(patient__in=people, value__in=among).values_list("patient", "value")
    for patient, value in rows if people else ():
        found[patient].add(bytes(value))
    return found


def _among_rows(rows: Iterable[Checked]) -> Iterator[tuple[int, Likeness]]:
    """Compare each row with those above it."""
    numbered: dict[bytes, int] = {}
    born: dict[bytes, list[tuple[int, _Names]]] = defaultdict(list)
    called: dict[bytes, list[tuple[int, bytes]]] = defaultdict(list)
    for row in rows:
        own, day, seen = _names(row), _born(row), set()
        for number in _numbers(row):
            if number in numbered:
                seen.add(numbered[number])
                yield row.number, Likeness(NUMBERED, row=numbered[number])
            numbered.setdefault(number, row.number)
        for other, names in born[day] if day else ():
            if other not in seen and names.keys & own.keys:
                seen.add(other)
                yield row.number, Likeness(SAME if names.whole == own.whole else ALIKE, row=other)
        for other, other_day in called[own.whole]:
            if other not in seen and not (day and other_day):
                yield row.number, Likeness(UNDATED, row=other)
        born[day].append((row.number, own))
        called[own.whole].append((row.number, day))
