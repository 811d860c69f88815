"""What the strategies stand on: the real formulary, its ids, the days on which it changes."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

import msgspec
from hypothesis import strategies as st

from papule.kernel.age import MONTHS_A_YEAR
from papule.kernel.quantity import quantity
from papule.knowledge.loading import load_formulary
from papule.knowledge.model.tables import Formulary
from papule.treatment.case import Case

Plain = dict[str, Any]
Draw = st.DrawFn

TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)
ANSWERS = ("yes", "no", "unknown", "declined")


@cache
def formulary() -> Formulary:
    """Load the real knowledge, once."""
    return load_formulary()


def case_from(plain: Plain) -> Case:
    """Turn plain values into a case."""
    return msgspec.convert(plain, Case, strict=False)


def plain_from(case: Case) -> Plain:
    """Turn a case back into plain values."""
    found: Plain = msgspec.json.decode(msgspec.json.encode(case))
    return found


def structures(value: object) -> Iterator[msgspec.Struct]:
    """Give every structure inside a value."""
    if isinstance(value, msgspec.Struct):
        yield value
        for field in value.__struct_fields__:
            yield from structures(getattr(value, field))
    elif isinstance(value, tuple):
        for each in value:
            yield from structures(each)


@cache
def borders_of(*tables: str) -> tuple[date, ...]:
    """Give every `from` and `until` in some tables, with the days before and after."""
    entries = [each for name in tables for each in getattr(formulary(), name).values()]
    return tuple(days_of(*entries))


def days_of(*entries: object) -> list[date]:
    """Give every `from` and `until` in some entries, with the days before and after."""
    found: set[date] = set()
    for entry in entries:
        for each in structures(entry):
            found |= {day for day in (getattr(each, "since", None), getattr(each, "until", None)) if day}
    return sorted({day + shift for day in found for shift in (-DAY, 0 * DAY, DAY)})


def ids(table: str) -> st.SearchStrategy[str]:
    """Draw an id of a table."""
    return st.sampled_from(sorted(getattr(formulary(), table)))


@cache
def askable() -> tuple[str, ...]:
    """Give the facts that can be asked."""
    return tuple(key for key, each in sorted(formulary().facts.items()) if not each.computed)


def months_before(day: date, months: int) -> date:
    """Give the day that is so many months earlier, or the last day of its month."""
    years, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 - months, MONTHS_A_YEAR)
    for last in (day.day, 30, 29, 28):
        try:
            return date(years, month + 1, last)
        except ValueError:
            continue
    raise AssertionError(day)


def in_its_unit(substance: str, amounts: Iterable[str]) -> tuple[str, ...]:
    """Keep the amounts in the unit that a substance is measured in: no other is read."""
    of_products = (formulary().products[key].strength for key in formulary().products_of.get(substance, ()))
    units = {quantity(each).unit.removesuffix("/mL") for each in of_products if each}
    return tuple(each for each in amounts if not units or quantity(each).unit.removesuffix("/mL") in units)
