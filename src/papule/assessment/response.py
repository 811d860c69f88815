"""Intervals, and whether a course has made pain enough less to go on."""

from __future__ import annotations

from papule.assessment.finding import Cited
from papule.assessment.resolution import Territory
from papule.kernel.quantity import exact
from papule.kernel.value import Value
from papule.knowledge.model.tables import Formulary


class Interval(Value):
    """Days between two sessions, and who gives them."""

    days: int
    citations: tuple[Cited, ...]


class Reassessment(Value):
    """After how many sessions to look again, and the least fall of pain that matters."""

    sessions: int
    points: float
    share: float
    citations: tuple[Cited, ...]

    def improved(self, before: float, today: float) -> bool:
        """Tell whether pain fell by the points or the share of the baseline that matter."""
        start, fall = exact(before), exact(before) - exact(today)
        return fall >= exact(self.points) or (start > 0 and fall >= exact(self.share) * start)

    def enough(self, before: float) -> float | None:
        """Give the highest pain that is a response to a pain before, where `improved` begins; none if none can be."""
        start, points = exact(before), exact(self.points)
        fall = min(points, exact(self.share) * start) if start > 0 else points
        return float(start - fall) if fall <= start else None


def reassessment(formulary: Formulary, here: Territory) -> Reassessment | None:
    """Join the rule on when to look again with the smallest change that matters."""
    rules = [each for each in formulary.stop_rules.values() if each.after_sessions and here.in_force(each)]
    rule = max(rules, key=lambda each: each.after_sessions or 0, default=None)
    outcome = formulary.outcomes.get(formulary.edition.improvement)
    if rule is None or rule.after_sessions is None or outcome is None:
        return None
    points = [each for each in outcome.important if each.points is not None]
    shares = [each for each in outcome.important if each.share is not None]
    cited = [cited for each in (rule, *points, *shares) for cited in here.citations(each)]
    return Reassessment(
        rule.after_sessions,
        min((each.points for each in points if each.points is not None), default=float("inf")),
        min((each.share for each in shares if each.share is not None), default=float("inf")),
        tuple(dict.fromkeys(cited)),
    )
