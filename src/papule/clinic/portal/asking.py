"""The questionnaire: only what can matter, few questions each alone, many by group; what changed since last time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from math import ceil

from django.utils import timezone

from papule.clinic.care.assessing import ImpossibleError, judge
from papule.clinic.care.models import PlanVersion
from papule.clinic.care.plan_body import body_of
from papule.clinic.knowledge import formulary, words
from papule.clinic.patients.models import FactAnswer, Origin
from papule.clinic.patients.screening import ONE_BY_ONE, facts_for
from papule.clinic.portal.models import Invitation
from papule.kernel.value import Value
from papule.knowledge.model.patient import Fact

RED_FLAGS = "red-flags"
FEW = 8  # so many are asked one a screen; more are too many to press through
LONG = 10  # so many stand on one screen at most


class Screen(Value):
    """What is asked at once: one fact alone, or facts of a group in a list."""

    facts: tuple[Fact, ...]
    group: str = ""
    part: int = 1  # of a group that is too long for one screen
    parts: int = 1

    @property
    def is_list(self) -> bool:
        """Tell whether one press may answer no to several; a fact alone is answered by itself."""
        return len(self.facts) > 1

    def is_answered(self, said: Mapping[str, str]) -> bool:
        """Tell whether nothing of it is left to ask."""
        return all(each.id in said for each in self.facts)


class Change(Value):
    """An answer of this questionnaire, beside the one before."""

    name: str
    answer: str
    before: str  # empty where it was never asked
    is_flag: bool


def questions(invitation: Invitation) -> tuple[Fact, ...]:
    """Give what is asked of this patient: what their plan needs where there is one, else all that can matter.

    Signs that need a doctor come first. What the practice has asked since is not asked again.
    """
    today = timezone.localdate()
    since = _answered_since(invitation)
    asked = facts_for(invitation.patient, today, _missing(invitation))
    found = [each for each in asked if each.id == RED_FLAGS or each.id not in since]
    order = formulary().question_groups
    return tuple(sorted(found, key=lambda each: (each.id != RED_FLAGS, order[each.group].order, each.id)))


def _answered_since(invitation: Invitation) -> set[str]:
    """Give the facts that the practice has answered since the link was made: its answer is not written over."""
    rows = FactAnswer.objects.filter(
        patient=invitation.patient_id, answered_at__gte=invitation.made_at, is_current=True
    ).exclude(origin=Origin.patient)
    return set(rows.values_list("fact", flat=True))


def screens(asked: tuple[Fact, ...]) -> tuple[Screen, ...]:
    """Lay out what is asked: few facts one by one; many by group, save those to which "no" is no all-clear."""
    if len(asked) <= FEW:
        return tuple(Screen((each,)) for each in asked)
    by_group = groupby(asked, key=lambda each: RED_FLAGS if each.id == RED_FLAGS else each.group)
    return tuple(screen for group, facts in by_group for screen in _of_group(group, tuple(facts)))


def _of_group(group: str, facts: tuple[Fact, ...]) -> Iterator[Screen]:
    together = [each for each in facts if each.id not in ONE_BY_ONE]
    parts = ceil(len(together) / LONG)
    for part in range(parts):
        begin, end = (len(together) * each // parts for each in (part, part + 1))
        yield Screen(tuple(together[begin:end]), group, part + 1, parts)
    for each in facts:
        if each.id in ONE_BY_ONE:
            yield Screen((each,))


def _missing(invitation: Invitation) -> tuple[str, ...] | None:
    """Give the facts that the plan of the course rests on, answered here or not; none where there is no plan."""
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
    return (*judged.assessment.missing, *answered(invitation), RED_FLAGS)


def answered(invitation: Invitation) -> dict[str, str]:
    """Give what was answered in this questionnaire."""
    rows = FactAnswer.objects.filter(
        patient=invitation.patient_id, origin=Origin.patient, answered_at__gte=invitation.made_at, is_current=True
    )
    return dict(rows.values_list("fact", "answer"))


def next_screen(laid_out: Iterable[Screen], said: Mapping[str, str]) -> Screen | None:
    """Give the first screen that lacks an answer."""
    return next((each for each in laid_out if not each.is_answered(said)), None)


def changes(invitation: Invitation) -> tuple[Change, ...]:
    """Give the answers with those before, what changed and what flags first."""
    said, say = answered(invitation), words()
    earlier = FactAnswer.objects.filter(
        patient=invitation.patient_id, fact__in=said, answered_at__lt=invitation.made_at
    )
    before = {each.fact: each.answer for each in earlier.order_by("answered_at")}
    rows = [
        Change(say.fact(fact), answer, before.get(fact, ""), fact == RED_FLAGS and answer != "no")
        for fact, answer in said.items()
    ]
    return tuple(sorted(rows, key=lambda each: (not each.is_flag, each.answer == each.before, each.answer == "no")))
