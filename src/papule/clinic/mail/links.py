"""A patient's private link by e-mail. Its secret is made as it is sent, so nobody keeps it; no code goes along."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from papule.clinic.accounts.models import Practice, User
from papule.clinic.audit.writing import Actor, writing
from papule.clinic.care.models import Course
from papule.clinic.dates import date_format
from papule.clinic.mail.models import Agreement, Mail, MailServer
from papule.clinic.mail.reminders import WORKER, Words, letter
from papule.clinic.patients.models import Patient
from papule.clinic.portal import services as portal
from papule.clinic.portal.models import Invitation
from papule.kernel.value import Value

MARK = "<link>"  # stands in a mail that waits, where the link will


def find_bar(practice: Practice, patient: Patient) -> str:
    """Name what stands in the way of a link by e-mail: demonstration, server, address, email, agreement; or nothing."""
    server = MailServer.objects.first()
    found = {
        "demonstration": practice.is_demonstration,
        "server": server is None,
        "address": server is not None and not server.patients_at,
        "email": not patient.email,
        "agreement": not Agreement.objects.filter(patient=patient).exists(),
    }
    return next((name for name, stands in found.items() if stands), "")


class Wanted(Value):
    """A link that is to be made and mailed."""

    practice: Practice
    by: User
    patient: Patient
    course: Course | None
    asks: list[str]


def invite(actor: Actor, wanted: Wanted, once: str) -> str:
    """Make a link that goes by e-mail alone; give its code. Pressed twice it is one link, with a new code."""
    known = Mail.objects.filter(key=_key(once)).select_related("invitation").first()
    if known is None:
        try:
            with transaction.atomic():
                made = portal.invite(actor, wanted.by, wanted.patient, wanted.course, wanted.asks)
                _queue(actor, wanted.practice, made.invitation, once)
        except IntegrityError:  # the other press was faster
            known = Mail.objects.select_related("invitation").get(key=_key(once))
        else:
            return made.code
    assert known.invitation is not None  # noqa: S101 -- a mail with such a key is of a link
    return portal.renew_code(actor, known.invitation)


def send(actor: Actor, practice: Practice, invitation: Invitation, once: str) -> Mail:
    """Let a link be mailed. Pressed twice, or while one waits, it is one mail. One that failed gives way."""
    with transaction.atomic():
        Invitation.objects.select_for_update().get(pk=invitation.pk)
        waits = Q(invitation=invitation, sent_at=None, ended_at=None)
        known = Mail.objects.filter(waits | Q(key=_key(once))).first()
        return known or _queue(actor, practice, invitation, once)


def find_stop(mail: Mail, server: MailServer, now: datetime) -> str:
    """Say why a link is not sent after all, in English to be translated where it is read; empty: it is sent."""
    invitation, patient = mail.invitation, Patient.objects.get(pk=mail.patient_id)
    if invitation is None or invitation.revoked_at:
        return gettext_noop("The link was ended.")
    if invitation.expires_at <= now:
        return gettext_noop("The link has expired.")
    if not Agreement.objects.filter(patient=patient).exists():
        return gettext_noop("The patient no longer agrees to e-mail.")
    if patient.email != mail.to:
        return gettext_noop("The e-mail address of the patient has changed.")
    return "" if server.patients_at else gettext_noop("No address is set under which patients open their links.")


def opened(mail: Mail, server: MailServer) -> str:
    """Give what a mail says with a link made now. Whatever led to these pages before finds nothing any more."""
    assert mail.invitation is not None  # noqa: S101 -- `find_stop` has looked
    token = portal.renew_link(WORKER, mail.invitation)
    return mail.body.replace(MARK, server.patients_at.rstrip("/") + reverse("portal:door", args=[token]))


def _key(once: str) -> str:
    return f"link:{once}"


def _queue(actor: Actor, practice: Practice, invitation: Invitation, once: str) -> Mail:
    patient, now = invitation.patient, timezone.now()
    said = _words_of(invitation, practice)
    subject = f"portal.Invitation:{invitation.pk}"
    with writing(actor, "mail.queue", patient_id=patient.pk, subject=subject, detail={"kind": Mail.Kind.link}):
        Mail.objects.filter(invitation=invitation, is_failed=True).update(is_failed=False)
        return Mail.objects.create(
            patient=patient,
            kind=Mail.Kind.link,
            invitation=invitation,
            key=_key(once),
            to=patient.email,
            subject=" ".join(said.subject.split())[:200],
            body=said.body,
            made_at=now,
            due_at=now,
        )


def _words_of(invitation: Invitation, practice: Practice) -> Words:
    with override(invitation.patient.language):
        until = date_format(timezone.localtime(invitation.expires_at), _("l j F Y, H:i"))
        told = (
            _("Here is your private link to %(practice)s. It is for you alone:") % {"practice": practice.name},
            MARK,
            _("It asks for your date of birth and for a code, which we give you ourselves, never by e-mail."),
            _("It opens until %(until)s. An earlier link no longer does.") % {"until": until},
            _("This mail is not meant for you? Please delete it and tell us."),
        )
        return Words(_("Your private link to %(practice)s") % {"practice": practice.name}, letter(practice, *told))
