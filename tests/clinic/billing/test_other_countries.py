"""Where no act code is known: lines are free, that is said, and so is what sources tell of a refund."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.clinic.made import make_course, make_patient

from papule.clinic.accounts.models import Practice
from papule.clinic.billing.models import Act
from papule.clinic.documents import services
from papule.clinic.documents.models import Kind
from papule.clinic.knowledge import view_on

NO_CODE = "no act code of mesotherapy for the country of the practice"
FUND = "10 euros a visit, 70 euros a year at most"
NOT_KNOWN = "What the health insurance pays back here is not known"


@pytest.mark.parametrize(
    ("country", "named", "fund"), [("FR", "", False), ("BE", "(Belgium)", True), ("CH", "(Switzerland)", False)]
)
def test_page_of_prices_says_where_no_code_is_known(practice, doctor, signed_in, country, named, fund):
    Practice.objects.update(country=country)
    page = signed_in(doctor).get(reverse("billing:acts")).content.decode()
    assert (NO_CODE in page) == (country != "FR")
    assert named in page
    assert ("ANLB003" in page) == (country == "FR")
    assert (FUND in page) == fund
    assert ("Symbio" in page or "symbio" in page or "Médecines alternatives" in page) == fund


def test_line_without_a_code_is_added_in_belgium(practice, doctor, signed_in):
    Practice.objects.update(country="BE")
    said = {"do": "act", "kind": "mesotherapy", "code": "", "name": "Mésothérapie", "price": "50", "vat_percent": "0"}
    assert signed_in(doctor).post(reverse("billing:acts"), said).status_code == 302
    assert [(each.code, each.price_cents) for each in Act.objects.all()] == [("", 5000)]


@pytest.mark.parametrize(("country", "known", "fund"), [("FR", True, False), ("BE", False, True), ("CH", False, False)])
def test_patient_reads_what_is_known_of_a_refund_and_what_is_not(practice, doctor, country, known, fund):
    Practice.objects.update(country=country)
    page = Client(headers={"accept-language": "en"}).get("/p/about/").content.decode()
    course = make_course(doctor, make_patient())
    head = services.head_for(Practice.objects.get(), doctor, course.patient, "en")
    paper = str(services.build(Kind.information, head, course, view_on(date(2026, 11, 28), country, None)))
    for told in (page, paper):
        assert (NOT_KNOWN in told) != known
        assert ("ANLB003" in told) == known
        assert (FUND in told) == fund


@pytest.mark.parametrize(
    ("country", "price"), [("FR", "€50.00"), ("BE", "€50.00"), ("CH", "CHF50.00"), ("GB", "£50.00")]
)
def test_practice_charges_in_the_currency_of_its_country(practice, doctor, signed_in, country, price):
    practice.country = country
    practice.save()
    Act.objects.create(kind="mesotherapy", name="Session", price_cents=5000)
    assert price in signed_in(doctor).get(reverse("billing:acts")).text
