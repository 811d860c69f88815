"""Which reminders are due: of appointments and of the diary. Asked as often as wanted, each is queued once."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from papule.clinic.accounts.models import Practice
from papule.clinic.agenda.feeds import series_text
from papule.clinic.agenda.models import Appointment
from papule.clinic.audit.writing import system, writing
from papule.clinic.dates import date_format
from papule.clinic.mail.models import Mail, MailServer
from papule.clinic.outcomes.models import PainScore
from papule.clinic.patients.models import Patient
from papule.clinic.portal.models import Invitation
from papule.kernel.value import Value

WORKER = system("papule mail")
EVENING = time(18)  # from when the diary of a day is asked for
REACHABLE = Q(patient__mail_agreement__isnull=False) & ~Q(patient__email="")


class Words(Value):
    """What a mail says."""

    subject: str
    body: str
    calendar: str = ""


def queue(practice: Practice, server: MailServer, now: datetime) -> None:
    """Put every reminder that is due into the outbox, unless it was."""
    for each in _coming(server, now):
        _queue(now, each.patient, Mail.Kind.appointment, key_of(each), _words_of(each, practice))
    for invitation in _silent(now):
        key = f"diary:{invitation.pk}:{timezone.localdate(now)}"
        _queue(now, invitation.patient, Mail.Kind.diary, key, _diary_words(invitation.patient, practice))


def key_of(appointment: Appointment) -> str:
    """Give the key of an appointment's reminder: moved, it has another."""
    return f"appointment:{appointment.pk}:{int(appointment.starts_at.timestamp())}"


def is_wanted(mail: Mail, now: datetime) -> bool:
    """Tell whether a reminder still says what is so: the appointment stands, the patient still agrees."""
    if not Patient.objects.filter(pk=mail.patient_id, mail_agreement__isnull=False, email=mail.to).exists():
        return False
    if mail.kind == Mail.Kind.diary:
        return mail.key.endswith(str(timezone.localdate(now)))
    found = Appointment.objects.filter(pk=int(mail.key.split(":")[1]), state=Appointment.State.booked).first()
    return found is not None and key_of(found) == mail.key and found.starts_at > now


def _coming(server: MailServer, now: datetime) -> list[Appointment]:
    if not server.hours_before:
        return []
    until = now + timedelta(hours=server.hours_before)
    rows = Appointment.objects.filter(
        REACHABLE, state=Appointment.State.booked, starts_at__gt=now, starts_at__lte=until
    )
    known = set(Mail.objects.filter(made_at__gt=now - timedelta(days=60)).values_list("key", flat=True))
    return [each for each in rows.select_related("patient", "doctor", "type", "room") if key_of(each) not in known]


def _silent(now: datetime) -> list[Invitation]:
    """Give the invitations whose diary is asked for and empty today, in the evening, once a course is under way."""
    if timezone.localtime(now).time() < EVENING:
        return []
    today = timezone.localdate(now)
    rows = Invitation.objects.filter(
        REACHABLE, revoked_at=None, expires_at__gt=now, opened_at__isnull=False, course__closed_on=None
    )
    said = set(PainScore.objects.filter(moment="diary", scored_at__date=today).values_list("course_id", flat=True))
    known = set(Mail.objects.filter(key__endswith=f":{today}").values_list("key", flat=True))
    asked = (each for each in rows.select_related("patient") if "diary" in each.asks)
    wanted = [each for each in asked if each.course_id not in said and f"diary:{each.pk}:{today}" not in known]
    newest = {each.patient_id: each for each in sorted(wanted, key=lambda each: each.made_at)}
    return list(newest.values())


def _words_of(each: Appointment, practice: Practice) -> Words:
    with override(each.patient.language):
        at = date_format(timezone.localtime(each.starts_at), _("l j F Y, H:i"))
        subject = _("Your appointment at %(practice)s") % {"practice": practice.name}
        told = _("You are expected on %(at)s at %(practice)s.") % {"at": at, "practice": practice.name}
        calendar = series_text([each], subject, practice.address).decode()
        return Words(subject, letter(practice, told, _ending()), calendar)


def _diary_words(patient: Patient, practice: Practice) -> Words:
    with override(patient.language):
        subject = _("A word for %(practice)s") % {"practice": practice.name}
        told = _("Please open the private link that you were given, and fill in today.")
        return Words(subject, letter(practice, told, _ending()))


def _ending() -> str:
    return _("You cannot come, or want no more of these mails? Call us.")


def letter(practice: Practice, *said: str) -> str:
    """Write a mail of paragraphs, with how to reach the practice."""
    reached = "\n".join(filter(None, (practice.name, practice.address, practice.phone)))
    return "\n\n".join((_("Hello,"), *said, reached)) + "\n"


def _queue(now: datetime, patient: Patient, kind: str, key: str, said: Words) -> None:
    with writing(WORKER, "mail.queue", patient_id=patient.pk, detail={"kind": kind}):
        Mail.objects.get_or_create(
            key=key,
            defaults={
                "patient": patient,
                "kind": kind,
                "to": patient.email,
                "subject": " ".join(said.subject.split())[:200],
                "body": said.body,
                "calendar": said.calendar,
                "made_at": now,
                "due_at": now,
            },
        )
