"""What the patient signs or withdraws on the private link, and the session that it stands against."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils import timezone
from tests.clinic.care.couch import ACTS, fields_of, filled, ready, signed
from tests.clinic.made import TESTS, make_patient

from papule.clinic.audit.writing import writing
from papule.clinic.care.models import PlanVersion, Session
from papule.clinic.documents import services as documents
from papule.clinic.knowledge import view_on
from papule.clinic.portal import services
from papule.clinic.portal.models import Consent, Withdrawal

pytestmark = pytest.mark.usefixtures("practice")


@pytest.fixture
def course(doctor, practice):
    return ready(doctor, practice)


@pytest.fixture
def client(doctor, signed_in):
    return signed_in(doctor)


def consented(course, doctor, practice, signer="Ana Essai", quality="self", **more) -> Consent:
    view = view_on(timezone.localdate(), "FR", "sfm")
    sheet = documents.build("consent", documents.head_for(practice, doctor, course.patient), course, view)
    document = documents.keep(TESTS, sheet, course.patient, course)
    return services.consent(TESTS, course, "treatment", document, services.Signed(signer, quality, **more))


def of_age_in(course, years: int) -> None:
    """Let the patient be so many years from being of age; below nought, of age for so long."""
    today = timezone.localdate()
    with writing(TESTS, "patient.change"):
        course.patient.birth_date = today.replace(year=today.year - 18 + years, day=1)
        course.patient.save()


def change_plan(course) -> None:
    """Save the plan anew, as a version that nobody has consented to."""
    plan, known = course.plan, course.plan.current
    with writing(TESTS, "plan.save"):
        plan.current = PlanVersion.objects.create(
            plan=plan, number=2, body=known.body, assessment=known.assessment, made_by=known.made_by,
            made_at=timezone.now(),
        )  # fmt: skip
        plan.save()


def test_consent_signed_to_this_plan_is_filled_in(client, course, doctor, practice):
    assert "consent" not in fields_of(client, course)
    consented(course, doctor, practice)
    fields = fields_of(client, course)
    assert (fields["consent"], fields["consent_on"]) == ("written", timezone.localdate().isoformat())


@pytest.mark.parametrize(
    ("quality", "other", "who"),
    [
        ("self", "", ""),
        ("parent", "", "Lea Essai, a parent (signed by private link)"),
        ("parent", "Max Essai", "Lea Essai and Max Essai, the parents (signed by private link)"),
        ("guardian", "", "Lea Essai, the legal representative (signed by private link)"),
    ],
)
def test_who_signed_for_the_patient_is_filled_in_and_left_to_be_confirmed(
    client, course, doctor, practice, quality, other, who
):
    if quality == "parent":
        of_age_in(course, 2)
    consented(course, doctor, practice, "Lea Essai", quality, second_signer=other)
    fields = fields_of(client, course)
    assert (fields["capacity_who"], fields.get("capacity", "")) == (who, "")
    assert signed(client, course, fields | ACTS).status_code == 422
    assert signed(client, course, fields | ACTS | {"capacity": "represented"}).status_code == (302 if who else 422)


def test_who_signed_for_the_patient_is_confirmed_once_for_a_plan(client, course, doctor, practice):
    of_age_in(course, 2)
    consented(course, doctor, practice, "Lea Essai", "parent")
    signed(
        client, course, fields_of(client, course) | ACTS | {"capacity": "represented", "capacity_who": "Lea, mother"}
    )
    fields = fields_of(client, course)
    assert (fields["capacity"], fields["capacity_who"]) == ("represented", "Lea, mother")
    assert signed(client, course, fields | ACTS).status_code == 302


def test_who_signed_a_consent_that_no_longer_holds_is_not_filled_in(client, course, doctor, practice):
    services.withdraw(TESTS, consented(course, doctor, practice, "Lea Essai", "parent"), "", "")
    assert fields_of(client, course)["capacity_who"] == ""


def test_consent_of_a_parent_no_longer_holds_once_the_patient_is_of_age(client, course, doctor, practice):
    of_age_in(course, 1)
    given = consented(course, doctor, practice, "Lea Essai", "parent")
    assert services.find_consent(course) == given
    of_age_in(course, -1)
    assert services.find_consent(course) is None
    assert services.find_given(course, "treatment") == given  # and can be withdrawn
    assert "consent" not in fields_of(client, course)


@pytest.mark.parametrize(
    ("quality", "born", "fits"),
    [
        ("self", 2000, True),
        ("self", 2010, False),
        ("parent", 2010, True),
        ("parent", 2007, False),
        ("guardian", 2010, True),
        ("guardian", 2007, False),  # represented a minor, who is of age now
        ("guardian", 2000, True),
    ],
)
def test_who_signed_decides_or_does_not_by_the_age_then_and_now(quality, born, fits):
    given = Consent(quality=quality, signed_at=datetime(2024, 6, 1, 12, tzinfo=UTC))
    assert given.fits(date(born, 1, 1), date(2026, 6, 1)) is fits


def test_consent_withdrawn_while_the_session_is_filled_in_stops_the_signature(client, course, doctor, practice):
    given = consented(course, doctor, practice)
    fields = filled(client, course)
    services.withdraw(TESTS, given, "no longer", "")
    page = signed(client, course, fields)
    assert page.status_code == 422
    assert "withdrew consent" in page.content.decode()
    assert not Session.objects.exists()
    signed(client, course, fields | {"consent_again": str(Withdrawal.objects.get().pk)})
    assert Session.objects.count() == 1


def test_word_that_was_given_before_the_withdrawal_does_not_count(client, course, doctor, practice):
    first = services.withdraw(TESTS, consented(course, doctor, practice), "", "")
    fields = filled(client, course) | {"consent_again": str(first.pk)}
    services.withdraw(TESTS, consented(course, doctor, practice), "", "")
    assert signed(client, course, fields).status_code == 422
    assert not Session.objects.exists()


def test_consent_signed_again_after_a_withdrawal_counts(client, course, doctor, practice):
    services.withdraw(TESTS, consented(course, doctor, practice), "", "")
    consented(course, doctor, practice)
    signed(client, course, filled(client, course))
    assert Session.objects.count() == 1


def test_consent_to_a_plan_that_has_changed_is_withdrawn_and_stops_the_signature(client, course, doctor, practice):
    consented(course, doctor, practice)
    change_plan(course)
    key = services.invite(TESTS, doctor, course.patient, course, ["consent"])
    own = Client()
    own.post(f"/p/{key.token}/", {"born": f"{course.patient.birth_date}", "code": key.code})
    address = f"/p/{key.token}/consent/treatment/"
    page = own.get(address).content.decode()
    assert "a accepté le plan tel qu’il était alors" in page
    assert 'name="agreed"' in page  # and the plan of today can be signed
    own.post(f"{address}withdraw/", {"reason": "no more"})
    assert Withdrawal.objects.get().reason == "no more"
    assert "a accepté le plan" not in own.get(address).content.decode()
    assert signed(client, course, filled(client, course)).status_code == 422
    assert not Session.objects.exists()


def test_practice_keeps_a_withdrawal_by_word_and_it_stops_the_signature(
    client, course, doctor, practice, assistant, signed_in
):
    given = consented(course, doctor, practice)
    fields = filled(client, course)
    desk, address = signed_in(assistant), f"/portal/{course.patient_id}/"
    for key in (str(given.pk), str(given.pk), "0", "x"):
        desk.post(address, {"do": "withdraw", "consent": key, "reason": "by telephone"})
    assert (Withdrawal.objects.get().consent, Withdrawal.objects.get().reason) == (given, "by telephone")
    assert "by telephone" in desk.get(address).content.decode()
    assert signed(client, course, fields).status_code == 422


def test_consent_of_another_patient_is_not_withdrawn(course, doctor, practice, signed_in):
    given = consented(course, doctor, practice)
    other = make_patient()
    answer = signed_in(doctor).post(f"/portal/{other.pk}/", {"do": "withdraw", "consent": str(given.pk)})
    assert answer.status_code == 404
    assert not Withdrawal.objects.exists()
