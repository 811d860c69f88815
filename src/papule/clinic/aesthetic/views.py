"""Quotes on pages: of a course, and what the practice lets hold for all of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from papule.assessment.view import View
from papule.clinic.accounts.models import User
from papule.clinic.accounts.permissions import Role
from papule.clinic.aesthetic import services
from papule.clinic.aesthetic.forms import HandForm, PractitionerForm, QuoteForm, TermsForm
from papule.clinic.aesthetic.models import Handover, Practitioner, Quote, Terms
from papule.clinic.aesthetic.quote_sheet import Offer
from papule.clinic.aesthetic.waiting import find_waiting, is_aesthetic, lacking, rules
from papule.clinic.audit.writing import actor_of
from papule.clinic.billing.models import Act
from papule.clinic.billing.services import row_of
from papule.clinic.care.models import Course
from papule.clinic.care.plan_body import PlanBody, body_of
from papule.clinic.care.rows import find_newest_plan, get_course
from papule.clinic.documents.services import head_for
from papule.clinic.knowledge import view_on, words
from papule.clinic.requests import Request


def quotes(request: Request, patient_id: int, course_id: int) -> HttpResponse:
    """Show the quotes of an aesthetic course and what it waits for; make one, note that it was handed over."""
    course = get_course(course_id, patient_id)
    if not is_aesthetic(course):
        return render(request, "aesthetic/treats.html", {"course": course, "patient": course.patient})
    version = find_newest_plan(course)
    body = body_of(version.body) if version else PlanBody()
    asked = request.POST.get("do", "") if request.method == "POST" else ""
    form = _form(request, course, body, is_sent=asked == "make")
    lacks = services.missing(request.practice, course.doctor, course.patient, _view(request))
    if asked == "make" and version and not lacks and form.is_valid():
        _make(request, course, body, form)
        return redirect("aesthetic:quotes", patient_id, course_id)
    hand = HandForm(request.POST if asked == "hand" else None, initial={"handed_on": timezone.localdate()})
    if asked == "hand" and hand.is_valid() and _handed(request, course, hand):
        return redirect("aesthetic:quotes", patient_id, course_id)
    shown = {"course": course, "patient": course.patient, "form": form, "hand": hand, "missing": lacks}
    return render(request, "aesthetic/quotes.html", shown | _state(request, course, body, has_plan=bool(version)))


def _state(request: Request, course: Course, body: PlanBody, *, has_plan: bool) -> dict[str, Any]:
    waiting, today = find_waiting(course, body), timezone.localdate()
    return {
        "has_plan": has_plan,
        "waiting": waiting,
        "lacking": lacking(waiting, today) if waiting else "",
        "made": Quote.objects.filter(course=course).prefetch_related("handovers").order_by("-pk"),
        "rules": rules(_view(request)).values(),
    }


def _view(request: Request) -> View:
    return view_on(timezone.localdate(), request.practice.country, request.practice.society or None)


def _form(request: Request, course: Course, body: PlanBody, *, is_sent: bool) -> QuoteForm:
    """Ask for aesthetic acts only; fill in what the plan says."""
    kinds = (Act.Kind.aesthetic, Act.Kind.other)
    acts = list(Act.objects.filter(is_used=True, kind__in=kinds).order_by("kind", "name"))
    initial: dict[str, Any] = {"anaesthesia": _anaesthesia(body, _view(request)), "proposed_on": course.next_on}
    only = [each for each in acts if each.kind == Act.Kind.aesthetic]
    if len(only) == 1:
        initial[f"act-{only[0].pk}"] = _sessions(course, body)
    return QuoteForm(acts, request.POST if is_sent else None, initial=initial)


def _sessions(course: Course, body: PlanBody) -> int:
    return body.planned or course.planned_sessions or 1


def _anaesthesia(body: PlanBody, view: View) -> str:
    """Name the local anaesthetics of the plan, alone or in a product; nothing where it has none: the doctor says."""
    made_of = [view.product(each.product).made_of for each in body.contents if each.product]
    held = (each.substance for product in made_of for each in product.holds)
    return ", ".join(dict.fromkeys(words().name(each.id) for each in held if each.local_anaesthetic))


def _make(request: Request, course: Course, body: PlanBody, form: QuoteForm) -> None:
    said = {name: form.cleaned_data[name] for name in Offer.__struct_fields__ if name in form.cleaned_data}
    offer = Offer(
        view=_view(request),
        body=body,
        lines=list(map(row_of, form.chosen())),
        sessions=_sessions(course, body),
        **said,
    )
    head = head_for(request.practice, course.doctor, course.patient, form.cleaned_data["language"])
    made = services.make_quote(actor_of(request), request.user, course, head, offer)
    messages.success(
        request, _("Quote {number} is made. Hand it over: only then the time to think begins.").format(number=made)
    )


def _handed(request: Request, course: Course, form: HandForm) -> bool:
    quote = Quote.objects.filter(course=course).order_by("-pk").first()
    if quote is None:
        raise Http404
    on: date = form.cleaned_data["handed_on"]
    try:
        services.hand_over(actor_of(request), quote, Handover.How.paper, on, request.user)
    except services.EarlyError:
        form.add_error("handed_on", _("Give a day from the day of the quote to today."))
        return False
    return True


def terms(request: Request) -> HttpResponse:
    """Show and change how long patients think, and what quotes say of the doctors."""
    known = Terms.objects.first()
    asked = request.POST.get("do", "") if request.method == "POST" else ""
    form = TermsForm(request.POST if asked == "days" else None, initial={"days": known.days if known else None})
    if asked == "days" and form.is_valid():
        services.keep_terms(actor_of(request), form.cleaned_data["days"])
        messages.success(request, _("Kept."))
        return redirect("aesthetic:terms")
    doctors = [(each, _practitioner(request, each, asked)) for each in _doctors(request)]
    for doctor, each in doctors:
        if each.is_bound and each.is_valid():
            services.keep_practitioner(actor_of(request), doctor, each.cleaned_data)
            messages.success(request, _("Kept."))
            return redirect("aesthetic:terms")
    shown = {"form": form, "known": known, "doctors": doctors, "rules": rules(_view(request)).values()}
    return render(request, "aesthetic/terms.html", shown)


def _doctors(request: Request) -> list[User]:
    """Give the doctors whose particulars one may change: all of them for an administrator, else one's own."""
    every = User.objects.filter(is_doctor=True, is_active=True).order_by("last_name", "first_name")
    return list(every if Role.administrator in request.user.roles else every.filter(pk=request.user.pk))


def _practitioner(request: Request, doctor: User, asked: str) -> PractitionerForm:
    known = Practitioner.objects.filter(doctor=doctor).first()
    sent = request.POST if asked == f"doctor-{doctor.pk}" else None
    return PractitionerForm(sent, instance=known, prefix=f"d{doctor.pk}")
