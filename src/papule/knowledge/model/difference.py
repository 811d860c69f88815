"""What changed between the catalogue and the French public drug database. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal, TypeVar

import msgspec

from papule.knowledge.model.official import Medicine, Official, Supply, substances_of
from papule.knowledge.model.statement import Entry, Statement, Text
from papule.knowledge.model.substance import Market, Presentation, Product

__all__ = ["Difference", "compare", "describe"]

S = TypeVar("S", bound=Statement)
Kind = Literal[
    "newly-marketed",
    "no-longer-marketed",
    "withdrawn",
    "no-status",
    "routes-changed",
    "shortage-new",
    "shortage-ended",
    "not-in-list",
    "new-presentation",
]
_INJECTED = frozenset(
    "infiltration intra-articular intradermal intralesional intramuscular intravenous periarticular perineural"
    " subcutaneous".split()
)
_KIND_OF: dict[Market, Kind] = {"marketed": "newly-marketed", "withdrawn": "withdrawn"}
_WORDS: dict[Kind, Text] = {
    "newly-marketed": {"en": "marketed", "fr": "commercialisé"},
    "no-longer-marketed": {"en": "no longer marketed", "fr": "plus commercialisé"},
    "withdrawn": {"en": "authorisation ended", "fr": "autorisation terminée"},
    "no-status": {"en": "no status in the catalogue yet", "fr": "pas encore de statut au catalogue"},
    "routes-changed": {"en": "routes changed", "fr": "voies modifiées"},
    "shortage-new": {"en": "supply difficulty", "fr": "difficulté d'approvisionnement"},
    "shortage-ended": {"en": "supply difficulty over", "fr": "fin de la difficulté d'approvisionnement"},
    "not-in-list": {"en": "not in the list any more", "fr": "absent de la liste"},
    "new-presentation": {"en": "new presentation", "fr": "nouvelle présentation"},
}


class Difference(Entry, kw_only=True):
    """One change to review: what the catalogue says (`was`) and what the list says (`now`)."""

    kind: Kind
    product: str  # id of the product, or of those with the same substances
    code: str  # CIS
    name: str
    was: str = ""
    now: str = ""
    since: date | None = None  # where the list dates the change


class _Known(msgspec.Struct, frozen=True):
    """A French presentation of the catalogue, and the product it belongs to."""

    product: str
    presentation: Presentation


def compare(official: Official, products: Iterable[Product], as_of: date) -> tuple[Difference, ...]:
    """The changes between what the catalogue says at `as_of` and the official files, by product and code."""
    known = [
        _Known(product.id, presentation)
        for product in products
        for presentation in product.presentations
        if presentation.country == "FR" and presentation.code
    ]
    changes = [change for item in known for change in _changes(item, official, as_of)]
    changes += _new_presentations(known, official, as_of)
    return tuple(sorted(changes, key=lambda c: (c.product, c.code, c.kind)))


def describe(change: Difference) -> Text:
    """One line for a reader, in each language."""
    return {language: _line(change, words) for language, words in _WORDS[change.kind].items()}


def _line(change: Difference, words: str) -> str:
    """`product: NAME (CIS): words, was -> now, since`."""
    arrow = " -> ".join(value for value in (change.was, change.now) if value)
    since = change.since.isoformat() if change.since else ""
    told = ", ".join(part for part in (words, arrow, since) if part)
    return f"{change.product}: {change.name} ({change.code}): {told}"


def _changes(known: _Known, official: Official, as_of: date) -> Iterator[Difference]:
    """What changed for one presentation."""
    code = known.presentation.code
    medicine = official.medicines.get(code)
    status = _newest(known.presentation.market, as_of)
    was = status.status if status else ""
    if medicine is None:
        if was == "marketed":
            yield _change("not-in-list", known, was=was)
        return
    if was != medicine.market:
        kind = _KIND_OF.get(medicine.market, "no-longer-marketed") if status else "no-status"
        declared = _declared(medicine, official)
        later = declared if status and declared and declared > (status.since or date.min) else None
        yield _change(kind, known, was=was, now=medicine.market, since=later)
    if set(known.presentation.routes) != set(medicine.routes):
        routes = (", ".join(sorted(r)) for r in (known.presentation.routes, medicine.routes))
        yield _change("routes-changed", known, was=next(routes), now=next(routes))
    yield from _supply_changes(known, official.supplies.get(code, ()), as_of)


def _supply_changes(known: _Known, rows: tuple[Supply, ...], as_of: date) -> Iterator[Difference]:
    """A supply difficulty that began, changed or ended."""
    shortage = _newest(known.presentation.shortages, as_of)
    was = shortage.status if shortage and shortage.status != "back" else ""
    open_rows = sorted((row.state != "out-of-stock", row.since, row.state) for row in rows if _is_open(row))
    if open_rows:
        _, since, state = open_rows[0]
        if state != was:
            yield _change("shortage-new", known, was=was, now=state, since=since)
    elif was:
        back = max((row.back_on or row.since for row in rows if row.state == "back"), default=None)
        yield _change("shortage-ended", known, was=was, now="back" if back else "", since=back)


def _new_presentations(known: list[_Known], official: Official, as_of: date) -> Iterator[Difference]:
    """Injectables of the catalogue's substances, first sold after the catalogue's newest snapshot."""
    codes = {item.presentation.code for item in known}
    newest = max((day for item in known for day in _snapshots(item, as_of)), default=date.min)
    products: dict[frozenset[str], set[str]] = {}
    for item in known:
        if substances := _substances(official, item.presentation.code):
            products.setdefault(substances, set()).add(item.product)
    for medicine in official.medicines.values():
        first = _first_sold(medicine, official)
        if medicine.cis in codes or medicine.market != "marketed" or first is None or first <= newest:
            continue
        alike = products.get(_substances(official, medicine.cis), set())
        if alike and _INJECTED & set(medicine.routes):
            yield Difference(
                kind="new-presentation",
                product=", ".join(sorted(alike)),
                code=medicine.cis,
                name=medicine.name,
                now=", ".join(medicine.routes),
                since=first,
            )


def _change(kind: Kind, known: _Known, *, was: str = "", now: str = "", since: date | None = None) -> Difference:
    """A change of a presentation of the catalogue."""
    return Difference(
        kind=kind,
        product=known.product,
        code=known.presentation.code,
        name=known.presentation.name,
        was=was,
        now=now,
        since=since,
    )


def _in_force(statement: Statement, as_of: date) -> bool:
    """Whether a statement holds on a day."""
    begun = statement.since is None or statement.since <= as_of
    return begun and (statement.until is None or as_of < statement.until)


def _newest(statements: tuple[S, ...], as_of: date) -> S | None:
    """The newest statement in force on a day."""
    holding = (statement for statement in statements if _in_force(statement, as_of))
    return max(holding, key=lambda s: s.since or date.min, default=None)


def _snapshots(known: _Known, as_of: date) -> Iterator[date]:
    """The days, up to `as_of`, on which the catalogue looked at a presentation."""
    return (status.since for status in known.presentation.market if status.since and status.since <= as_of)


def _is_open(row: Supply) -> bool:
    """Whether a row tells of a difficulty that lasts."""
    return row.state in {"tension", "out-of-stock"} and row.back_on is None


def _declared(medicine: Medicine, official: Official) -> date | None:
    """The last day on which its holder declared a box sold, or sold no more."""
    sold = medicine.market == "marketed"
    packages = official.packages.get(medicine.cis, ())
    return max((p.declared_on for p in packages if p.declared_on and p.sold is sold), default=None)


def _first_sold(medicine: Medicine, official: Official) -> date | None:
    """The first day on which a box was declared sold, else the day of the authorisation."""
    days = [p.declared_on for p in official.packages.get(medicine.cis, ()) if p.declared_on and p.sold]
    return min(days, default=medicine.authorised_on)


def _substances(official: Official, code: str) -> frozenset[str]:
    """What a medicine contains, without salts."""
    return frozenset(substances_of(official.components.get(code, ())))
