"""The file while it waits: read, its columns said, its rows checked a part at a time, and gone at the end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

import msgspec
from django.conf import settings
from django.utils import timezone

from papule.clinic.accounts.models import User
from papule.clinic.audit.writing import Actor, system, writing
from papule.clinic.imports.cells import DAY_FIRST, fits_only
from papule.clinic.imports.checking import Checked, Rules, check, packed, unpacked
from papule.clinic.imports.columns import DATES, recognised
from papule.clinic.imports.models import FileRow, PatientFile
from papule.clinic.imports.tables import Row, letters_of, refuse_other_files, separator_of, table, text_of
from papule.kernel.value import Value

KEPT = timedelta(seconds=settings.SESSION_COOKIE_AGE)  # nobody stays signed in for longer


class Reading(Value):
    """How a file is read; `columns` is {place: field}."""

    letters: str
    separator: str
    columns: dict[int, str] = {}
    order: str = DAY_FIRST
    language: str = "fr"


def give(actor: Actor, user: User, name: str, content: bytes, language: str) -> PatientFile:
    """Keep a file until it is decided on, in place of one that the same person gave before.

    Raises ValidationError for what is no table of rows.
    """
    refuse_other_files(content)
    letters = letters_of(content)
    text = text_of(content, letters)
    separator = separator_of(text)
    heading, rows = table(text, separator)
    count = sum(1 for _each in rows)
    reading = Reading(letters, separator, recognised(heading), language=language)
    with writing(actor, "import.give", detail={"rows": count}):
        PatientFile.objects.filter(user=user).delete()
        return PatientFile.objects.create(user=user, name=name, content=content, reading=_plain(reading), count=count)


def find_waiting(user: User) -> PatientFile | None:
    """Give the file of somebody, unless its time is over."""
    return PatientFile.objects.filter(user=user, given_at__gt=timezone.now() - KEPT).first()


def reading_of(waiting: PatientFile) -> Reading:
    """Give how the file is read."""
    return msgspec.convert(waiting.reading, Reading, strict=False)  # JSON has no numbers as keys


def _plain(reading: Reading) -> dict[str, object]:
    return {**msgspec.structs.asdict(reading), "columns": {str(at): field for at, field in reading.columns.items()}}


def opened(waiting: PatientFile) -> tuple[tuple[str, ...], Iterator[Row]]:
    """Give the headings and the rows of the file.

    Raises ValidationError, at once or while the rows are read.
    """
    reading = reading_of(waiting)
    return table(text_of(bytes(waiting.content), reading.letters), reading.separator)


def read_again(actor: Actor, waiting: PatientFile, letters: str, separator: str) -> None:
    """Read the file by other letters, or with another separator.

    Raises ValidationError where it cannot be read so; then nothing is changed.
    """
    heading, rows = table(text_of(bytes(waiting.content), letters), separator)
    count = sum(1 for _each in rows)
    reading = Reading(letters, separator, recognised(heading), language=reading_of(waiting).language)
    _read_as(actor, waiting, reading, count, is_said=False)


def say(actor: Actor, waiting: PatientFile, reading: Reading) -> None:
    """Keep what stands in which column; what was checked before is checked anew."""
    _read_as(actor, waiting, reading, waiting.count, is_said=True)


def _read_as(actor: Actor, waiting: PatientFile, reading: Reading, count: int, *, is_said: bool) -> None:
    with writing(actor, "import.columns"):
        FileRow.objects.filter(waiting=waiting).delete()
        waiting.reading, waiting.count, waiting.is_said, waiting.checked = _plain(reading), count, is_said, 0
        waiting.save(update_fields=["reading", "count", "is_said", "checked"])


def orders_seen(waiting: PatientFile, columns: dict[int, str]) -> dict[str, list[int]]:
    """Give the rows that have a day in one order of day and month only, {order: rows}."""
    places = [at for at, field in columns.items() if field in DATES]
    found: dict[str, list[int]] = {}
    for row in opened(waiting)[1]:
        for order in {fits_only(row.cells[at]) for at in places if at < len(row.cells)} - {""}:
            found.setdefault(order, []).append(row.number)
    return found


def check_some(actor: Actor, waiting: PatientFile, country: str, seconds: float) -> None:
    """Check the next rows for so long, and keep what was found."""
    reading = reading_of(waiting)
    rules = Rules(reading.columns, reading.order, reading.language, country)
    end, start, made = time.monotonic() + seconds, waiting.checked, []
    for row in islice(opened(waiting)[1], start, None):
        found = check(row, rules)
        made.append(FileRow(waiting=waiting, number=found.number, content=packed(found)))
        if time.monotonic() > end:
            break
    with writing(actor, "import.check", detail={"rows": len(made)}):
        done = start + len(made)
        if PatientFile.objects.filter(pk=waiting.pk, checked=start).update(
            checked=done
        ):  # two at once: one of them counts
            FileRow.objects.bulk_create(made, batch_size=500)
    waiting.refresh_from_db(fields=["checked"])


def is_checked(waiting: PatientFile) -> bool:
    """Tell whether every row was checked under the columns that were said."""
    return waiting.is_said and waiting.checked >= waiting.count


def checked_rows(waiting: PatientFile) -> Iterator[Checked]:
    """Give the rows that were checked, in their order."""
    rows = FileRow.objects.filter(waiting=waiting).order_by("number").values_list("content", flat=True)
    return (unpacked(bytes(each)) for each in rows.iterator(500))


def discard(actor: Actor, waiting: PatientFile) -> None:
    """Take a file away; nobody of it is registered."""
    with writing(actor, "import.discard"):
        PatientFile.objects.filter(pk=waiting.pk).delete()


def end_old() -> int:
    """Take away the files whose time is over, and tell how many."""
    old = PatientFile.objects.filter(given_at__lte=timezone.now() - KEPT)
    count = old.count()
    if count:
        with writing(system("papule serve"), "import.end", detail={"count": count}):
            old.delete()
    return count
