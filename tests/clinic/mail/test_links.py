import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.clinic.made import TESTS, make_patient
from tests.clinic.mail.postman import HEALTH, Postman, down

from papule.clinic.audit.models import AuditEvent
from papule.clinic.audit.writing import writing
from papule.clinic.mail import links, sending, services
from papule.clinic.mail.models import Agreement, Mail, MailServer
from papule.clinic.patients.models import Patient
from papule.clinic.portal import services as portal
from papule.clinic.portal.models import Invitation

ONCE, OTHER = "one-press-of-a-page", "another-press-of-a-page"
BORN = "1980-02-29"


@pytest.fixture
def key(actor, doctor, patient) -> portal.Key:
    return portal.invite(actor, doctor, patient, None, ["questionnaire"])


@pytest.fixture
def desk(known, assistant, signed_in) -> Client:
    return signed_in(assistant)


def press(client: Client, invitation: Invitation, once: str = ONCE):
    address = reverse("mail:link", args=[invitation.patient_id, invitation.pk])
    return client.post(address, {"once": once}, follow=True).content.decode()


def make(client: Client, patient: Patient, once: str = ONCE):
    said = {"asks": ["questionnaire"], "do": "mail", "once": once}
    return client.post(reverse("portal:invite", args=[patient.pk]), said)


def page(client: Client, patient: Patient) -> str:
    return client.get(reverse("portal:invite", args=[patient.pk])).content.decode()


def links_in(server: Postman) -> list[str]:
    bodies = [each.get_body().get_content() for each in server.taken]
    return [re.search(r"https://papule\.example\.org(/p/\S+)", each).group(1) for each in bodies]


def opens(path: str, code: str) -> bool:
    return Client().post(path, {"born": BORN, "code": code}).status_code == 302


def test_link_that_was_mailed_opens_with_birth_date_and_code(desk, server, patient):
    code = make(desk, patient).context["code"]
    assert sending.work() == 1
    (path,) = links_in(server)
    assert not opens(path, "000000" if code != "000000" else "111111")
    assert opens(path, code)


def test_mail_with_a_link_holds_no_code_no_word_of_health_and_speaks_the_patient_s_language(desk, server, patient):
    code = make(desk, patient).context["code"]
    sending.work()
    (mail,) = server.taken
    body = mail.get_body().get_content()
    assert mail["To"] == "ana@example.org"
    assert "Voici votre lien privé" in body
    assert code not in body + str(mail["Subject"])
    assert not HEALTH.search(str(mail["Subject"]) + re.sub(r"https://\S+", "", body))


def test_secret_of_a_link_is_kept_nowhere(desk, server, patient):
    assert "/p/" not in make(desk, patient).content.decode()
    sending.work()
    (path,) = links_in(server)
    token = path.strip("/").rpartition("/")[2]
    kept = [*Mail.objects.values_list(), *Invitation.objects.values_list(), *AuditEvent.objects.values_list()]
    assert token not in str(kept)
    assert portal.digest_of(token) == Invitation.objects.get().digest


def test_link_pressed_twice_is_one_mail(desk, server, key):
    press(desk, key.invitation)
    press(desk, key.invitation)
    press(desk, key.invitation, OTHER)
    assert sending.work() == 1
    press(desk, key.invitation)
    assert sending.work() == 0
    assert len(server.taken) == 1


def test_link_made_and_mailed_pressed_twice_is_one_link_and_the_code_last_shown_opens_it(desk, server, patient):
    first, second = (make(desk, patient).context["code"] for _twice in range(2))
    sending.work()
    assert Invitation.objects.count() == 1
    (path,) = links_in(server)
    assert first == second or not opens(path, first)
    assert opens(path, second)


def test_two_presses_at_the_same_instant_are_one_link(known, actor, practice, doctor, patient, monkeypatch):
    wanted = links.Wanted(practice, doctor, patient, None, ["questionnaire"])
    atomic = transaction.atomic

    def after_the_other():
        monkeypatch.undo()
        links.invite(actor, wanted, ONCE)
        return atomic()

    monkeypatch.setattr(transaction, "atomic", after_the_other)
    links.invite(actor, wanted, ONCE)
    assert (Invitation.objects.count(), Mail.objects.count()) == (1, 1)


def test_link_given_before_no_longer_opens_once_one_is_mailed(desk, server, key):
    before = reverse("portal:door", args=[key.token])
    press(desk, key.invitation)
    assert Client().get(before).status_code == 200
    sending.work()
    assert Client().get(before).status_code == 404
    assert opens(links_in(server)[0], key.code)


def test_every_try_has_a_secret_of_its_own(desk, server, key):
    press(desk, key.invitation)
    digests = {key.invitation.digest}
    now = timezone.now()
    with down():
        for hours in range(3):
            assert sending.work(now + timedelta(hours=hours)) == 0
            digests.add(Invitation.objects.get().digest)
    assert len(digests) == 4
    assert "tried again at" in page(desk, key.invitation.patient)
    assert sending.work(now + timedelta(days=1)) == 1
    assert opens(links_in(server)[0], key.code)


STOPS = {
    "revoked": "The link was ended.",
    "expired": "The link has expired.",
    "disagreed": "The patient no longer agrees to e-mail.",
    "address": "The e-mail address of the patient has changed.",
    "nowhere": "No address is set under which patients open their links.",
}


@pytest.mark.parametrize("what", STOPS)
def test_link_that_may_no_longer_be_sent_is_not_and_it_is_told(desk, server, key, doctor, what):
    press(desk, key.invitation)
    patient = key.invitation.patient
    with writing(TESTS, "test", patient_id=patient.pk):
        if what == "revoked":
            portal.revoke(TESTS, key.invitation)
        elif what == "expired":
            Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        elif what == "disagreed":
            services.agree(TESTS, doctor, patient, agrees=False)
        elif what == "address":
            Patient.objects.update(email="other@example.org")
        else:
            MailServer.objects.update(patients_at="")
    assert sending.work() == 0
    assert server.taken == []
    assert STOPS[what] in page(desk, patient)
    assert "1 mail could not be sent" in desk.get("/").content.decode()
    assert Invitation.objects.get().digest == key.invitation.digest


def test_reason_is_told_in_the_reader_s_language(desk, key, assistant):
    press(desk, key.invitation)
    portal.revoke(TESTS, key.invitation)
    sending.work()
    type(assistant).objects.update(language="fr")
    assert "Le lien a été terminé." in page(desk, key.invitation.patient)


@pytest.mark.parametrize("bar", ["demonstration", "server", "address", "email", "agreement"])
def test_link_that_cannot_be_mailed_is_not_and_the_page_says_why(desk, practice, key, bar):
    patient = key.invitation.patient
    with writing(TESTS, "test", patient_id=patient.pk):
        if bar == "demonstration":
            type(practice).objects.update(is_demonstration=True)
        elif bar == "server":
            MailServer.objects.all().delete()
        elif bar == "address":
            MailServer.objects.update(patients_at="")
        elif bar == "email":
            Patient.objects.update(email="")
        else:
            Agreement.objects.all().delete()
    assert "The link cannot be sent by e-mail" in page(desk, patient)
    assert "The link is not sent." in press(desk, key.invitation)
    assert make(desk, patient).context.get("code") is None
    assert (Invitation.objects.count(), Mail.objects.count()) == (1, 0)


def test_link_of_another_patient_or_one_that_ended_is_not_mailed(desk, key):
    other = reverse("mail:link", args=[make_patient().pk, key.invitation.pk])
    assert desk.post(other, {"once": ONCE}).status_code == 404
    portal.revoke(TESTS, key.invitation)
    press(desk, key.invitation)
    assert not Mail.objects.exists()


@pytest.mark.parametrize("once", ["", "short", "x" * 60, "no spaces, no commas"])
def test_press_of_no_page_sends_nothing(desk, key, once):
    press(desk, key.invitation, once)
    make(desk, key.invitation.patient, once)
    assert not Mail.objects.exists()
    assert Invitation.objects.count() == 1


def test_link_that_failed_is_sent_again_and_told_no_more(desk, server, key):
    server.refused["ana@example.org"] = "550 no such mailbox"
    press(desk, key.invitation)
    sending.work()
    assert "no such mailbox" in page(desk, key.invitation.patient)
    with writing(TESTS, "patient.edit", patient_id=key.invitation.patient_id):
        Patient.objects.update(email="anna@example.org")
    press(desk, key.invitation, OTHER)
    assert sending.work() == 1
    assert "could not be sent" not in desk.get("/").content.decode()
    assert "sent by e-mail to anna@example.org" in page(desk, key.invitation.patient)


def test_mail_that_went_to_an_address_since_corrected_is_told_and_ends_with_the_next(desk, server, key):
    press(desk, key.invitation)
    sending.work()
    with writing(TESTS, "patient.edit", patient_id=key.invitation.patient_id):
        Patient.objects.update(email="anna@example.org")
    assert "The address has changed since." in page(desk, key.invitation.patient)
    press(desk, key.invitation, OTHER)
    sending.work()
    astray, right = links_in(server)
    assert Client().get(astray).status_code == 404
    assert opens(right, key.code)


def test_who_sent_a_link_stands_in_the_log(desk, assistant, key):
    press(desk, key.invitation)
    sending.work()
    told = AuditEvent.objects.filter(patient_id=key.invitation.patient_id, action__in=("mail.queue", "invitation.link"))
    assert list(told.order_by("number").values_list("action", "actor_id")) == [
        ("mail.queue", assistant.pk),
        ("invitation.link", None),
    ]


SERVER = {"do": "keep", "host": "127.0.0.1", "port": "25", "security": "none", "user": "", "sender": "a@example.org",
          "hours_before": "24"}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "is_kept"),
    [
        ("https://papule.example.org", True),
        ("https://papule.example.org:8443/", True),
        ("", True),
        ("http://papule.example.org", False),
        ("https://papule.example.org/p/", False),
        ("https://papule.example.org/?a=1", False),
        ("https://elsewhere.example.org", False),
        ("https://localhost", False),
        ("https://127.0.0.1:8000", False),
    ],
)
def test_address_for_patients_is_one_that_reaches_this_server_encrypted(
    practice, administrator, signed_in, settings, said, is_kept
):
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "papule.example.org"]
    signed_in(administrator).post("/mail/server/", SERVER | {"patients_at": said})
    assert MailServer.objects.filter(patients_at=said.rstrip("/")).exists() == is_kept
