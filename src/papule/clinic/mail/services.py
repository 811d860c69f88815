"""What people say of mail: the server, who agreed, what is tried again."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone

from papule.clinic.accounts.models import User
from papule.clinic.accounts.sealing import seal
from papule.clinic.audit.writing import Actor, writing
from papule.clinic.mail.models import Agreement, Mail, MailServer
from papule.clinic.patients.models import Patient


def keep_server(actor: Actor, said: dict[str, Any]) -> MailServer:
    """Keep the server; an empty password leaves the one that was."""
    server = MailServer.objects.first() or MailServer()
    password = said.pop("new_password", "")
    for name, value in said.items():
        setattr(server, name, value)
    if password:
        server.password = seal(password, settings.SECRET_KEY)
    elif not server.user:
        server.password = ""
    with writing(actor, "mail.server", detail={"host": server.host, "sender": server.sender}):
        server.save()
    return server


def forget_server(actor: Actor) -> None:
    """Send no more mail."""
    with writing(actor, "mail.server_removed"):
        MailServer.objects.all().delete()


def agree(actor: Actor, by: User, patient: Patient, *, agrees: bool) -> None:
    """Keep whether a patient agrees to be written to; said twice is said once."""
    with writing(actor, "mail.agree" if agrees else "mail.disagree", patient_id=patient.pk):
        if agrees:
            Agreement.objects.get_or_create(patient=patient, defaults={"agreed_at": timezone.now(), "agreed_by": by})
        else:
            Agreement.objects.filter(patient=patient).delete()


def try_again(actor: Actor, mail: Mail) -> None:
    """Let a mail that was given up be sent with the next, to the address that is known now."""
    to = mail.patient.email or mail.to
    with writing(actor, "mail.again", patient_id=mail.patient_id, subject=f"mail.Mail:{mail.pk}"):
        Mail.objects.filter(pk=mail.pk, is_failed=True, sent_at=None).update(
            is_failed=False, ended_at=None, attempts=0, due_at=timezone.now(), taken_until=None, to=to
        )


def leave(actor: Actor, mail: Mail) -> None:
    """Leave a mail unsent that was given up: it is told no more."""
    with writing(actor, "mail.leave", patient_id=mail.patient_id, subject=f"mail.Mail:{mail.pk}"):
        Mail.objects.filter(pk=mail.pk, is_failed=True, sent_at=None).update(is_failed=False)
