"""One finding code: when it arises, and everything in the knowledge that can raise it."""

from collections.abc import Iterator
from typing import Any

import msgspec

from papule.assessment.contract import hazards_by_code
from papule.assessment.view import View
from papule.cli.explain_catalogue import Catalogue
from papule.cli.explain_rows import Row, SourceLine, cited_in, row_of, source_line
from papule.reading.expected import instead
from papule.reading.problem import Problem, Unreadable

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


class Code(msgspec.Struct, frozen=True, omit_defaults=True):
    """A finding code with what it rests on, by item."""

    kind: str
    id: str
    when: dict[str, str]
    as_of: str
    country: str
    edition: str
    rests_on: dict[str, tuple[Row, ...]] = {}
    today: dict[str, list[str]] = {}  # product ids by market status, for availability
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
    known = text in codes or (check in OF_ITEM and any(each.id == rest for each in catalogue.exact(f"{OF_ITEM[check]}:{rest}")))
    if not known:
        shown = [*codes, *(f"{check}/{each.id}" for each in catalogue.items if each.kind == OF_ITEM.get(check))]
        raise Unreadable([Problem("", f"{text[:80]!r} is no finding code", instead(text, shown))])
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
        rests_on=rows,
        today=_products(text, view) if check == "availability" else {},
        hazards=tuple(hazards.get(text) or hazards.get(check, ())),
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
    tests = {
        "route/never-inject": lambda: statement.never,
        "route/label-warns": lambda: not statement.never,
        "dose/maximum": lambda: statement.kind == "maximum",
        "dose/local-anaesthetics": lambda: statement.kind == "maximum",
        "mixture/never-mixed": lambda: statement.never_mixed,
        "compatibility/incompatible": lambda: statement.verdict in ("incompatible", "forbidden"),
        "indication/phase": lambda: statement.avoid_families and statement.avoid_before_day is None,
        "schedule/too-early": lambda: statement.avoid_before_day is not None,
        "indication/evidence": lambda: statement.finding in ("no-effect", "none-sound"),
    }
    if code.startswith("society/"):
        return bool(statement.code == code)
    return bool(tests[code]()) if code in tests else True


def _products(code: str, view: View) -> dict[str, list[str]]:
    """Give the products of that market status here and now."""
    wanted = code.partition("/")[2]
    found = [key for key in view.formulary.products if _status(key, view) == wanted]
    return {wanted: found} if found else {}


def _status(key: str, view: View) -> str:
    product = view.product(key)
    if product.shortage:
        return "shortage"
    return product.status.status if product.status else "unknown"
