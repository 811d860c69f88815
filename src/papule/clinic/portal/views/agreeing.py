"""Information and consent: read, signed, kept with its exact words; withdrawn at any time."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from papule.assessment.view import View
from papule.clinic.accounts.models import Practice
from papule.clinic.aesthetic.waiting import Waiting, find_waiting
from papule.clinic.care.models import Course
from papule.clinic.documents import building
from papule.clinic.documents.parts import Letterhead, both_parents, day_words, sheet
from papule.clinic.documents.passages import passage
from papule.clinic.documents.services import head_for, keep, planned_of
from papule.clinic.documents.sheet import Sheet, Signature, Text
from papule.clinic.knowledge import guidance, view_on
from papule.clinic.patients.typed import line
from papule.clinic.portal import services
from papule.clinic.portal.forms import QUALITIES, SignForm
from papule.clinic.portal.inside import inside, language_read, patient_actor
from papule.clinic.portal.models import Consent, Invitation, Message


@inside
def consent(request: HttpRequest, invitation: Invitation, token: str, kind: str) -> HttpResponse:
    """Show what is consented to, and take the signature."""
    course = invitation.course
    if course is None or kind not in Consent.Kind.values:
        raise Http404
    held = services.find_consent(course, kind)
    practice = Practice.objects.get()
    head = head_for(practice, course.doctor, invitation.patient, language_read())
    waiting = _waiting(course, kind)
    is_early = waiting is not None and not waiting.is_over(timezone.localdate())
    view = _view(practice)
    form = SignForm(invitation.patient.birth_date, request.POST or None, needs_both=both_parents(view))
    read = _sheet(head, invitation, kind, None)
    if request.method == "POST" and form.is_valid() and request.POST.get("read") != read.digest:
        form.add_error(None, _("What you sign was changed while you were reading. Read it again, then sign."))
    if request.method == "POST" and held is None and not is_early and form.is_valid():
        signed = _signed(request, form)
        made = _sheet(head, invitation, kind, signed)
        document = keep(patient_actor(request), made, invitation.patient, course)
        services.consent(patient_actor(request), course, kind, document, signed)
        return redirect("portal:home", token)
    earlier = None if held else services.find_given(course, kind)
    born, today = invitation.patient.birth_date, timezone.localdate()
    shown = {
        "token": token,
        "patient": invitation.patient,
        "sheet": read,
        "form": form,
        "held": held,
        "earlier": earlier,
        "is_outgrown": earlier is not None and not earlier.fits(born, today),
        "kind": kind,
        "waiting": waiting,
        "is_early": is_early,
        "minors": guidance("minors-france", view) if form.is_minor else (),
    }
    return render(request, "portal/consent.html", shown, status=409 if request.method == "POST" and is_early else 200)


def _waiting(course: Course, kind: str) -> Waiting | None:
    """Give what an aesthetic act waits for; photographs, and an act that treats, wait for nothing."""
    return find_waiting(course, planned_of(course).body) if kind == Consent.Kind.treatment else None


def _view(practice: Practice) -> View:
    return view_on(timezone.localdate(), practice.country, practice.society or None)


def _signed(request: HttpRequest, form: SignForm) -> services.Signed:
    said = form.cleaned_data
    return services.Signed(
        said["signer"], said["quality"], said["second_signer"], form.signature(), request.META.get("REMOTE_ADDR", "")
    )


def _sheet(head: Letterhead, invitation: Invitation, kind: str, signed: services.Signed | None) -> Sheet:
    """Build what is signed: the same words on the screen and on paper."""
    with override(head.language):
        place = _signature(head, signed)
        if kind == Consent.Kind.photograph:
            said = passage("photograph.agreement", head.language, practice=head.practice.name, doctor=head.doctor.name)
            return sheet(head, "consent", _("Consent to photographs"), [Text(text=said), place])
        assert invitation.course is not None  # noqa: S101 -- looked at before
        planned = planned_of(invitation.course)
        return building.consent(head, planned, _view(head.practice), place)


def _signature(head: Letterhead, signed: services.Signed | None) -> Signature:
    if signed is None:
        return Signature(label=str(head.patient))
    names = " + ".join(filter(None, (signed.signer, signed.second_signer)))
    at = _("Signed on a screen, {day}").format(day=day_words(head.on, head.language))
    if signed.quality != "self":
        at = f"{at}, {QUALITIES[signed.quality]}"
    return Signature(label=names, svg=signed.signature, typed="" if signed.signature else names, at=at)


@inside
def withdraw(request: HttpRequest, invitation: Invitation, token: str, kind: str) -> HttpResponse:
    """Withdraw a consent, also one to a plan that has changed since; pressed again, it stays withdrawn."""
    held = services.find_given(invitation.course, kind) if invitation.course else None
    if request.method == "POST" and held is not None:
        reason, address = request.POST.get("reason", ""), request.META.get("REMOTE_ADDR", "")
        services.withdraw(patient_actor(request), held, reason, address)
        said = "\n".join(filter(None, (held.document.title, line(reason))))
        services.tell(patient_actor(request), invitation.patient, {"kind": Message.Kind.withdrawal, "text": said})
        messages.success(request, _("Your consent is withdrawn. The practice is told."))
    if request.method == "POST":
        return redirect("portal:home", token)
    if held is None:
        raise Http404
    return render(request, "portal/withdraw.html", {"token": token, "patient": invitation.patient, "held": held})
