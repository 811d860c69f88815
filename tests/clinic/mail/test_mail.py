from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from tests.clinic.made import TESTS, make_course, make_patient
from tests.clinic.mail.postman import HEALTH, down

from papule.clinic.accounts.sealing import seal
from papule.clinic.agenda import services as agenda
from papule.clinic.agenda.models import Appointment, VisitType
from papule.clinic.audit.models import AuditEvent
from papule.clinic.audit.writing import writing
from papule.clinic.mail import sending, services
from papule.clinic.mail.models import Mail, MailServer
from papule.clinic.outcomes.services import score_pain
from papule.clinic.patients.models import Patient
from papule.clinic.portal import services as portal
from papule.clinic.portal.models import Invitation

NOW = timezone.now().replace(minute=0, second=0, microsecond=0)


@pytest.fixture
def appointment(patient, doctor) -> Appointment:
    visit = VisitType.objects.create(name="Séance", minutes=20, is_session=True)
    course = make_course(doctor, patient)
    return agenda.book(TESTS, agenda.Wanted(patient, doctor, visit, NOW + timedelta(hours=30), course=course))


def told() -> list[tuple[int, str, bool]]:
    return [(each.attempts, each.last_error, each.is_failed) for each in Mail.objects.order_by("pk")]


def test_appointment_is_told_once_without_a_word_of_health(known, server, appointment):
    assert sending.work(NOW) == 1
    assert sending.work(NOW) == 0
    (mail,) = server.taken
    assert (mail["To"], mail["From"]) == ("ana@example.org", "desk@example.org")
    body = mail.get_body().get_content()
    assert "Vous êtes attendu" in body
    assert not HEALTH.search(str(mail["Subject"]) + body)
    (calendar,) = mail.iter_attachments()
    assert "BEGIN:VEVENT" in str(calendar.get_content())
    assert "Séance" not in str(calendar.get_content())


@pytest.mark.parametrize("hours", [0, 29])
def test_appointment_is_not_told_too_early_nor_where_it_is_switched_off(known, server, appointment, hours):
    MailServer.objects.update(hours_before=hours)
    assert sending.work(NOW) == 0
    assert not Mail.objects.exists()


def test_nobody_is_told_who_did_not_agree_or_no_longer_does(known, server, appointment, patient, doctor):
    services.agree(TESTS, doctor, patient, agrees=False)
    assert sending.work(NOW) == 0
    assert not Mail.objects.exists()
    services.agree(TESTS, doctor, patient, agrees=True)
    with down():
        sending.work(NOW)
    services.agree(TESTS, doctor, patient, agrees=False)
    assert sending.work(NOW + timedelta(hours=1)) == 0
    assert server.taken == []
    assert Mail.objects.get().ended_at


def test_server_that_is_down_is_tried_again_and_nothing_is_lost(known, server, appointment):
    with down():
        assert sending.work(NOW) == 0
        assert sending.work(NOW) == 0  # not before its time
    ((attempts, error, failed),) = told()
    assert (attempts, failed) == (1, False)
    assert "refused" in error.lower()
    assert sending.work(NOW + timedelta(minutes=2)) == 1
    assert len(server.taken) == 1


def test_mail_is_given_up_after_all_tries_shown_and_tried_again(known, server, appointment, assistant, signed_in):
    with down():
        for _try in range(9):
            sending.work(NOW + timedelta(hours=3 * _try))
    ((attempts, _error, failed),) = told()
    assert failed
    assert attempts <= 6
    client = signed_in(assistant)
    assert "1 mail could not be sent" in client.get("/").content.decode()
    assert "refused" in client.get("/mail/").content.decode().lower()
    mail = Mail.objects.get()
    client.post(f"/mail/{mail.patient_id}/{mail.pk}/again/")
    Mail.objects.get(is_failed=False)
    assert sending.work(timezone.now()) == 1


def test_address_that_does_not_exist_is_not_tried_again(known, server, appointment):
    server.refused["ana@example.org"] = "550 no such mailbox"
    sending.work(NOW)
    ((attempts, error, failed),) = told()
    assert (attempts, failed) == (1, True)
    assert "no such mailbox" in error


def test_mailbox_that_is_busy_is_tried_again(known, server, appointment):
    server.refused["ana@example.org"] = "451 greylisted, try again later"
    sending.work(NOW)
    ((attempts, error, failed),) = told()
    assert (attempts, failed) == (1, False)
    assert "greylisted" in error
    server.refused.clear()
    assert sending.work(NOW + timedelta(minutes=2)) == 1


def test_mail_that_was_given_up_is_tried_at_the_address_that_is_known_now(known, server, appointment, patient):
    server.refused["ana@example.org"] = "550 no such mailbox"
    sending.work(NOW)
    with writing(TESTS, "patient.edit", patient_id=patient.pk):
        Patient.objects.update(email="anna@example.org")
    services.try_again(TESTS, Mail.objects.get())
    assert sending.work(timezone.now()) == 1
    assert server.taken[0]["To"] == "anna@example.org"


def test_mail_that_was_given_up_can_be_left(known, server, appointment, assistant, signed_in):
    server.refused["ana@example.org"] = "550 no such mailbox"
    sending.work(NOW)
    mail = Mail.objects.get()
    client = signed_in(assistant)
    client.post(f"/mail/{mail.patient_id}/{mail.pk}/again/", {"do": "leave"})
    assert "could not be sent" not in client.get("/").content.decode()
    assert sending.work(timezone.now()) == 0
    assert AuditEvent.objects.filter(action="mail.leave", patient_id=mail.patient_id).count() == 1


def test_first_failure_is_told_on_today_already(known, server, appointment, assistant, signed_in):
    with down():
        sending.work(NOW)
    assert "1 mail could not be sent" in signed_in(assistant).get("/").content.decode()


def test_password_sealed_under_another_key_is_told_and_stops_nothing(
    known, server, appointment, administrator, signed_in
):
    MailServer.objects.update(user="desk", password=seal("s3cret words", "another key"))
    sending.work(NOW)
    ((_attempts, error, failed),) = told()
    assert failed
    assert "give the password of the mail server again" in error
    page = signed_in(administrator).post("/mail/server/", {"do": "try"}).content.decode()
    assert "give the password of the mail server again" in page


@pytest.mark.parametrize("what", ["moved", "cancelled"])
def test_appointment_that_changed_meanwhile_is_not_told_wrongly(known, server, appointment, what):
    with down():
        sending.work(NOW)
    if what == "moved":
        to = agenda.Place(NOW + timedelta(hours=40), appointment.doctor, None)
        agenda.move(TESTS, appointment, to, appointment.revision)
    else:
        agenda.mark(TESTS, appointment, "cancelled", appointment.revision)
    sending.work(NOW + timedelta(hours=1))
    assert len(server.taken) == (1 if what == "moved" else 0)
    assert Mail.objects.filter(sent_at=None, ended_at=None).count() == 0


def test_two_that_send_at_once_send_it_once(known, server, appointment, monkeypatch):
    def both(server, to, subject, body, calendar=""):
        sending.work(NOW)  # the other one, in between
        post(server, to, subject, body, calendar)

    post = sending.post
    monkeypatch.setattr(sending, "post", both)
    sending.work(NOW)
    assert len(server.taken) == 1


def test_name_with_a_line_break_adds_no_header(known, server, appointment, practice):
    practice.name = "Cabinet\r\nBcc: all@example.org"
    practice.save()
    sending.work(NOW)
    (mail,) = server.taken
    assert mail["Bcc"] is None


def test_diary_is_asked_for_in_the_evening_once_and_only_where_it_is_empty(known, server, patient, doctor):
    course = make_course(doctor, patient)
    portal.invite(TESTS, doctor, patient, course, ["diary"])
    with writing(TESTS, "open", patient_id=patient.pk):
        Invitation.objects.update(opened_at=NOW)
    day = timezone.localdate()
    morning, evening = (timezone.make_aware(datetime.combine(day, time(hour))) for hour in (9, 19))
    assert sending.work(morning) == 0
    assert sending.work(evening) == 1
    assert sending.work(evening) == 0
    assert not HEALTH.search(server.taken[0].get_body().get_content())
    score_pain(TESTS, course, {"nrs": Decimal(3)}, "diary")
    with writing(TESTS, "again", patient_id=patient.pk):
        Mail.objects.all().delete()
    assert sending.work(evening) == 0


def test_demonstration_sends_nothing(known, server, appointment, practice):
    practice.is_demonstration = True
    practice.save()
    assert sending.work(NOW) == 0
    assert not Mail.objects.exists()


SERVER = {"do": "keep", "host": "127.0.0.1", "port": "25", "security": "none", "user": "", "sender": "a@example.org",
          "hours_before": "24"}  # fmt: skip


def test_server_is_set_tried_and_removed_on_its_page(practice, server, administrator, signed_in):
    client = signed_in(administrator)
    client.post("/mail/server/", SERVER | {"port": str(server.port), "user": "desk", "new_password": "s3cret words"})
    known = MailServer.objects.get()
    assert "s3cret" not in known.password
    client.post("/mail/server/", SERVER | {"port": str(server.port), "user": "desk", "new_password": ""})
    assert MailServer.objects.get().password == known.password
    MailServer.objects.update(user="", password="")
    assert "A mail went to a@example.org" in client.post("/mail/server/", {"do": "try"}).content.decode()
    assert len(server.taken) == 1
    MailServer.objects.update(port=1)
    assert "The mail was not sent." in client.post("/mail/server/", {"do": "try"}).content.decode()
    client.post("/mail/server/", {"do": "remove"})
    assert not MailServer.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"host": ""}, {"port": "0"}, {"port": "70000"}, {"sender": "desk"}, {"host": "mail.example.org"},
     {"hours_before": "-1"}, {"security": "rot13"}],
)  # fmt: skip
def test_server_with_something_wrong_is_not_kept(practice, administrator, signed_in, wrong):
    assert signed_in(administrator).post("/mail/server/", SERVER | wrong).context["form"].errors
    assert not MailServer.objects.exists()


def test_agreement_is_kept_on_the_page_of_the_patient(practice, assistant, signed_in):
    patient = make_patient(email="ana@example.org")
    client = signed_in(assistant)
    for _twice in range(2):
        client.post(f"/mail/{patient.pk}/", {"agrees": "yes"})
    assert "The patient agreed on" in client.get(f"/mail/{patient.pk}/").content.decode()
    client.post(f"/mail/{patient.pk}/", {"agrees": "no"})
    assert not Patient.objects.filter(mail_agreement__isnull=False).exists()
    assert AuditEvent.objects.filter(action__in=("mail.agree", "mail.disagree"), patient_id=patient.pk).count() == 3
