"""On the private link: the quote is there, opening it hands it over, consent waits for the time to think."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from tests.clinic.aesthetic.made_up import aesthetic, handed, quote_for
from tests.clinic.care.couch import ready
from tests.clinic.made import TESTS
from tests.clinic.portal.agreeing import sign

from papule.clinic.aesthetic import services as aesthetics
from papule.clinic.aesthetic.models import Handover
from papule.clinic.audit.models import AuditEvent
from papule.clinic.portal import services
from papule.clinic.portal.models import Consent

pytestmark = pytest.mark.usefixtures("practice")
AGREED = {"agreed": "on", "quality": "self", "signer": "Ana Essai"}


@pytest.fixture
def course(doctor, practice):
    return aesthetic(doctor, practice)


def inside(course) -> tuple[Client, str]:
    """The patient, come in by a link."""
    key = services.invite(TESTS, course.doctor, course.patient, course, ["consent", "photograph"])
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    born: date = course.patient.birth_date
    client.post(f"/p/{key.token}/", {"born": born.isoformat(), "code": key.code})
    return client, f"/p/{key.token}"


def test_opening_the_quote_hands_it_over_once(course, practice):
    quote = quote_for(course, practice)
    client, root = inside(course)
    assert f"Quote {quote.number}" in client.get(f"{root}/home/").content.decode()
    assert not Handover.objects.exists()
    for _time in range(2):
        assert client.get(f"{root}/own/{quote.document_id}/")["Content-Type"] == "application/pdf"
    row = Handover.objects.get()
    assert (row.how, row.handed_on, row.recorded_by) == ("page", timezone.localdate(), None)
    assert AuditEvent.objects.filter(action="quote.hand_over", patient_id=course.patient_id).count() == 1


@pytest.mark.parametrize(
    ("days", "days_ago", "told"),
    [
        (None, None, "gives you a written quote first"),
        (None, 30, "has not yet said how long"),
        (14, 13, "You may sign from"),
    ],
)
def test_consent_is_not_taken_before_the_time_is_over(course, practice, days, days_ago, told):
    if days is not None:
        aesthetics.keep_terms(TESTS, days)
    if days_ago is not None:
        handed(course, practice, days_ago)
    client, root = inside(course)
    page = client.get(f"{root}/consent/treatment/").content.decode()
    assert told in page
    assert 'name="agreed"' not in page
    assert "no positive clinical evidence" in page
    assert client.post(f"{root}/consent/treatment/", AGREED).status_code == 409
    assert not Consent.objects.exists()


def test_consent_is_taken_once_the_time_is_over(course, practice):
    aesthetics.keep_terms(TESTS, 14)
    quote = handed(course, practice, 14)
    client, root = inside(course)
    sign(client, f"{root}/consent/treatment/", AGREED)
    given = Consent.objects.get()
    assert quote.number in str(given.document.sheet)
    assert "no positive clinical evidence" in str(given.document.sheet)


def test_photographs_do_not_wait(course):
    client, root = inside(course)
    sign(client, f"{root}/consent/photograph/", AGREED)
    assert Consent.objects.get().kind == "photograph"


def test_consent_to_care_does_not_wait(doctor, practice):
    client, root = inside(ready(doctor, practice))
    page = client.get(f"{root}/consent/treatment/").content.decode()
    assert "no positive clinical evidence" not in page
    sign(client, f"{root}/consent/treatment/", AGREED)
    assert Consent.objects.exists()
