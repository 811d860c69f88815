"""Two at the till at once: whoever comes second waits for the books, and only then looks at what is there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.clinic.made import TESTS, make_patient

from papule.clinic.billing import services
from papule.clinic.billing.models import Act, Receipt


@pytest.fixture
def act(practice) -> Act:
    return Act.objects.create(kind="mesotherapy", code="ANLB003", name="Mésothérapie", price_cents=5000)


@pytest.fixture
def receipt(doctor, act) -> Receipt:
    return services.charge(TESTS, doctor, make_patient(), [services.Line(act)])


@pytest.mark.parametrize(
    ("what", "looked_at"),
    [
        ("charge", "billing_dayclose"),
        ("charge", "billing_receipt"),
        ("pay", "billing_payment"),
        ("take_back", "billing_receipt"),
        ("close_day", "billing_payment"),
    ],
)
def test_books_are_held_before_anything_is_looked_at(doctor, act, receipt, what, looked_at):
    do = {
        "charge": lambda: services.charge(TESTS, doctor, receipt.patient, [services.Line(act)], once="page"),
        "pay": lambda: services.pay(TESTS, doctor, receipt, "card", 5000),
        "take_back": lambda: services.take_back(TESTS, doctor, receipt),
        "close_day": lambda: services.close_day(TESTS, doctor, timezone.localdate(), 0),
    }[what]
    with CaptureQueriesContext(connection) as asked:
        do()
    said = [each["sql"] for each in asked]
    held = [place for place, each in enumerate(said) if "SELECT" in each and "billing_counter" in each]
    looked = [place for place, each in enumerate(said) if f'FROM "{looked_at}"' in each]
    assert held[0] < looked[0]
    if connection.vendor == "postgresql":
        assert any("FOR UPDATE" in said[place] for place in held if place < looked[0])
