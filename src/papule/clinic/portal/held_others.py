"""What else is held: what is due, links, e-mail, tries to reach somebody about a recall, corrections of a session."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from papule.clinic.aesthetic.models import Handover
from papule.clinic.agenda.models import Waiting
from papule.clinic.care.models import SessionVersion
from papule.clinic.dates import date_format
from papule.clinic.mail.models import Agreement, Mail
from papule.clinic.outcomes.models import Reminder
from papule.clinic.outcomes.templatetags.outcome_words import reminder_words
from papule.clinic.patients.models import Patient
from papule.clinic.patients.records import records_of
from papule.clinic.portal.models import Invitation
from papule.clinic.recalls.models import Contact
from papule.clinic.recalls.templatetags.recall_words import recalled_words
from papule.kernel.value import Value


class Other(Value):
    """One such row: when, what it is, what it says, whether it is still to be done, whether it reached the patient."""

    key: str
    at: datetime
    what: str
    words: str
    is_open: bool = False
    is_message: bool = False


def others_of(patient: Patient, language: str) -> tuple[Other, ...]:
    """Give such rows in order of time. One query a kind."""
    with override(language):
        found = [*_due(patient), *_mails(patient), *_recalls(patient), *_quotes(patient)]
        found += [*_links(patient), *_corrections(patient)]
    return tuple(sorted(found, key=lambda each: (each.at, each.key)))


def _due(patient: Patient) -> Iterator[Other]:
    for due in Reminder.objects.filter(patient=patient):
        done = _("done on {day}").format(day=_day(due.done_on)) if due.done_on else ""
        told = _told(reminder_words(due), done, due.note)
        at = timezone.make_aware(datetime.combine(due.due_on, time()))
        yield Other(f"due-{due.pk}", at, _("Reminder of the practice"), told, is_open=due.done_on is None)
    for wait in Waiting.objects.filter(patient=patient).select_related("type"):
        told = _told(str(wait.type), wait.wish)
        yield Other(f"waiting-{wait.pk}", wait.since, _("Waiting list"), told, is_open=wait.done_at is None)


def _mails(patient: Patient) -> Iterator[Other]:
    for agreed in Agreement.objects.filter(patient=patient):
        yield Other(f"agreement-{agreed.pk}", agreed.agreed_at, _("Agreement to e-mail"), _("given"))
    for mail in Mail.objects.filter(patient=patient).order_by("pk"):
        told = _told(mail.subject, mail.to, "" if mail.sent_at else _("not sent"))
        at, sent = mail.sent_at or mail.made_at, mail.sent_at is not None
        yield Other(f"mail-{mail.pk}", at, _("E-mail"), told, is_open=not (sent or mail.ended_at), is_message=sent)


def _recalls(patient: Patient) -> Iterator[Other]:
    for one in Contact.objects.filter(patient__in=records_of(patient.pk)).select_related("recall"):
        told = _told(recalled_words(one.recall), one.get_how_display(), one.get_result_display(), one.note)
        yield Other(f"recall-{one.pk}", one.made_at, _("Recall of a product"), told, is_message=True)


def _quotes(patient: Patient) -> Iterator[Other]:
    for each in Handover.objects.filter(quote__patient__in=records_of(patient.pk)).select_related("quote"):
        told = _told(each.quote.number, each.get_how_display())
        at = timezone.make_aware(datetime.combine(each.handed_on, time()))
        yield Other(f"quote-{each.pk}", at, _("Quote handed over"), told, is_message=True)


def _links(patient: Patient) -> Iterator[Other]:
    for link in Invitation.objects.filter(patient=patient):
        opened = _("opened on {day}").format(day=_day(timezone.localdate(link.opened_at))) if link.opened_at else ""
        yield Other(f"link-{link.pk}", link.made_at, _("Private link"), opened or _("not opened"), is_open=link.is_open)


def _corrections(patient: Patient) -> Iterator[Other]:
    rows = SessionVersion.objects.filter(session__patient=patient, number__gt=1).select_related("session", "signed_by")
    for each in rows.defer("record", "assessment"):
        session = _("session {number} of {day}").format(
            number=each.session.number, day=_day(timezone.localdate(each.session.performed_at))
        )
        told = _told(session, each.signed_by.name, each.reason)
        yield Other(f"correction-{each.pk}", each.signed_at, _("Correction of a session"), told)


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def _told(*parts: object) -> str:
    return ", ".join(str(each) for each in parts if each)
