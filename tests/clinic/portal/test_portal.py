import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.clinic.made import make_course, make_patient
from tests.clinic.portal.agreeing import sign

from papule.clinic.audit.models import AuditEvent
from papule.clinic.audit.writing import system, writing
from papule.clinic.documents import services as documents
from papule.clinic.documents.models import Document
from papule.clinic.knowledge import view_on
from papule.clinic.outcomes.models import MedicineUse, PainScore, SparedMedicine
from papule.clinic.patients.models import FactAnswer
from papule.clinic.portal import services
from papule.clinic.portal.models import Consent, Invitation, Message, Withdrawal

BORN = date(1980, 2, 29)


@pytest.fixture
def patient(practice):
    return make_patient(birth_date=BORN, language="en")


@pytest.fixture
def course(doctor, patient):
    return make_course(doctor, patient)


@pytest.fixture
def key(actor, doctor, patient, course):
    return services.invite(actor, doctor, patient, course, ["questionnaire", "consent", "photograph", "diary"])


@pytest.fixture
def inside(key) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.post(reverse("portal:door", args=[key.token]), {"born": BORN.isoformat(), "code": key.code})
    return client


def address(name: str, key, *more) -> str:
    return reverse(f"portal:{name}", args=[key.token, *more])


def enter(key, born: str, code: str, client: Client | None = None):
    return (client or Client(headers={"accept-language": "en"})).post(
        address("door", key), {"born": born, "code": code}
    )


def test_right_date_and_code_let_in(key):
    assert enter(key, BORN.isoformat(), key.code).status_code == 302


@pytest.mark.parametrize(
    ("born", "code"), [("1980-02-28", "right"), (BORN.isoformat(), "000000"), (BORN.isoformat(), ""), ("", "right")]
)
def test_wrong_date_or_code_is_refused_without_saying_which(key, born, code):
    said = key.code if code == "right" else code
    said = said if said != key.code or code == "right" else "111111"
    page = enter(key, born, said)
    assert page.status_code == 200
    assert "portal" not in (page.wsgi_request.session.get("portal") or {})


def test_code_works_once_and_the_device_is_remembered(key, inside):
    assert enter(key, BORN.isoformat(), key.code).status_code == 200
    inside.cookies.pop("papule_session")
    assert enter(key, BORN.isoformat(), "", inside).status_code == 302


def test_two_who_share_a_device_are_both_remembered(actor, doctor, key, inside):
    other = services.invite(actor, doctor, make_patient(birth_date=BORN), None, ["questionnaire"])
    for each in (other, key, other):
        entered = enter(each, BORN.isoformat(), each.code if each == other else "", inside)
        assert entered.headers["Location"] == address("home", each)
        inside.cookies.pop("papule_session")


def test_who_leaves_gives_the_birth_date_anew(inside, key):
    assert "leave" in inside.get(address("home", key)).text
    inside.post(address("door", key), {"leave": ""})
    assert inside.get(address("home", key)).headers["Location"] == address("door", key)
    assert enter(key, BORN.isoformat(), "", inside).status_code == 302


def test_what_is_sent_too_late_is_told_to_be_lost(inside, key):
    inside.cookies.pop("papule_session")
    page = inside.post(address("wrong", key), {"text": "red and hot"}, follow=True)
    assert "What you sent last was not kept" in page.text
    assert "What you sent last" not in inside.get(address("door", key)).text


def test_guessing_is_barred_even_with_the_right_answer(key):
    for _ in range(services.MOST_FAILED):
        enter(key, BORN.isoformat(), "wrong")
    assert enter(key, BORN.isoformat(), key.code).status_code == 200
    assert AuditEvent.objects.filter(action="portal.refused").count() == services.MOST_FAILED


@pytest.mark.parametrize("end", ["revoked", "expired", "unknown"])
def test_link_that_ended_is_not_found(actor, key, end):
    if end == "revoked":
        services.revoke(actor, key.invitation)
    elif end == "expired":
        with writing(actor, "test"):
            Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    token = "guess" if end == "unknown" else key.token
    for name in ("door", "home"):
        page = Client(headers={"accept-language": "en"}).get(reverse(f"portal:{name}", args=[token]))
        assert page.status_code == 404
        assert "ask the practice for another" in page.text


def test_page_that_is_not_there_leads_back_to_the_patient_s_own(inside, key):
    page = inside.get(address("after", key))
    assert page.status_code == 404
    assert address("home", key) in page.text
    assert reverse("agenda:today") not in re.findall(r'href="([^"]+)"', page.text)


def test_neither_link_nor_code_is_kept(key):
    kept = Invitation.objects.values_list("digest", "code").get()
    assert key.token not in kept
    assert key.code not in kept


@pytest.mark.parametrize("name", ["home", "questions", "diary", "wrong", "own"])
def test_page_without_coming_in_is_refused(key, name):
    assert Client().get(address(name, key)).headers["Location"] == address("door", key)


def test_page_of_another_patient_is_refused(actor, doctor, inside, key):
    other = services.invite(actor, doctor, make_patient(), None, ["questionnaire"])
    assert inside.get(reverse("portal:home", args=[other.token])).status_code == 302


@pytest.mark.parametrize("name", ["home", "questions", "diary", "wrong", "own"])
def test_page_inside_is_shown_and_noted(inside, key, name):
    assert inside.get(address(name, key)).status_code == 200
    assert AuditEvent.objects.filter(action="portal.read", subject=name, patient_id=key.invitation.patient_id).exists()


def test_answer_that_is_none_is_not_kept(inside, key):
    for said in ({"fact": "pregnancy", "answer": "maybe"}, {"fact": "nothing", "answer": "no"}, {}):
        inside.post(address("questions", key), said)
    assert not FactAnswer.objects.exists()


def test_consent_keeps_the_words_that_were_signed(inside, key, course):
    said = {"agreed": "on", "quality": "self", "signer": "Ana Essai", "drawn": "M1.0 2.0 L3.0 4.0 "}
    sign(inside, address("consent", key, "treatment"), said)
    given = Consent.objects.get()
    assert (given.course, given.language, given.signer) == (course, "en", "Ana Essai")
    assert "M1.0 2.0" in given.signature
    assert bytes(given.document.pdf).startswith(b"%PDF")
    assert services.find_consent(course) == given


@pytest.mark.parametrize("drawn", ["<script>", 'M1 1"/><script>', "M" * 30000])
def test_hostile_signature_is_not_kept(inside, key, drawn):
    said = {"agreed": "on", "quality": "self", "signer": "Ana", "drawn": drawn}
    sign(inside, address("consent", key, "treatment"), said)
    assert all("script" not in each.signature for each in Consent.objects.all())


def test_consent_without_agreement_is_not_given(inside, key):
    sign(inside, address("consent", key, "treatment"), {"quality": "self", "signer": "Ana"})
    assert not Consent.objects.exists()


def test_consent_withdrawn_no_longer_holds(inside, key, course):
    sign(inside, address("consent", key, "treatment"), {"agreed": "on", "quality": "self", "signer": "Ana"})
    inside.post(address("withdraw", key, "treatment"), {"reason": ""})
    assert services.find_consent(course) is None
    assert inside.get(address("withdraw", key, "treatment")).status_code == 404


def test_minor_does_not_sign_alone_and_both_parents_do(actor, doctor, practice):
    born = timezone.localdate() - timedelta(days=12 * 365)
    child = make_patient(birth_date=born, language="en")
    key = services.invite(actor, doctor, child, make_course(doctor, child), ["consent"])
    client = Client(headers={"accept-language": "en"})
    enter(key, born.isoformat(), key.code, client)
    alone = {"quality": "parent", "signer": "Eva"}
    for said in ({"quality": "self", "signer": "Leo"}, alone, alone | {"second_signer": "eva"}):
        sign(client, address("consent", key, "treatment"), {"agreed": "on"} | said)
    assert not Consent.objects.exists()
    said = {"agreed": "on", "quality": "parent", "signer": "Eva", "second_signer": "Max"}
    sign(client, address("consent", key, "treatment"), said)
    given = Consent.objects.get()
    assert given.second_signer == "Max"
    assert "as a parent of the patient" in str(given.document.sheet)


@pytest.mark.parametrize("drawn", ["M1.0 2.0 ", "MMMMM", "......"])
def test_what_is_no_line_is_no_signature_and_the_name_stands_there(inside, key, drawn):
    said = {"agreed": "on", "quality": "self", "signer": "Ana Essai", "drawn": drawn}
    sign(inside, address("consent", key, "treatment"), said)
    given = Consent.objects.get()
    assert given.signature == ""
    assert "'typed': 'Ana Essai'" in str(given.document.sheet)


def test_what_is_lacking_on_a_consent_is_told_at_the_top(inside, key):
    page = sign(inside, address("consent", key, "treatment"), {"quality": "self"}).text
    top = page.split("<article")[0]
    assert "Nothing is signed yet." in top
    assert all(f'href="#id_{each}"' in top for each in ("agreed", "signer"))


def test_consent_withdrawn_twice_is_withdrawn_and_told(inside, key):
    sign(inside, address("consent", key, "treatment"), {"agreed": "on", "quality": "self", "signer": "Ana"})
    assert "Consent to mesotherapy" in inside.get(address("withdraw", key, "treatment")).text
    for reason in ("it hurts\x00", "again"):
        page = inside.post(address("withdraw", key, "treatment"), {"reason": reason}, follow=True)
        assert page.redirect_chain == [(address("home", key), 302)]
        assert ("Your consent is withdrawn" in page.text) is (reason != "again")
    assert Withdrawal.objects.get().reason == "it hurts"
    told = Message.objects.get()
    assert (told.kind, told.text) == ("withdrawal", "Consent to mesotherapy\nit hurts")


def test_patient_of_age_is_not_signed_for_by_a_parent(inside, key):
    said = {"agreed": "on", "quality": "parent", "signer": "Eva"}
    assert "The patient is of age" in sign(inside, address("consent", key, "treatment"), said).text
    assert not Consent.objects.exists()


def test_diary_pressed_twice_is_one_score(inside, key):
    for nrs in ("7", "7", "6"):
        inside.post(address("diary", key), {"nrs": nrs})
    assert [each.value for each in PainScore.objects.order_by("pk")] == [7, 6]


def test_diary_takes_one_touch(inside, key):
    inside.post(address("diary", key), {"nrs": "7"})
    for wrong in ("11", "-1", "x", ""):
        inside.post(address("diary", key), {"nrs": wrong})
    assert [(each.value, each.moment, each.scale) for each in PainScore.objects.all()] == [(7, "diary", "nrs")]


def test_diary_keeps_pain_killers_of_a_week_and_of_nobody_else(inside, key, course, doctor):
    with writing(system("tests"), "spare"):
        mine = SparedMedicine.objects.create(course=course, name="tramadol", unit="50 mg", baseline_per_week=10)
        other = make_course(doctor, make_patient())
        foreign = SparedMedicine.objects.create(course=other, name="tramadol", unit="50 mg", baseline_per_week=10)
    for said in ("3", "2.5"):
        inside.post(address("diary", key), {"medicine": mine.pk, "units": said})
    for wrong in ("-1", "many", "", "1000"):
        assert "Give a number" in inside.post(address("diary", key), {"medicine": mine.pk, "units": wrong}).text
    assert inside.post(address("diary", key), {"medicine": foreign.pk, "units": "1"}).status_code == 404
    assert [each.units for each in MedicineUse.objects.all()] == [Decimal("2.5")]


def test_own_documents_are_the_patient_s_alone(actor, inside, key, doctor, practice):
    for patient in (key.invitation.patient, make_patient()):
        head = documents.head_for(practice, doctor, patient)
        documents.keep(
            actor, documents.build("presence", head, None, view_on(date(2026, 11, 27), "FR", "sfm")), patient
        )
    mine, other = Document.objects.order_by("pk")
    assert inside.get(address("own_document", key, mine.pk))["Content-Type"] == "application/pdf"
    assert inside.get(address("own_document", key, other.pk)).status_code == 404


def test_practice_makes_a_link_and_sees_what_changed(doctor, patient, course, signed_in):
    client = signed_in(doctor)
    page = client.post(reverse("portal:invite", args=[patient.pk]), {"asks": ["questionnaire"]})
    assert page.context["code"] in page.content.decode()
    made = Invitation.objects.get()
    assert client.get(reverse("portal:answers", args=[patient.pk, made.pk])).status_code == 200


@pytest.mark.parametrize("asks", ["consent", "photograph", "diary"])
def test_without_a_course_only_the_questionnaire_is_asked(doctor, patient, signed_in, asks):
    client, page = signed_in(doctor), reverse("portal:invite", args=[patient.pk])
    assert "No course of treatment is open" in client.post(page, {"asks": ["questionnaire", asks]}).text
    assert not Invitation.objects.exists()
    client.post(page, {"asks": ["questionnaire"]})
    assert Invitation.objects.get().course is None


def test_link_is_about_the_course_that_was_chosen(doctor, patient, course, signed_in):
    newer = make_course(doctor, patient, complaint="headache", opened_on=date(2026, 11, 9))
    foreign = make_course(doctor, make_patient())
    client, page = signed_in(doctor), reverse("portal:invite", args=[patient.pk])
    assert 'name="course"' in client.get(page).text
    client.post(page, {"asks": ["consent"], "course": foreign.pk})
    assert not Invitation.objects.exists()
    for chosen in (course, newer):
        client.post(page, {"asks": ["consent"], "course": chosen.pk})
    assert [each.course for each in Invitation.objects.order_by("pk")] == [course, newer]


@pytest.mark.parametrize("do", ["code", "revoke"])
def test_link_that_has_ended_gets_no_new_code(actor, doctor, patient, key, signed_in, do):
    services.revoke(actor, key.invitation)
    before = Invitation.objects.values().get()
    page = reverse("portal:invitation", args=[patient.pk, key.invitation.pk])
    assert "This link has ended" in signed_in(doctor).post(page, {"do": do}, follow=True).text
    assert Invitation.objects.values().get() == before


def test_about_is_open_to_all_with_sources(practice):
    page = Client(headers={"accept-language": "fr"}).get(reverse("portal:about")).content.decode()
    assert "mésothérapie" in page
    assert "ANLB003" in page
