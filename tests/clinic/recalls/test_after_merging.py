"""Two records of one person were merged: what was signed names the old one, the session the one that was kept."""

import csv
from datetime import date
from io import StringIO

import pytest
from tests.clinic.made import TESTS, make_course, make_patient, make_session

from papule.clinic.audit.models import AuditEvent
from papule.clinic.knowledge import view_on
from papule.clinic.patients.merging import merge, merges_of, separate
from papule.clinic.recalls.models import Contact
from papule.clinic.recalls.tracing import Sought, listed, progress
from papule.clinic.stock.recalls import start

pytestmark = pytest.mark.usefixtures("practice")
LIDOCAINE = "lidocaine-10mg-ml"
LOT = Sought("lot", product=LIDOCAINE, lot_number="A1")


@pytest.fixture
def recall():
    return start(TESTS, "particles", product=LIDOCAINE, lot_number="A1")


@pytest.fixture
def pair(doctor):
    kept, other = make_patient(family_name="Kept"), make_patient(family_name="Other")
    make_session(doctor, make_course(doctor, other), date(2026, 11, 10), lot="A1")
    return kept, other


@pytest.fixture
def client(assistant, signed_in):
    return signed_in(assistant)


def reach(client, recall, patient, result="well"):
    said = {"how": "phone", "result": result, "note": ""}
    return client.post(f"/recalls/{recall.pk}/{patient.pk}/", said, follow=True)


def test_recall_after_merging_names_the_record_that_was_kept(pair, recall, client):
    kept, other = pair
    merge(TESTS, kept, other, (1, 1))
    page = client.get(f"/recalls/{recall.pk}/")
    assert [each.patient for each in page.context["concerned"]] == [kept]
    traced = client.get("/recalls/trace/", {"kind": "lot", "product": LIDOCAINE, "lot": "A1"})
    assert [each.patient for each in traced.context["concerned"]] == [kept]
    table = b"".join(client.get(f"/recalls/{recall.pk}/export/").streaming_content).decode("utf-8-sig")
    assert [row["Name"] for row in csv.DictReader(StringIO(table))] == [str(kept)]


def test_person_with_the_lot_in_both_records_is_one_after_merging(pair, doctor, recall):
    kept, other = pair
    make_session(doctor, make_course(doctor, kept), date(2026, 11, 12), lot="A1")
    merge(TESTS, kept, other, (1, 1))
    (found,) = listed(LOT, view_on(date(2026, 11, 27), "FR", "sfm"), "1").concerned
    assert len(found.sessions) == 2
    assert progress(recall).patients == 1


@pytest.mark.parametrize("which", [0, 1])
def test_contact_is_kept_of_whichever_record_is_named(pair, recall, client, which):
    kept, other = pair
    merge(TESTS, kept, other, (1, 1))
    reach(client, recall, pair[which])
    assert progress(recall).left == 0


def test_contact_before_merging_counts_after_it_and_after_separating(pair, recall, client):
    kept, other = pair
    reach(client, recall, other)
    merge(TESTS, kept, other, (1, 1))
    assert (progress(recall).patients, progress(recall).reached) == (1, 1)
    assert client.get(f"/recalls/{recall.pk}/").context["concerned"] == ()
    (told,) = client.get(f"/recalls/{recall.pk}/?all").context["concerned"]
    assert [each.result for each in told.contacts] == ["well"]
    separate(TESTS, kept, merges_of(kept)[0].number)
    assert (progress(recall).patients, progress(recall).reached) == (1, 1)


def test_letter_goes_to_the_record_that_was_kept_and_once(pair, recall, client):
    kept, other = pair
    client.post(f"/recalls/{recall.pk}/letters/")
    merge(TESTS, kept, other, (1, 1))
    client.post(f"/recalls/{recall.pk}/letters/")
    assert Contact.objects.count() == 1
    client.get(f"/recalls/{recall.pk}/printed/")
    assert AuditEvent.objects.get(subject="recalls:printed").detail["patients"] == [kept.pk]
