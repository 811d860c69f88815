"""Sending what waits: each mail is taken by one process, tried again later and later, and told when it is given up."""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from papule.clinic.accounts.models import Practice
from papule.clinic.accounts.sealing import unseal
from papule.clinic.audit.writing import writing
from papule.clinic.mail import links
from papule.clinic.mail.models import Mail, MailServer
from papule.clinic.mail.reminders import WORKER, is_wanted, queue

AGAIN = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
TAKEN = timedelta(minutes=5)  # longer than a server may take to answer
TIMEOUT = 20  # seconds
AT_ONCE = 50
FOR_GOOD = 500  # from this answer of SMTP on (RFC 5321, section 4.2.1)


def work(now: datetime | None = None) -> int:
    """Queue what is due and send what waits; gives how many were sent. Nothing happens before a server is set."""
    practice, server, at = Practice.objects.first(), MailServer.objects.first(), now or timezone.now()
    if practice is None or server is None or practice.is_demonstration:
        return 0
    with timezone.override(practice.zone):
        queue(practice, server, at)
        return sum(_send(each, server, now or timezone.now()) for each in waiting(at)[:AT_ONCE])


def waiting(now: datetime) -> QuerySet[Mail]:
    """Give the mails that are due and that nobody sends at the moment."""
    free = Q(taken_until=None) | Q(taken_until__lt=now)
    return Mail.objects.filter(free, sent_at=None, ended_at=None, due_at__lte=now).order_by("due_at", "pk")


class SecretChangedError(ValueError):
    """The password of the server was sealed under another key."""

    def __init__(self) -> None:
        super().__init__(_("The key of the practice has changed: give the password of the mail server again."))


def connect(server: MailServer) -> BaseEmailBackend:
    """Give the way to the server; its certificate is checked.

    Raises SecretChangedError.
    """
    try:
        password = unseal(server.password, settings.SECRET_KEY) if server.password else ""
    except InvalidToken:
        raise SecretChangedError from None
    made: BaseEmailBackend = get_connection(
        "django.core.mail.backends.smtp.EmailBackend",
        host=server.host,
        port=server.port,
        username=server.user,
        password=password,
        use_tls=server.security == MailServer.Security.starttls,
        use_ssl=server.security == MailServer.Security.tls,
        timeout=TIMEOUT,
    )
    return made


def post(server: MailServer, to: str, subject: str, body: str, calendar: str = "") -> None:
    """Send one mail now.

    Raises OSError, of which every smtplib.SMTPException is one; ValueError for what is no mail, SecretChangedError.
    """
    message = EmailMessage(subject, body, server.sender, [to], connection=connect(server))
    if calendar:
        message.attach("appointment.ics", calendar, "text/calendar")
    message.send()


def _send(mail: Mail, server: MailServer, now: datetime) -> bool:
    if not _take(mail, now):
        return False
    if _is_stopped(mail, server, now):
        return False
    try:
        body = links.opened(mail, server) if mail.kind == Mail.Kind.link else mail.body
        post(server, mail.to, mail.subject, body, mail.calendar)
    except (OSError, ValueError) as error:
        _failed(mail, error, now)
        return False
    _note(mail, "mail.sent", sent_at=timezone.now(), last_error="")
    return True


def _is_stopped(mail: Mail, server: MailServer, now: datetime) -> bool:
    """End what is no longer to be sent: a reminder quietly, a link that somebody asked to be sent with the reason."""
    if mail.kind == Mail.Kind.link:
        why = links.find_stop(mail, server, now)
        if why:
            _note(mail, "mail.unwanted", ended_at=now, is_failed=True, last_error=why)
        return bool(why)
    if is_wanted(mail, now):
        return False
    _note(mail, "mail.unwanted", ended_at=now)
    return True


def _take(mail: Mail, now: datetime) -> bool:
    """Take a mail; of two processes one gets it."""
    with writing(WORKER, "mail.take", patient_id=mail.patient_id, subject=f"mail.Mail:{mail.pk}"):
        mine = waiting(now).filter(pk=mail.pk).order_by().update(taken_until=now + TAKEN, attempts=F("attempts") + 1)
    mail.attempts += mine
    return bool(mine)


def _failed(mail: Mail, error: Exception, now: datetime) -> None:
    """Put a mail off; give it up where no later try can help, or all were made."""
    reason = reason_of(error)
    if _is_final(error) or mail.attempts > len(AGAIN):
        _note(mail, "mail.given_up", last_error=reason, ended_at=now, is_failed=True, taken_until=None)
        return
    _note(mail, "mail.failed", last_error=reason, due_at=now + AGAIN[mail.attempts - 1], taken_until=None)


def _is_final(error: Exception) -> bool:
    """Tell whether no later try can help: no mail, or a mailbox that does not exist (5xx; 4xx is for now)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= FOR_GOOD for code, _told in error.recipients.values())
    return isinstance(error, ValueError)


def reason_of(error: Exception) -> str:
    """Say in a line why a server did not take a mail."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        error = next((Exception(*each) for each in error.recipients.values()), error)
    parts = [each.decode(errors="replace") if isinstance(each, bytes) else str(each) for each in error.args]
    return " ".join(" ".join(parts or [type(error).__name__]).split())[:300]


def _note(mail: Mail, action: str, **said: object) -> None:
    with writing(WORKER, action, patient_id=mail.patient_id, subject=f"mail.Mail:{mail.pk}"):
        Mail.objects.filter(pk=mail.pk).update(**said)
