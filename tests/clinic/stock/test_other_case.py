"""A lot is the same whatever its letters' case: received, in the database, and in rows from before."""

from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from tests.clinic.made import TESTS

from papule.clinic.audit.writing import writing
from papule.clinic.stock import movements, services
from papule.clinic.stock.lots import refusal
from papule.clinic.stock.models import Lot

LIDOCAINE, TODAY = "lidocaine-10mg-ml", date(2026, 11, 27)
YEAR_2027, YEAR_2028 = date(2027, 6, 30), date(2028, 6, 30)

pytestmark = pytest.mark.usefixtures("practice")


def said(number: str, expires_on: date = YEAR_2027) -> dict[str, Any]:
    return {"product": LIDOCAINE, "number": number, "expires_on": expires_on, "ampoules": 10}


def test_lot_received_in_other_letters_is_added_up():
    services.receive(TESTS, said("ab1"))
    services.receive(TESTS, said("AB1"))
    assert [(each.number, each.ampoules) for each in Lot.objects.all()] == [("ab1", 20)]


def test_lot_in_other_letters_with_another_expiry_is_refused():
    services.receive(TESTS, said("ab1"))
    with pytest.raises(services.OtherExpiryError):
        services.receive(TESTS, said("AB1", YEAR_2028))
    assert Lot.objects.get().ampoules == 10


def test_second_row_in_other_letters_is_refused_by_the_database():
    row = said("ab1") | {"received_on": TODAY}
    Lot.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lot.objects.create(**row | {"number": "AB1"})
    Lot.objects.create(**row | {"product": "procaine-20mg-ml"})


def two_rows(expires_on: date) -> tuple[Lot, Lot]:
    """Two rows of one lot, as they could be written before, after the migration has looked at them."""
    first = services.receive(TESTS, said("ab1"))
    second = Lot.objects.create(**said("AB1", expires_on), received_on=TODAY, is_twin=True)
    with writing(TESTS, "migrate"):
        import_module("papule.clinic.stock.migrations.0006_one_lot_whatever_its_case").put_together(apps, None)
    first.refresh_from_db()
    second.refresh_from_db()
    return first, second


def test_rows_from_before_that_agree_are_counted_in_one():
    first, second = two_rows(YEAR_2027)
    assert (first.ampoules, first.is_twin, second.ampoules, second.is_twin) == (20, False, 0, True)
    assert [each.left for each in movements.history(first)] == [20, 10]
    assert services.receive(TESTS, said("AB1")) == first


def test_rows_from_before_with_other_expiries_stay_and_name_each_other(doctor, signed_in):
    first, second = two_rows(YEAR_2028)
    assert (first.ampoules, second.ampoules, second.is_twin) == (10, 10, True)
    client = signed_in(doctor)
    for one, other in ((first, second), (second, first)):
        page = client.get(f"/stock/lots/{one.pk}/").content.decode()
        assert "This lot lies here a second time" in page
        assert f"/stock/lots/{other.pk}/" in page
    assert refusal(LIDOCAINE, "AB1", YEAR_2027, "", TODAY) == ""
    movements.count(TESTS, second, {"ampoules": 0})
    assert "a second time" not in client.get(f"/stock/lots/{first.pk}/").content.decode()
