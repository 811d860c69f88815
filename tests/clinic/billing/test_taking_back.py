"""What is owed of a receipt and of the one that takes it back: no more goes back than was paid."""

import pytest
from django.urls import reverse
from tests.clinic.made import TESTS, make_patient

from papule.clinic.audit.models import AuditEvent
from papule.clinic.billing import services
from papule.clinic.billing.documents import receipt_sheet
from papule.clinic.billing.models import Act, Payment, Receipt
from papule.clinic.billing.services import Line, OverpaidError
from papule.clinic.documents.services import head_for


@pytest.fixture
def act(practice) -> Act:
    return Act.objects.create(kind="mesotherapy", code="ANLB003", name="Mésothérapie", price_cents=5000)


@pytest.fixture
def receipt(doctor, act) -> Receipt:
    return services.charge(TESTS, doctor, make_patient(), [Line(act)])


def refused(doctor, receipt: Receipt, cents: int) -> None:
    with pytest.raises(OverpaidError):
        services.pay(TESTS, doctor, receipt, "cash", cents)


@pytest.mark.parametrize("paid", [0, 2000, 5000])
def test_receipt_taken_back_gives_back_what_was_paid_and_no_more(doctor, receipt, paid):
    if paid:
        services.pay(TESTS, doctor, receipt, "card", paid)
    back = services.take_back(TESTS, doctor, receipt)
    assert (services.owed(receipt), services.owed(back)) == (0, -paid)
    refused(doctor, back, -paid - 1)
    if paid:
        services.pay(TESTS, doctor, back, "card", -paid)
    assert services.owed(back) == 0
    refused(doctor, back, -1)


def test_receipt_taken_back_takes_no_payment_and_asks_for_none(doctor, practice, receipt, signed_in):
    back = services.take_back(TESTS, doctor, receipt)
    refused(doctor, receipt, 5000)
    sheet = receipt_sheet(head_for(practice, doctor, receipt.patient, "en"), receipt)
    assert "Still to be paid" not in str(sheet.blocks)
    for each in (receipt, back):
        page = signed_in(doctor).get(reverse("billing:receipt", args=[each.patient_id, each.pk])).content.decode()
        assert "Nothing is left to be paid or given back." in page
        assert "Keep the payment" not in page
    assert not Payment.objects.exists()


def test_payment_pressed_twice_is_one_payment(doctor, receipt, signed_in):
    client = signed_in(doctor)
    address = reverse("billing:receipt", args=[receipt.patient_id, receipt.pk])
    page = {"do": "pay", "method": "cash", "amount": "20"}
    keys = [client.get(address).context["form"]["once"].value() for _page in range(2)]
    for key in (keys[0], keys[0], keys[1]):
        assert client.post(address, page | {"once": key}).url == address
    assert [each.cents for each in receipt.payments.all()] == [2000, 2000]
    assert AuditEvent.objects.filter(action="payment.record").count() == 2
    assert "once" in client.post(address, page).context["form"].errors


def test_charge_pressed_twice_is_one_receipt(doctor, act, signed_in):
    client, patient = signed_in(doctor), make_patient()
    address = reverse("billing:charge", args=[patient.pk])
    page = {"once": client.get(address).context["form"]["once"].value(), f"act-{act.pk}": "1"}
    first, second = client.post(address, page), client.post(address, page)
    assert first.url == second.url
    assert AuditEvent.objects.filter(action="receipt.make").count() == 1
    client.post(address, page | {"once": client.get(address).context["form"]["once"].value()})
    assert [each.number for each in Receipt.objects.order_by("pk")] == [1, 2]
