"""The letter to the family doctor: complaint, what was done, how pain answered, what went wrong, what is next."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _

from papule.assessment.view import View
from papule.clinic.aesthetic.waiting import is_aesthetic
from papule.clinic.care.models import Course, Session
from papule.clinic.documents.building import passage_of
from papule.clinic.documents.drawn import where_of_all
from papule.clinic.documents.parts import Letterhead, come_back, day_words, paragraphs, sheet
from papule.clinic.documents.passages import of_sex
from papule.clinic.documents.sheet import AnyBlock, Grid, Heading, Sheet, Text
from papule.clinic.drawings.words import reader_of
from papule.clinic.marks import listed
from papule.clinic.outcomes.following import Response, find_response
from papule.clinic.outcomes.models import AdverseEvent
from papule.clinic.outcomes.reports import kind_words, outcome_words, severity_words


def letter(head: Letterhead, course: Course, view: View) -> Sheet:
    """Build the letter to the family doctor."""
    said, sex = passage_of(head, "letter.opening", course), head.patient.sex
    blocks: list[AnyBlock] = list(paragraphs(of_sex(said, sex)))
    sessions = list(course.sessions.select_related("current").order_by("number"))
    blocks += _sessions(head, course, sessions)
    if sessions and not is_aesthetic(course):
        blocks += [
            Heading(text=_("How pain answered")),
            Text(text=_response(find_response(course, view), head.language)),
        ]
    blocks += _events(head, course)
    blocks += where_of_all((each.current.record for each in sessions if each.current), head.language)
    if course.next_on:
        blocks.append(Text(text=_("Next session: {day}.").format(day=day_words(course.next_on, head.language))))
    blocks += [Heading(text=_("Please send back or call for")), *list(come_back(view, head.language, (), None))[1:]]
    blocks += paragraphs(passage_of(head, "letter.closing", course))
    return sheet(head, "letter", of_sex(_("Mesotherapy of our patient"), sex), blocks)


def _sessions(head: Letterhead, course: Course, sessions: list[Session]) -> Iterator[AnyBlock]:
    scores = {each.session_id: each.value for each in course.pain_scores.filter(scale="nrs", moment="before")}
    rows = tuple(
        (
            str(each.number),
            day_words(timezone.localdate(each.performed_at), head.language),
            _products(each, head.language),
            localize(scores[each.pk].normalize()) if each.pk in scores else _("not known"),
        )
        for each in sessions
    )
    if rows:
        yield Heading(text=_("Sessions of mesotherapy"))
        yield Grid(head=(_("Session"), _("Day"), _("Products, dose drawn up"), _("NRS before")), rows=rows, wide=(2,))


def _products(session: Session, language: str) -> str:
    """Name each product once, with the dose of each of its lots."""
    doses: dict[str, list[str]] = {}
    for each in session.administrations.filter(version=session.current).order_by("syringe", "product_name", "pk"):
        doses.setdefault(each.product_name, []).append(each.amount or _("dose not known"))
    return listed((f"{name}, {' + '.join(amounts)}" for name, amounts in doses.items()), language)


def _response(found: Response | None, language: str) -> str:
    """Say whether pain fell by what matters, by the thresholds of the knowledge; or that nobody can tell yet."""
    if found is None:
        return _("It cannot be told yet: the pain before the first session, or a later one, is not known.")
    least = [_("{points} points").format(points=f"{found.points:g}")] if isfinite(found.points) else []
    if isfinite(found.share):
        least.append(reader_of(language).percent(found.share))
    words = (
        _("NRS {before} before the first session, {now} now: a response (it fell by {least} or more).")
        if found.improved
        else _("NRS {before} before the first session, {now} now: no response (it did not fall by {least}).")
    )
    return words.format(before=localize(found.before), now=localize(found.now), least=_(" or ").join(least))


def _events(head: Letterhead, course: Course) -> Iterator[AnyBlock]:
    """Tell the adverse events of this course, and those of which nobody knows the session."""
    of_course = Q(session__course=course) | Q(session=None)
    serious = _("serious")
    known = AdverseEvent.objects.filter(of_course, patient=head.patient).order_by("onset_on", "pk")
    rows = tuple(
        (
            kind_words(each),
            day_words(each.onset_on, head.language),
            f"{severity_words(each)} ({serious})" if each.is_serious else severity_words(each),
            outcome_words(each),
        )
        for each in known
    )
    yield Heading(text=_("Adverse events"))
    if rows:
        yield Grid(head=(_("Event"), _("Began"), _("Severity"), _("Outcome")), rows=rows)
    else:
        yield Text(text=_("None is recorded."))
