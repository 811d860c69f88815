"""The patient's own pages: what is asked, afterwards, their data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from papule.assessment.view import View
from papule.clinic.accounts.models import Practice
from papule.clinic.aesthetic.models import Quote
from papule.clinic.aesthetic.services import note_opened
from papule.clinic.agenda.feeds import series_text
from papule.clinic.documents.models import Document
from papule.clinic.documents.parts import to_do, until_words
from papule.clinic.knowledge import guidance, view_on, words
from papule.clinic.marks import listed
from papule.clinic.patients.models import Patient
from papule.clinic.patients.records import records_of
from papule.clinic.portal import asking, background, services
from papule.clinic.portal.forms import CorrectionForm, DoorForm, MessageForm
from papule.clinic.portal.inside import DEVICE, gone, inside, is_inside, let_in, patient_actor, speak
from papule.clinic.portal.models import Invitation, Message
from papule.knowledge.model.rule import Guidance

REMEMBERED = timedelta(days=60)


def door(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the birth date, and for the code on a new device; let somebody leave."""
    invitation = services.find_invitation(token)
    if invitation is None:
        return gone(request)
    speak(request, invitation)
    if "leave" in request.POST:
        request.session.pop("portal", None)
        return redirect("portal:door", token)
    if is_inside(request, invitation):
        return redirect("portal:home", token)
    known_device = _is_known_device(request, invitation)
    form = DoorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.enter(patient_actor(request), invitation, said["code"], said["born"], is_known_device=known_device)
        except services.BarredError:
            form.add_error(
                None, _("Too many wrong answers. Wait a quarter of an hour, then try again, or call the practice.")
            )
        except services.WrongError:
            form.add_error(
                None, _("The date or the code is not right. A code works once; the practice gives a new one.")
            )
        else:
            return _entered(request, invitation, token)
    return render(request, "portal/door.html", {"form": form, "is_known": known_device})


def _entered(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    request.session.cycle_key()
    let_in(request, invitation)
    answer = redirect("portal:home", token)
    value = signing.dumps(invitation.pk, salt="portal.device")
    name = _device(invitation)
    answer.set_cookie(
        name, value, max_age=REMEMBERED, httponly=True, samesite="Lax", secure=request.is_secure(), path="/p/"
    )
    return answer


def _device(invitation: Invitation) -> str:
    """Name what a device keeps of a link: two people may share one."""
    return f"{DEVICE}_{invitation.pk}"


def _is_known_device(request: HttpRequest, invitation: Invitation) -> bool:
    """Tell whether this device gave the code before."""
    kept = request.COOKIES.get(_device(invitation), "")
    try:
        held = signing.loads(kept, salt="portal.device", max_age=REMEMBERED)
    except signing.BadSignature:
        return False
    return bool(held == invitation.pk and invitation.opened_at)


@inside
def home(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """Show what is asked and what there is."""
    patient = invitation.patient
    asked = asking.screens(asking.questions(invitation)) if "questionnaire" in invitation.asks else ()
    said = asking.answered(invitation)
    consents = (
        {kind: services.find_consent(invitation.course, kind) for kind in ("treatment", "photograph")}
        if invitation.course
        else {}
    )
    shown = {
        "token": token,
        "invitation": invitation,
        "patient": patient,
        "left": sum(not each.is_answered(said) for each in asked),
        "lists_left": not all(each.is_said for each in background.told(invitation)),
        "consents": consents,
        "appointments": patient.appointments.filter(starts_at__gte=timezone.now(), state="booked").order_by(
            "starts_at"
        ),
        "quote": Quote.objects.filter(course=invitation.course).order_by("-pk").first() if invitation.course else None,
        "last": patient.sessions.order_by("-performed_at").first(),
        "messages_sent": patient.messages.order_by("-sent_at")[:5],
    }
    return render(request, "portal/home.html", shown)


@inside
def wrong(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """Take a message that something looks wrong, with what should be done at once."""
    practice = Practice.objects.get()
    view = view_on(timezone.localdate(), practice.country, practice.society or None)
    signs = guidance("come-back", view)
    ticked = [each.id for each in signs if f"sign-{each.id}" in request.POST]
    form = MessageForm(request.POST or None, request.FILES or None, has_sign=bool(ticked))
    told = _signs_told(signs, view, invitation.patient)
    urgent = [each for each in told if each["id"] in ticked]
    if request.method == "POST" and form.is_valid():
        said = {"kind": Message.Kind.wrong, "text": form.cleaned_data["text"], "signs": ticked,
                "is_urgent": any(each["urgency"] in ("emergency", "same-day") for each in urgent),
                "photo": form.cleaned_data["photo"]}  # fmt: skip
        services.tell(patient_actor(request), invitation.patient, said)
        return render(request, "portal/told.html", {"token": token, "urgent": urgent})
    shown = {"token": token, "form": form, "signs": told, "ticked": ticked, "urgent": urgent}
    return render(request, "portal/wrong.html", shown | {"patient": invitation.patient})


def _signs_told(signs: Iterable[Guidance], view: View, patient: Patient) -> list[dict[str, str]]:
    """Say what to look for, until which day after the last session, and what to do. A day that is over is no limit."""
    last = patient.sessions.order_by("-performed_at").values_list("performed_at", flat=True).first()
    on, say = timezone.localdate(last) if last else None, words()
    return [
        {
            "id": each.id,
            "title": say.text(each.title),
            "until": "" if _is_over(each, on) else until_words(each.until_weeks, on, say.language),
            "action": listed(to_do(each, view, say.language), say.language),
            "urgency": each.urgency,
        }
        for each in signs
    ]


def _is_over(sign: Guidance, performed_on: date | None) -> bool:
    if sign.until_weeks is None or performed_on is None:
        return False
    return performed_on + timedelta(weeks=sign.until_weeks) < timezone.localdate()


@inside
def own(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """Show the patient's own documents; take a wish to correct the record."""
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {"kind": Message.Kind.correction, "text": form.cleaned_data["text"]}
        services.tell(patient_actor(request), invitation.patient, said)
        return redirect("portal:home", token)
    documents = _documents(invitation).defer("pdf", "sheet").order_by("-made_at")
    return render(
        request,
        "portal/own.html",
        {"token": token, "patient": invitation.patient, "documents": documents, "form": form},
    )


def _documents(invitation: Invitation) -> QuerySet[Document]:
    return Document.objects.filter(patient__in=records_of(invitation.patient_id))


@inside
def own_document(request: HttpRequest, invitation: Invitation, token: str, document_id: int) -> HttpResponse:
    """Give one of the patient's own documents."""
    made = get_object_or_404(_documents(invitation), pk=document_id)
    note_opened(patient_actor(request), made)
    response = HttpResponse(bytes(made.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="papule-{made.pk}.pdf"'
    return response


@inside
def own_calendar(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """Give the coming appointments as a calendar file."""
    coming = invitation.patient.appointments.filter(starts_at__gte=timezone.now()).select_related(
        "type", "room", "patient"
    )
    practice = Practice.objects.get()
    response = HttpResponse(
        series_text(list(coming.order_by("starts_at")), practice.name, practice.address), content_type="text/calendar"
    )
    response["Content-Disposition"] = 'attachment; filename="papule.ics"'
    return response
