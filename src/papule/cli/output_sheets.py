"""What stands below the findings: what to do, doses, syringes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from papule.assessment.finding import Assessment, DutyToDo, Finding
    from papule.cli.output import Page

INDENT = "    "


class Sheets:
    """Writes the duties and the arithmetic of an assessment on a page."""

    def __init__(self, page: Page) -> None:
        """Keep the page that is written on."""
        self.page = page

    def written(self, assessment: Assessment) -> list[str]:
        """Write duties, doses and syringes."""
        return [*self.duties(assessment.findings), *self._doses(assessment), *self._syringes(assessment)]

    def duties(self, findings: tuple[Finding, ...]) -> list[str]:
        """Write what is to be done, once each."""
        duties: dict[tuple[str, int | None, int | None], DutyToDo] = {}
        for finding in findings:
            for duty in finding.duties:
                duties.setdefault((duty.id, duty.minutes, duty.months), duty)
        if not duties:
            return []
        lines = [self.page.wrap(f"[ ] {self._duty(each)}", "", INDENT) for each in duties.values()]
        return [self.page.heading("block.duties"), *lines, ""]

    def _duty(self, duty: DutyToDo) -> str:
        told = self.page.words.text(duty.text)
        said = self.page.context.say(f"duty.{duty.id}").format(minutes=duty.minutes, months=duty.months)
        return f"{told[0].upper()}{told[1:]}." if told else said

    def _doses(self, assessment: Assessment) -> list[str]:
        if not assessment.doses:
            return []
        lines = [self.page.heading("block.doses")]
        for dose in assessment.doses:
            said = self.page.context.say("dose").format(drawn=dose.drawn, injected=dose.injected)
            if dose.maximum is not None:
                share = f"{(dose.fraction or 0) * 100:.0f} %" if dose.fraction is not None else "?"
                said += " " + self.page.context.say("dose-share").format(
                    share=share, maximum=dose.maximum, per=self.page.words.term(dose.per or "")
                )
            else:
                said += " " + self.page.context.say("dose-no-maximum")
            line = f"{self.page.words.name(dose.substance)}{self.page.words.colon} {self.page.words.figures(said)}"
            lines.append(self.page.wrap(line, "", INDENT))
        return [*lines, ""]

    def _syringes(self, assessment: Assessment) -> list[str]:
        lines: list[str] = []
        for number, syringe in enumerate(assessment.syringes):
            said = self.page.context.say("syringe-line").format(
                number=number + 1,
                volume=f"{syringe.volume_ml:g}",
                injected=f"{syringe.injected_ml:g}",
                left=f"{syringe.left_ml:g}",
                points=syringe.points,
            )
            lines.append(self.page.wrap(self.page.words.figures(said), "", INDENT))
            for zone in syringe.zones:
                depth = "?" if zone.true_depth_mm is None else f"{zone.true_depth_mm:g} mm"
                told = ", ".join(f"{self.page.words.name(key)} {amount}" for key, amount in zone.per_point.items())
                zone_line = self.page.context.say("zone-line").format(
                    site=self.page.words.name(zone.site),
                    depth=depth,
                    layer=self.page.words.term(zone.layer),
                    per_point=told or "-",
                )
                lines.append(self.page.wrap(self.page.words.figures(zone_line), INDENT, INDENT * 2))
        return [self.page.heading("block.syringes"), *lines, ""] if lines else []
