"""The points of a session drawn on the body, for documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from papule.clinic.bodymap.atlas import View, views
from papule.clinic.bodymap.picture import title_of
from papule.clinic.bodymap.printing import mark_svg, paper_svg
from papule.clinic.documents.parts import millilitres
from papule.clinic.documents.sheet import AnyBlock, Drawing, Drawings, Heading, Pairs
from papule.clinic.knowledge import words_in
from papule.clinic.marks import listed

Record = dict[str, Any]  # of a session, as it is kept


class Spot(msgspec.Struct, frozen=True):
    """What is drawn of a point; `syringe` counts from 0."""

    view: str
    site: str
    side: str
    x: float
    y: float
    syringe: int = 0


def volumes(record: Record) -> Iterator[tuple[str, str]]:
    """Say of each syringe that was given how much was drawn up, and how much of it was injected."""
    for each in record.get("syringes", ()):
        if each.get("given", True):
            yield _("Syringe {number}").format(number=each["number"]), _volumes(each)


def volumes_of(record: Record) -> Iterator[AnyBlock]:
    """Give the volumes of the syringes as a block; nothing where the record names no syringe."""
    rows = tuple(volumes(record))
    if rows:
        yield Pairs(pairs=rows)


def _volumes(syringe: dict[str, Any]) -> str:
    drawn = sum(Decimal(str(each["volume_ml"])) for each in syringe.get("products", ()))
    injected = syringe.get("injected_ml")
    if injected is None:
        return _("{drawn} drawn up; how much of it was injected: not known").format(drawn=millilitres(drawn))
    return _("{drawn} drawn up, {injected} injected").format(drawn=millilitres(drawn), injected=millilitres(injected))


def where_of(record: Record, language: str) -> Iterator[AnyBlock]:
    """Draw the points of a session with a key of its syringes; nothing where no point has its place on a drawing."""
    spots = list(_spots(record))
    if spots:
        yield Heading(text=_("Where it was injected"))
        yield Drawings(drawings=_drawings(spots, language), key=tuple(_key(record, spots, language)))


def where_of_all(records: Iterable[Record], language: str) -> Iterator[AnyBlock]:
    """Draw the points of several sessions together, all with one mark; each place once."""
    every = (msgspec.structs.replace(spot, syringe=0) for each in records for spot in _spots(each))
    spots = list(dict.fromkeys(every))
    if spots:
        yield Heading(text=_("Where it was injected, all sessions together"))
        yield Drawings(drawings=_drawings(spots, language))


def _spots(record: Record) -> Iterator[Spot]:
    """Give the points of the syringes that were given and that lie on a drawing."""
    kept_back = {each.get("number") for each in record.get("syringes", ()) if not each.get("given", True)}
    for each in record.get("points", ()):
        number = each.get("syringe", 1)
        if number in kept_back or each.get("view") not in views() or None in (each.get("x"), each.get("y")):
            continue
        yield Spot(each["view"], each["site"], each["side"], each["x"], each["y"], max(number - 1, 0))


def _drawings(spots: Sequence[Spot], language: str) -> tuple[Drawing, ...]:
    used = {each.view for each in spots}
    return tuple(_drawing(view, spots, language) for view in views().values() if view.id in used)


def _drawing(view: View, spots: Sequence[Spot], language: str) -> Drawing:
    say = words_in(language)
    here = [each for each in spots if each.view == view.id]
    counts = Counter((each.site, each.side) for each in here)
    each_site = (f"{say.name(site)}, {say.term(side)}{say.colon} {count}" for (site, side), count in counts.items())
    said = listed(each_site, language)
    svg, ratio = paper_svg(view.id, here, language)
    title = title_of(view, language).capitalize()
    return Drawing(svg=svg, alt=f"{title}{say.colon} {said}", caption=said[:1].upper() + said[1:], ratio=ratio)


def _key(record: Record, spots: Sequence[Spot], language: str) -> Iterator[tuple[str, str]]:
    """Say what the mark of each syringe stands for, where there are several."""
    used = sorted({each.syringe for each in spots})
    if len(used) < 2:  # noqa: PLR2004 -- one mark needs no key
        return
    held = {each.get("number"): each for each in record.get("syringes", ())}
    for number in used:
        products = held.get(number + 1, {}).get("products", ())
        named = (_name(each, language) for each in products)
        yield (
            mark_svg(number),
            _("Syringe {number}: {products}").format(number=number + 1, products=", ".join(named)),
        )


def _name(product: dict[str, Any], language: str) -> str:
    names = product.get("names", {})
    return str(names.get(language) or names.get("en") or product.get("product", ""))
