from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from tests.clinic.made import make_course, make_patient, make_session

from papule.clinic.accounts.models import User
from papule.clinic.billing import services
from papule.clinic.billing.documents import receipt_sheet
from papule.clinic.billing.models import Act, Counter, DayClose, Payment, Receipt
from papule.clinic.billing.services import ClosedError, Line, MixedError, OverpaidError, TakenBackError
from papule.clinic.documents.services import head_for

pytestmark = pytest.mark.django_db
PRESSED = "a-page-that-was-pressed"


@pytest.fixture
def visit(practice) -> Act:
    return Act.objects.create(kind="consultation", code="G", name="Consultation", price_cents=3000)


@pytest.fixture
def session(practice) -> Act:
    return Act.objects.create(kind="mesotherapy", code="ANLB003", name="Mésothérapie", price_cents=5000)


@pytest.fixture
def lift(practice) -> Act:
    return Act.objects.create(kind="aesthetic", name="Mésolift", price_cents=12000, vat_permille=200)


@pytest.fixture
def charged(actor, doctor, session) -> Receipt:
    return services.charge(actor, doctor, make_patient(), [Line(session)])


def test_numbers_are_unbroken_and_begin_anew_each_year(actor, doctor, session):
    Counter.objects.create(year=timezone.localdate().year - 1, number=41)
    numbers = [services.charge(actor, doctor, make_patient(), [Line(session)]).number for _ in range(3)]
    assert numbers == [1, 2, 3]


def test_number_of_a_receipt_that_failed_is_not_lost(actor, doctor, session):
    services.charge(actor, doctor, make_patient(), [Line(session)])
    nobody = User(username="nobody")
    with pytest.raises(ValueError, match="unsaved"), transaction.atomic():
        services.charge(actor, nobody, make_patient(), [Line(session)])
    assert services.charge(actor, doctor, make_patient(), [Line(session)]).number == 2


def test_consultation_and_mesotherapy_are_not_charged_together_by_default(visit, session, lift):
    assert services.mixes_consultation([Line(visit), Line(session)])
    assert not services.mixes_consultation([Line(session), Line(lift)])


def test_vat_is_in_the_price_of_aesthetic_acts_only(actor, doctor, session, lift):
    aesthetic = services.charge(actor, doctor, make_patient(), [Line(lift, 2)])
    care = services.charge(actor, doctor, make_patient(), [Line(session)])
    assert (aesthetic.total_cents, aesthetic.vat_cents) == (24000, 4000)
    assert (care.total_cents, care.vat_cents) == (5000, 0)


@pytest.mark.parametrize(("price", "permille", "vat"), [(15003, 200, 2501), (15002, 200, 2500), (333, 55, 17)])
def test_vat_is_to_the_cent_and_half_a_cent_is_rounded_up(actor, doctor, practice, price, permille, vat):
    act = Act.objects.create(kind="aesthetic", name="Mésolift", price_cents=price, vat_permille=permille)
    made = services.charge(actor, doctor, make_patient(), [Line(act)])
    assert made.vat_cents == vat
    assert services.take_back(actor, doctor, made).vat_cents == -vat


def test_care_and_an_aesthetic_act_are_kept_apart(actor, doctor, visit, session, lift, signed_in):
    for care in (visit, session):
        with pytest.raises(MixedError):
            services.charge(actor, doctor, make_patient(), [Line(care), Line(lift)])
    client, patient = signed_in(doctor), make_patient()
    said = {f"act-{visit.pk}": "1", f"act-{lift.pk}": "1", "once": PRESSED}
    page = client.post(reverse("billing:charge", args=[patient.pk]), said)
    assert "Care and aesthetic acts are kept apart" in page.content.decode()
    fees = client.post(reverse("billing:fees", args=[patient.pk]), said, follow=True)
    assert "Care and aesthetic acts are kept apart" in fees.content.decode()
    assert not Receipt.objects.exists()
    assert not patient.documents.exists()


def test_no_vat_on_an_aesthetic_act_is_not_called_care(actor, doctor, practice):
    act = Act.objects.create(kind="aesthetic", name="Mésolift", price_cents=12000)
    made = services.charge(actor, doctor, make_patient(), [Line(act)])
    said = str(receipt_sheet(head_for(practice, doctor, made.patient, "en"), made).blocks)
    assert "No VAT is charged." in said
    assert "Care" not in said


def test_receipt_of_an_aesthetic_act_names_its_lots(actor, doctor, practice, lift):
    course = make_course(doctor, make_patient(), aim="aesthetic")
    treated = make_session(doctor, course, lot="LOT-77")
    made = services.charge(actor, doctor, course.patient, [Line(lift)], treated)
    assert "LOT-77" in str(receipt_sheet(head_for(practice, doctor, course.patient, "en"), made).blocks)


def test_vat_on_care_is_refused_by_the_database(practice):
    with pytest.raises(IntegrityError), transaction.atomic():
        Act.objects.create(kind="consultation", name="x", price_cents=1, vat_permille=200)


def test_receipt_taken_back_adds_up_to_nothing(actor, doctor, charged):
    back = services.take_back(actor, doctor, charged)
    assert charged.total_cents + back.total_cents == 0
    for each in (charged, back):
        with pytest.raises(TakenBackError):
            services.take_back(actor, doctor, each)


def test_payment_of_more_than_is_owed_is_refused(actor, doctor, charged):
    services.pay(actor, doctor, charged, "card", 2000)
    for cents in (3001, 0, -1):
        with pytest.raises(OverpaidError):
            services.pay(actor, doctor, charged, "cash", cents)
    services.pay(actor, doctor, charged, "cash", 3000)
    assert services.owed(charged) == 0


def test_closed_day_takes_nothing_more(actor, doctor, charged, session):
    services.pay(actor, doctor, charged, "cash", 5000)
    closed = services.close_day(actor, doctor, timezone.localdate(), 5000)
    assert (closed.receipts, closed.total_cents, closed.by_method) == (1, 5000, {"cash": 5000})
    for act in (
        lambda: services.charge(actor, doctor, make_patient(), [Line(session)]),
        lambda: services.take_back(actor, doctor, charged),
        lambda: services.close_day(actor, doctor, timezone.localdate(), 0),
    ):
        with pytest.raises(ClosedError):
            act()
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize("table", ["billing_receipt", "billing_payment"])
def test_receipt_or_payment_changed_in_the_database_is_refused(actor, doctor, charged, table):
    services.pay(actor, doctor, charged, "cash", 100)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM " + table)  # noqa: S608 -- a name of our own


def test_mixed_receipt_on_the_page_shows_who_says_what(doctor, visit, session, signed_in):
    client, patient = signed_in(doctor), make_patient()
    said = {f"act-{visit.pk}": "1", f"act-{session.pk}": "1", "once": PRESSED}
    address = reverse("billing:charge", args=[patient.pk])
    page = client.post(address, said).content.decode()
    assert "not charged together by default" in page
    assert "price zero euro" in page
    assert not Receipt.objects.exists()
    client.post(address, said | {"mixed": "yes"})
    assert Receipt.objects.get().total_cents == 8000


def test_receipt_becomes_a_document(doctor, charged, signed_in):
    address = reverse("billing:receipt", args=[charged.patient_id, charged.pk])
    made = signed_in(doctor).post(address, {"do": "document"}, follow=True)
    assert made["Content-Type"] == "application/pdf"


def test_fees_are_told_in_writing(doctor, visit, signed_in):
    address = reverse("billing:fees", args=[make_patient().pk])
    made = signed_in(doctor).post(address, {f"act-{visit.pk}": "1"}, follow=True)
    assert made["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("price", ["-1", "x", "1e9", "0.001", "NaN"])
def test_price_that_cannot_be_is_refused(doctor, signed_in, price):
    said = {"do": "act", "kind": "other", "name": "x", "price": price, "vat_percent": "0"}
    assert "invalid-feedback" in signed_in(doctor).post(reverse("billing:acts"), said).content.decode()
    assert not Act.objects.exists()


def test_price_with_cents_is_kept_exactly(doctor, signed_in):
    said = {"do": "act", "kind": "aesthetic", "name": "x", "price": "19.99", "vat_percent": "5.5"}
    signed_in(doctor).post(reverse("billing:acts"), said)
    assert (Act.objects.get().price_cents, Act.objects.get().vat_permille) == (1999, 55)


def test_export_holds_no_name_and_no_formula(actor, doctor, practice, signed_in):
    patient = make_patient(family_name="Vasseur")
    act = Act.objects.create(kind="other", name="=cmd()", price_cents=100)
    made = services.charge(actor, doctor, patient, [Line(act)])
    services.pay(actor, doctor, made, "card", 100)
    today = timezone.localdate()
    span = {"since": (today - timedelta(days=1)).isoformat(), "until": today.isoformat()}
    text = b"".join(signed_in(doctor).get(reverse("billing:export"), span).streaming_content).decode()
    assert "Vasseur" not in text
    assert "'=cmd()" in text
    assert text.count("\r\n") == 3


@pytest.mark.parametrize(("counted", "told"), [("50", False), ("48.50", True)])
def test_cash_that_is_missing_is_told(actor, doctor, charged, signed_in, counted, told):
    services.pay(actor, doctor, charged, "cash", 5000)
    page = signed_in(doctor).post(reverse("billing:day"), {"counted": counted}, follow=True).text
    assert ("Difference from the cash that came in: -€1.50." in page) is told


def test_day_is_shown_and_closed_on_the_page(doctor, charged, signed_in):
    client, address = signed_in(doctor), reverse("billing:day")
    assert str(charged) in client.get(address).content.decode()
    client.post(address, {"counted": "0"})
    assert DayClose.objects.count() == 1
    assert Payment.objects.count() == 0
