"""The questionnaire: one question a screen, only what can matter; what changed since it was last answered."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from papule.clinic.care.assessing import ImpossibleError, judge
from papule.clinic.care.models import PlanVersion
from papule.clinic.care.plan_body import body_of
from papule.clinic.knowledge import formulary, words
from papule.clinic.patients.models import FactAnswer, Origin
from papule.clinic.patients.screening import facts_for
from papule.clinic.portal.models import Invitation
from papule.kernel.value import Value
from papule.knowledge.model.patient import Fact


class Change(Value):
    """An answer of this questionnaire, beside the one before."""

    name: str
    answer: str
    before: str  # empty where it was never asked
    is_flag: bool


def questions(invitation: Invitation) -> tuple[Fact, ...]:
    """Give what is asked of this patient: what their plan needs where there is one, else all that can matter.

    Signs that need a doctor come first.
    """
    today = timezone.localdate()
    found = list(facts_for(invitation.patient, today, _missing(invitation)))
    order = formulary().question_groups
    return tuple(sorted(found, key=lambda each: (each.id != "red-flags", order[each.group].order, each.id)))


def _missing(invitation: Invitation) -> tuple[str, ...] | None:
    """Give the facts that the plan of the course rests on, asked or not; none where there is no plan."""
    if invitation.course is None:
        return None
    version = PlanVersion.objects.filter(plan__course=invitation.course).order_by("-number").first()
    if version is None:
        return None
    from papule.clinic.accounts.models import Practice  # noqa: PLC0415 -- one use

    practice = Practice.objects.get()
    try:
        judged = judge(
            invitation.course, body_of(version.body), practice, invitation.course.doctor, timezone.localdate()
        )
    except ImpossibleError:
        return None
    return (*judged.assessment.missing, "red-flags")


def answered(invitation: Invitation) -> dict[str, str]:
    """Give what was answered in this questionnaire."""
    rows = FactAnswer.objects.filter(
        patient=invitation.patient_id, origin=Origin.patient, answered_at__gte=invitation.made_at, is_current=True
    )
    return dict(rows.values_list("fact", "answer"))


def next_question(asked: Iterable[Fact], said: dict[str, str]) -> Fact | None:
    """Give the first question without an answer."""
    return next((each for each in asked if each.id not in said), None)


def changes(invitation: Invitation) -> tuple[Change, ...]:
    """Give the answers with those before, what changed and what flags first."""
    said, say = answered(invitation), words()
    earlier = FactAnswer.objects.filter(
        patient=invitation.patient_id, fact__in=said, answered_at__lt=invitation.made_at
    )
    before = {each.fact: each.answer for each in earlier.order_by("answered_at")}
    rows = [
        Change(say.fact(fact), answer, before.get(fact, ""), fact == "red-flags" and answer != "no")
        for fact, answer in said.items()
    ]
    return tuple(sorted(rows, key=lambda each: (not each.is_flag, each.answer == each.before, each.answer == "no")))
