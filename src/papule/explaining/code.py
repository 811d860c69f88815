"""One finding code: when it arises, and everything in the knowledge that can raise it."""

from collections.abc import Iterator
from typing import Any

import msgspec

from papule.assessment.contract import hazards_by_code
from papule.assessment.view import View
from papule.explaining.catalogue import Catalogue
from papule.explaining.rows import Row, SourceLine, cited_in, row_of, source_line
from papule.explaining.today import Told, told_today
from papule.reading.expected import instead
from papule.reading.problem import Problem, Unreadable, told

PREFIX = "code."
# a code whose second part is the id of an item -> the kind of that item
OF_ITEM = {
    "contraindication": "fact",
    "contradiction": "fact",
    "completeness": "fact",
    "allergy": "allergy",
    "interaction": "class",
}
# code, or the part before its slash -> fields of the knowledge that raise it
_RAISED_BY: dict[str, tuple[tuple[str, str], ...]] = {
    "society": (("society", "rules"),),
    "route/label-warns": (("substance", "route_warnings"),),
    "route/never-inject": (("substance", "route_warnings"),),
    "age/minimum": (("substance", "min_ages"), ("substance", "min_weights")),
    "dose/maximum": (("substance", "limits"),),
    "dose/local-anaesthetics": (("substance", "limits"),),
    "compatibility": (("compatibility", "pairs"),),
    "mixture/never-mixed": (("compatibility", "pairs"),),
    "geometry/outside-technique": (("technique", "depth_mm"), ("technique", "angle_deg"), ("technique", "spacing_mm")),
    "geometry/volume-per-point": (("technique", "volume_per_point_ml"),),
    "geometry/below-dermis": (("site", "thickness"),),
    "geometry/danger-zone": (("site", "dangers"),),
    "indication/safety-restriction": (("substance", "restrictions"),),
    "indication/licence": (("substance", "licensed_indications"),),
    "indication/phase": (("indication", "phases"),),
    "indication/evidence": (("indication", "evidence"),),
    "schedule/course-maximum": (("substance", "courses"),),
    "schedule/too-early": (("indication", "phases"),),
}
# code -> the field of a statement that tells whether it raises it, and the values it then has; none = any
_ONLY_WHERE: dict[str, tuple[str, tuple[object, ...]]] = {
    "route/never-inject": ("never", ()),
    "route/label-warns": ("never", (False,)),
    "dose/maximum": ("kind", ("maximum",)),
    "dose/local-anaesthetics": ("kind", ("maximum",)),
    "mixture/never-mixed": ("never_mixed", ()),
    "compatibility/incompatible": ("verdict", ("incompatible", "forbidden")),
    "compatibility/no-data": ("verdict", ("reported-use",)),
    "indication/phase": ("avoid_families", ()),
    "schedule/too-early": ("avoid_before_day", ()),
    "indication/evidence": ("finding", ("no-effect", "none-sound")),
}


class Code(msgspec.Struct, frozen=True, omit_defaults=True):
    """A finding code with what it rests on, by item."""

    kind: str
    id: str
    when: dict[str, str]
    as_of: str
    country: str
    edition: str
    today: tuple[Told, ...] = ()  # what the fact, group or class of the code comes to
    rests_on: dict[str, tuple[Row, ...]] = {}
    items: tuple[str, ...] = ()  # products, or substances without one, of that market status here and now
    hazards: tuple[str, ...] = ()
    sources: tuple[SourceLine, ...] = ()


def codes_of(catalogue: Catalogue) -> dict[str, dict[str, str]]:
    """Give every code, or part before the slash where an id follows, with its words."""
    wording = catalogue.formulary.wording["explain"]
    return {key.removeprefix(PREFIX): text for key, text in wording.items() if key.startswith(PREFIX)}


def code_of(text: str, catalogue: Catalogue, view: View) -> Code:
    """Explain a code. Raises Unreadable for one that no check gives."""
    codes = codes_of(catalogue)
    check, _, rest = text.partition("/")
    items = catalogue.exact(f"{OF_ITEM[check]}:{rest}") if check in OF_ITEM else []
    if text not in codes and not items:
        shown = [*codes, *(f"{check}/{each.id}" for each in catalogue.items if each.kind == OF_ITEM.get(check))]
        raise Unreadable([Problem("", told("{code!r} is no finding code", code=text[:80]), instead(text, shown))])
    rows = {key: found for key, found in _rows(text, catalogue, view) if found}
    hazards = hazards_by_code(catalogue.formulary)
    cited = sorted({each for found in rows.values() for each in cited_in(found)})
    return Code(
        kind="code",
        id=text,
        when=codes.get(text) or codes[check],
        as_of=view.here.as_of.isoformat(),
        country=view.here.country,
        edition=catalogue.formulary.edition.edition,
        today=told_today(items[0], view) if items else (),
        rests_on=rows,
        items=tuple(_on_the_market(rest, view)) if check == "availability" else (),
        hazards=tuple(hazards.get(text) or hazards.get(check) or ()),
        sources=tuple(source_line(catalogue.formulary.sources[key]) for key in cited),
    )


def _rows(code: str, catalogue: Catalogue, view: View) -> Iterator[tuple[str, tuple[Row, ...]]]:
    """Give the statements that can raise a code, by the item they stand in."""
    check = code.partition("/")[0]
    if check == "law":
        yield from _laws(code, catalogue, view)
    for kind, field in _RAISED_BY.get(code) or _RAISED_BY.get(check, ()):
        for item in catalogue.items:
            if item.kind == kind:
                told = (each for each in getattr(item.entry, field) if _raises(each, code))
                yield item.address, tuple(row_of(each, view.here) for each in told)


def _laws(code: str, catalogue: Catalogue, view: View) -> Iterator[tuple[str, tuple[Row, ...]]]:
    for item in catalogue.items:
        if (item.kind == "ban" and item.entry.code == code) or (item.kind == "operator" and code == "law/operator"):
            yield item.address, (row_of(item.entry, view.here),)


def _raises(statement: Any, code: str) -> bool:  # noqa: ANN401 -- any statement
    """Tell whether a statement of a field is one that raises this code."""
    if code.startswith("society/"):
        return bool(statement.code == code)
    field, values = _ONLY_WHERE.get(code, ("", ()))
    if not field:
        return True
    value = getattr(statement, field)
    return value in values if values else bool(value)


def _on_the_market(wanted: str, view: View) -> Iterator[str]:
    """Give the products, and substances without a product, of a market status here and now."""
    for key in view.formulary.products:
        product = view.product(key)
        status = product.status.status if product.status else "unknown"
        if ("shortage" if product.shortage else status) == wanted:
            yield key
    for key in view.formulary.substances:
        market = view.substance(key).market
        if key not in view.formulary.products_of and (market.status if market else "unknown") == wanted:
            yield key
