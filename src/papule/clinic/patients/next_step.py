"""The next thing to do for a patient: one button."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from papule.clinic.accounts.models import User
from papule.clinic.accounts.permissions import allowed_to
from papule.clinic.aesthetic.waiting import find_waiting, is_aesthetic
from papule.clinic.care.models import Course, Draft
from papule.clinic.care.plan_body import body_of
from papule.clinic.care.rows import find_newest_plan
from papule.clinic.patients.models import Patient
from papule.clinic.places import place
from papule.kernel.value import Value


class Step(Value):
    """Something to do, and where."""

    words: str
    address: str


class Running(Value):
    """A course under way."""

    course: Course
    done: int
    has_plan: bool

    @property
    def is_aesthetic(self) -> bool:
        """Tell whether it is for looks: a quote and a time to think come first."""
        return is_aesthetic(self.course)

    @property
    def is_done(self) -> bool:
        """Tell whether all planned sessions are done."""
        return bool(self.course.planned_sessions) and self.done >= (self.course.planned_sessions or 0)


def next_step(user: User, patient: Patient, running: Sequence[Running], drafts: Iterable[Draft]) -> Step | None:
    """Give the first of the things to do that this person may do; none where there is nothing."""
    return next(_steps(patient, running, drafts, allowed_to(user.roles)), None)


def _steps(
    patient: Patient, running: Sequence[Running], drafts: Iterable[Draft], allowed: Container[str]
) -> Iterator[Step]:
    wanted: list[tuple[str, tuple[int, ...], str]] = []
    for draft in drafts:
        words = _("Go on with the session") if draft.kind == Draft.Kind.session else _("Go on with the plan")
        wanted.append((f"care:{draft.kind}", (patient.pk, draft.course_id), words))
    wanted += [_of(each, patient) for each in running]
    wanted.append(("care:consultation_new", (patient.pk,), _("New consultation")))
    for name, arguments, words in wanted:
        if name in allowed:
            yield Step(words, place(name, *arguments))


def _waits(course: Course) -> bool:
    version = find_newest_plan(course)
    waiting = find_waiting(course, body_of(version.body)) if version else None
    return waiting is not None and not waiting.is_over(timezone.localdate())


def _of(running: Running, patient: Patient) -> tuple[str, tuple[int, ...], str]:
    course = running.course
    where = (patient.pk, course.pk)
    if running.is_done:
        return "outcomes:course", where, _("Judge the course")
    if not running.has_plan:
        return "care:plan", where, _("Compose the plan")
    if running.is_aesthetic and running.done == 0 and _waits(course):
        return "aesthetic:quotes", where, _("Quote and time to think")
    if course.planned_sessions:
        told = _("Session %(number)s of %(planned)s")
        return "care:session", where, told % {"number": running.done + 1, "planned": course.planned_sessions}
    return "care:session", where, _("Session %(number)s") % {"number": running.done + 1}
