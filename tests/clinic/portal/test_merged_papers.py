"""What was signed, typeset or paid for a record that was merged is still reached, by the practice and the patient."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.clinic.made import TESTS, make_patient
from tests.clinic.portal.holding import held
from tests.clinic.portal.test_own_data import references

from papule.clinic.billing import services as billing
from papule.clinic.billing.models import Act, Receipt
from papule.clinic.documents.building import presence
from papule.clinic.documents.models import Document
from papule.clinic.documents.services import head_for, keep
from papule.clinic.patients.merging import merge, merges_of, separate
from papule.clinic.patients.models import Patient
from papule.clinic.patients.timeline import timeline
from papule.clinic.portal import services
from papule.clinic.portal.fhir.bundle import bundle
from papule.clinic.portal.held import Held
from papule.clinic.portal.models import Consent
from papule.clinic.recalls.services import note_contact
from papule.clinic.stock.recalls import start

PAPERS = ("documents", "consents", "receipts", "payments", "given", "others")


@pytest.fixture
def pair(patient, other, actor, doctor) -> tuple[Patient, Patient]:
    """The record that is kept, and the one that goes into it: everything is held of both."""
    act = Act.objects.create(kind="mesotherapy", code="ANLB003", name="Mésothérapie", price_cents=5000)
    made = billing.charge(actor, doctor, other, [billing.Line(act)])
    billing.pay(actor, doctor, made, "card", 1000)
    note_contact(TESTS, start(TESTS, "x", device="Gun"), other, {"how": "phone", "result": "well", "note": "told"})
    return patient, other


@pytest.fixture
def merged(pair) -> Patient:
    kept, other = (Patient.objects.get(pk=each.pk) for each in pair)
    merge(TESTS, kept, other, (kept.revision, other.revision))
    return kept


@pytest.fixture
def client(doctor, signed_in) -> Client:
    return signed_in(doctor)


def counted(known: Held) -> dict[str, int]:
    return {name: len(getattr(known, name)) for name in PAPERS}


def of_both(pair, practice) -> dict[str, int]:
    first, second = (counted(held(practice, each)) for each in pair)
    return {name: first[name] + second[name] for name in PAPERS}


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize(("kind", "name"), [(Document, "documents:document"), (Receipt, "billing:receipt")])
def test_paper_opens_under_either_record(client, pair, merged, kind, name, which):
    paper = kind.objects.filter(patient=pair[1]).latest("pk")
    assert client.get(reverse(name, args=[pair[which].pk, paper.pk]), follow=True).status_code == 200


def test_pages_of_the_record_that_was_kept_list_the_papers_of_both(client, pair, merged):
    numbers = set(Document.objects.values_list("pk", flat=True))
    page = client.get(reverse("documents:documents", args=[merged.pk]))
    assert {each.pk for each in page.context["documents"]} == numbers
    assert {each.row.pk for each in timeline(merged, timezone.now()).entries if each.kind == "document"} == numbers
    receipts = client.get(reverse("billing:charge", args=[merged.pk])).context["receipts"]
    assert [each.patient_id for each in receipts] == [pair[1].pk]


def test_receipt_of_the_other_record_is_paid_and_taken_back(client, pair, merged):
    made = Receipt.objects.get()
    address = reverse("billing:receipt", args=[merged.pk, made.pk])
    assert client.get(address).context["patient"] == merged
    client.post(address, {"do": "pay", "method": "card", "amount": "40", "once": "of-this-page-alone"})
    assert made.payments.count() == 2
    assert client.post(address, {"do": "back"}, follow=True).status_code == 200
    assert Receipt.objects.filter(takes_back=made).exists()


def test_consent_of_the_other_record_is_listed_and_withdrawn(client, pair, merged):
    address = reverse("portal:invite", args=[merged.pk])
    assert set(client.get(address).context["consents"]) == set(Consent.objects.all())
    given = Consent.objects.get(patient=pair[1], withdrawal=None)
    client.post(address, {"do": "withdraw", "consent": given.pk, "reason": "w"})
    assert Consent.objects.filter(pk=given.pk).exclude(withdrawal=None).exists()


def test_patient_finds_the_papers_of_both_records(doctor, pair, merged):
    key = services.invite(TESTS, doctor, merged, None, ["consent"])
    mine = Client()
    mine.post(reverse("portal:door", args=[key.token]), {"born": merged.birth_date.isoformat(), "code": key.code})
    page = mine.get(reverse("portal:own", args=[key.token]))
    assert set(page.context["documents"]) == set(Document.objects.all())
    paper = Document.objects.filter(patient=pair[1]).latest("pk")
    assert mine.get(reverse("portal:own_document", args=[key.token, paper.pk])).status_code == 200


@pytest.mark.parametrize("which", [0, 1])
def test_paper_of_another_patient_opens_under_neither_record(client, doctor, practice, pair, merged, which):
    stranger = make_patient()
    paper = keep(TESTS, presence(head_for(practice, doctor, stranger)), stranger)
    address = reverse("documents:document", args=[pair[which].pk, paper.pk])
    assert client.get(address, follow=True).status_code == 404


def test_everything_that_is_held_holds_what_both_records_held(practice, pair):
    before = of_both(pair, practice)
    assert all(before.values())
    kept, other = (Patient.objects.get(pk=each.pk) for each in pair)
    merge(TESTS, kept, other, (kept.revision, other.revision))
    known = held(practice, kept)
    assert counted(known) == before
    made = bundle(known)
    inside = {each["fullUrl"] for each in made["entry"]}
    assert set(references(made)) <= inside


def test_separated_records_have_their_own_papers_again(practice, pair, merged):
    separate(TESTS, merged, merges_of(merged)[0].number)
    for each in pair:
        assert {one.patient_id for one in held(practice, each).documents} == {each.pk}
