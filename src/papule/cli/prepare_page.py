"""Draw-up sheets for the eye: what stands against it, what to draw, how it must look, where it goes."""

from collections.abc import Iterator
from typing import NamedTuple

from papule.assessment.finding import Assessment
from papule.assessment.view import View
from papule.cli.output import INDENT, SIGNS
from papule.cli.output_sheets import Sheets
from papule.cli.planned import Planning, PlanPage
from papule.kernel.quantity import plain
from papule.kernel.severity import at_least
from papule.planning.coverage import Covered, coverings_of, technique_of
from papule.planning.points import Area, inserted_mm, spacing_covering
from papule.planning.preparation import AT_ONCE, LOOK, Draw, Sheet
from papule.treatment.case import NeedleUse, Zone

_NAMED = 2  # presentations named on a line


class Wanted(NamedTuple):
    """What the options ask beside the sheet."""

    area: Area | None
    spacing_mm: float | None
    depth_mm: float | None
    whole: bool


class SheetPage(PlanPage):
    """Writes draw-up sheets for a terminal."""

    def __init__(self, say: Planning, view: View, wanted: Wanted) -> None:
        """Keep what was asked."""
        super().__init__(say)
        self.view = view
        self.wanted = wanted

    def lines(self, sheets: tuple[Sheet, ...], assessment: Assessment) -> Iterator[str]:
        """Write the verdict and what blocks first, then each sheet, then what is to be done."""
        yield self._verdict(assessment)
        cautions = sum(each.severity == "caution" for each in assessment.findings)
        if cautions:
            yield self.wrap(self.say.tell("sheet-cautions", count=cautions))
        yield ""
        for title, floor, below in (("block.stops", "defer", ""), ("block.questions", "needs_answer", "defer")):
            found = [
                each
                for each in assessment.findings
                if at_least(each.severity, floor) and not (below and at_least(each.severity, below))
            ]
            if found:
                yield self.heading(title)
                yield from (line for each in found for line in self.finding(each))
                yield ""
        for sheet in sheets:
            yield from self._sheet(sheet, len(sheets))
        yield from Sheets(self).duties(assessment.findings)

    def _sheet(self, sheet: Sheet, count: int) -> Iterator[str]:
        technique = self.names.text(technique_of(sheet.syringe.technique, self.view).name)
        yield self.title(self.say.tell("sheet", number=sheet.number, count=count, technique=technique))
        if sheet.stopped:
            yield self.paint(f"{SIGNS['stop']} {self.say.say('sheet-stopped')}", "stop")
        elif sheet.against:
            yield self.paint(f"{SIGNS['needs_answer']} {self.say.say('sheet-open')}", "needs_answer")
        yield from self._draws(sheet)
        yield from self._look(sheet)
        yield self.heading("block.inject")
        yield from self._zones(sheet)
        yield from self._area(sheet)
        yield ""

    def _draws(self, sheet: Sheet) -> Iterator[str]:
        if not sheet.draws:
            yield self.told("nothing-to-draw" if sheet.syringe.technique == "dry" else "empty")
            return
        yield self.heading("block.draw")
        for draw in sheet.draws:
            amount = f" ({draw.amount})" if draw.amount else ""
            text = self.names.listed((self.names.figures(f"{plain(draw.volume_ml)} mL{amount}"), self._ampoules(draw)))
            yield self.told("colon", INDENT, name=self.names.name(draw.written), text=text)
        total = sheet.arithmetic
        yield self.told("draw-total", INDENT, volume=f"{total.volume_ml:g}", active=total.active_products)
        yield self.told("colon", INDENT, name=self.say.say("block.order"), text=self._order(sheet))

    def _ampoules(self, draw: Draw) -> str:
        opened = draw.ampoules
        if opened is None:
            return self.say.say("ampoules-unknown")
        names = self.names.listed(opened.names[:_NAMED])
        if len(opened.names) > _NAMED:
            names += f" (+{len(opened.names) - _NAMED})"
        if not draw.marketed:
            names = self.names.listed((names, self.say.say("not-marketed-sizes")))
        key = "ampoules" if opened.left_ml else "ampoules-whole"
        values = {"size": plain(opened.size_ml), "left": plain(opened.left_ml), "names": names}
        return self.say.tell(key, count=opened.number, **values)

    def _order(self, sheet: Sheet) -> str:
        if len({draw.substance for draw in sheet.draws}) == 1:
            return self.say.say("order-single")
        if sheet.order is None:
            return self.say.say("order-none")
        order = ", ".join(self.names.name(each) for each in sheet.order.substances)
        return self.say.tell("order-given", order=order, sources=self.sources(sheet.order.citations))

    def _look(self, sheet: Sheet) -> Iterator[str]:
        shown = [each for each in sheet.steps if self.wanted.whole or each.id in (LOOK, AT_ONCE)]
        if shown:
            yield self.heading("block.look")
        for each in shown:
            text = f"{self.names.text(each.text)} ({self.sources(each.citations)})"
            yield self.told("colon", INDENT, name=self.names.text(each.title), text=text)
        if sheet.syringe.appearance:
            yield self.told("appearance-said", INDENT, appearance=self.names.term(sheet.syringe.appearance))

    def _zones(self, sheet: Sheet) -> Iterator[str]:
        if not sheet.syringe.zones:
            yield self.told("no-zone", INDENT)
            yield self._needle(sheet.syringe.needle, INDENT)
        for zone, drawn in zip(sheet.syringe.zones, sheet.arithmetic.zones, strict=True):
            technique = technique_of(zone.technique or sheet.syringe.technique, self.view)
            side = f" ({self.names.term(zone.side)})" if zone.side else ""
            values = {"site": self.names.name(zone.site), "side": side, "technique": self.names.text(technique.name)}
            yield self.told("zone", INDENT, **values)
            yield self._needle(zone.needle or sheet.syringe.needle, INDENT * 2)
            if drawn.true_depth_mm is not None:
                layer = self.names.term(drawn.layer)
                yield self.told("depth", INDENT * 2, depth=f"{drawn.true_depth_mm:g}", layer=layer)
            yield self._points(zone)
            if drawn.per_point:
                amounts = ", ".join(f"{self.names.name(key)} {amount}" for key, amount in drawn.per_point.items())
                yield self.told("each-point", INDENT * 2, amounts=self.names.figures(amounts))
        if sheet.arithmetic.injected_ml and sheet.arithmetic.left_ml:
            yield self.told("left-over", INDENT, left=f"{sheet.arithmetic.left_ml:g}")

    def _needle(self, needle: NeedleUse | None, indent: str) -> str:
        if needle is None:
            return self.told("needle-none", indent)
        inserted = needle.length_mm if needle.inserted_mm is None else needle.inserted_mm
        gauge = f" {needle.gauge} G" if needle.gauge else ""
        values = {"length": f"{needle.length_mm:g}", "angle": f"{needle.angle_deg:g}", "inserted": f"{inserted:g}"}
        told = self.say.tell("needle", gauge=gauge, **values)
        return self.wrap(self.names.listed([told, *self._insertion(needle)]), indent, indent + INDENT)

    def _insertion(self, needle: NeedleUse) -> Iterator[str]:
        """Say how far to insert for the depth that was asked for."""
        depth = self.wanted.depth_mm
        if depth is None:
            return
        inserted = inserted_mm(depth, needle.angle_deg)
        values = {"depth": f"{depth:g}", "angle": f"{needle.angle_deg:g}", "inserted": f"{round(inserted, 1):g}"}
        yield self.say.tell("insert", **values)
        if inserted > needle.length_mm:
            yield f"{SIGNS['caution']} {self.say.tell('insert-too-long', length=f'{needle.length_mm:g}')}"

    def _points(self, zone: Zone) -> str:
        if zone.points is None:
            return self.told("points-none", INDENT * 2)
        if zone.volume_per_point_ml is None:
            return self.told("points-only", INDENT * 2, points=zone.points)
        total = f"{zone.points * zone.volume_per_point_ml:.6g}"
        values = {"volume": f"{zone.volume_per_point_ml:g}", "total": total}
        return self.told("points-volume", INDENT * 2, points=zone.points, **values)

    def _area(self, sheet: Sheet) -> Iterator[str]:
        area = self.wanted.area
        if area is None:
            return
        yield self.heading("block.area")
        found = coverings_of(sheet.syringe, area, self.wanted.spacing_mm, self.view)
        yield from (self._covered(each, sheet) for each in found)
        if not found:
            yield self.told("covers-none", INDENT)
        points = sum(each.points or 0 for each in sheet.syringe.zones)
        if points:
            yield self.told("spread", INDENT, points=points, spacing=f"{spacing_covering(area, points):.1f}")

    def _covered(self, covered: Covered, sheet: Sheet) -> str:
        spacing, points, volume = (
            " - ".join(f"{each:g}" for each in ends) for ends in (covered.spacing_mm, covered.points, covered.volume_ml)
        )
        told = ""
        if volume:
            told = self.say.tell("covers-volume", volume=volume, each=f"{sheet.syringe.zones[0].volume_per_point_ml:g}")
        source = f" ({self.sources(covered.citations)})" if covered.citations else ""
        text = f" [{self.names.text(covered.text)}]" if covered.text else ""
        return self.told("covers", INDENT, spacing=spacing, points=points, volume=told + source + text)
