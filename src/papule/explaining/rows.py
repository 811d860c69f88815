"""Any entry of the knowledge as plain rows: what it says, since when, where it stands, whether it holds."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import msgspec

from papule.assessment.resolution import Territory
from papule.knowledge.model.statement import Citation, Review, Source

_OWN_PLACE = {"id", "cite", "text", "since", "until", "countries", "review"}  # shown in their own way


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """A place in a source; `foreign` where it is a label or regulator of another country."""

    source: str
    at: str
    read: str = ""
    foreign: bool = False


class Row(msgspec.Struct, frozen=True, omit_defaults=True, rename={"since": "from"}):
    """One statement: words, values by field, the time and countries it holds in, its citations, what is in it."""

    text: dict[str, str] = {}
    values: dict[str, Any] = {}
    holds: bool = True  # at the date and in the country asked for
    since: str = ""
    until: str = ""
    countries: tuple[str, ...] = ()
    citations: tuple[Place, ...] = ()
    rows: dict[str, tuple["Row", ...]] = {}


def row_of(entry: Any, here: Territory) -> Row:  # noqa: ANN401 -- any structure of the knowledge
    """Take an entry apart; a field left at its default is not told."""
    values: dict[str, Any] = {}
    rows: dict[str, tuple[Row, ...]] = {}
    for field, value in _told(entry):
        if isinstance(value, msgspec.Struct):
            rows[field] = (row_of(value, here),)
        elif isinstance(value, tuple) and value and isinstance(value[0], msgspec.Struct):
            rows[field] = tuple(row_of(each, here) for each in value)
        else:
            values[field] = value.isoformat() if isinstance(value, date) else value
    since, until = getattr(entry, "since", None), getattr(entry, "until", None)
    countries = getattr(entry, "countries", ())
    return Row(
        text=getattr(entry, "text", {}),
        values=values,
        holds=_holds(since, until, countries, here),
        since=since.isoformat() if since else "",
        until=until.isoformat() if until else "",
        countries=countries,
        citations=tuple(place_of(each, here) for each in getattr(entry, "cite", ())),
        rows=rows,
    )


def _told(entry: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    for field in msgspec.structs.fields(entry):
        value = getattr(entry, field.name)
        if field.name not in _OWN_PLACE and value != _default_of(field):
            yield field.name, value


def _default_of(field: msgspec.structs.FieldInfo) -> Any:  # noqa: ANN401
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return field.default


def _holds(since: date | None, until: date | None, countries: tuple[str, ...], here: Territory) -> bool:
    begun = since is None or since <= here.as_of
    ended = until is not None and until <= here.as_of
    return begun and not ended and (not countries or here.country in countries)


def place_of(citation: Citation, here: Territory) -> Place:
    """Write a citation with how much was read."""
    source = here.sources[citation.source]
    return Place(citation.source, citation.at, citation.read or source.read, here.is_foreign(source))


class SourceLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """A source as a reader needs it: what it is, whose, of when, how much was read."""

    id: str
    title: str
    kind: str
    read: str
    country: str = ""
    publisher: str = ""
    dated: str = ""
    url: str = ""
    note: str = ""


def source_line(source: Source) -> SourceLine:
    """Write a source without its licence."""
    given = {field: getattr(source, field) for field in SourceLine.__struct_fields__}
    return SourceLine(**given)


def cited_in(rows: Iterable[Row]) -> Iterator[str]:
    """Give the sources of rows and of everything in them."""
    for row in rows:
        yield from (each.source for each in row.citations)
        for inner in row.rows.values():
            yield from cited_in(inner)


def review_of(entry: Any) -> dict[str, str]:  # noqa: ANN401
    """Say when an entry was reviewed, and until when that holds."""
    review = getattr(entry, "review", None)
    if not isinstance(review, Review):
        return {}
    return {"on": review.on.isoformat(), "by": review.by, "due": review.due.isoformat()}
