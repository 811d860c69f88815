from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic.made import (
    make_allergy,
    make_answers,
    make_condition,
    make_course,
    make_medicine,
    make_patient,
    make_score,
    make_session,
)

from papule.clinic.audit.models import AuditEvent
from papule.clinic.audit.verifying import verify
from papule.clinic.mail.models import Agreement
from papule.clinic.mail.services import agree
from papule.clinic.patients.facts import patient_of
from papule.clinic.patients.finding import find_patients
from papule.clinic.patients.merging import merge, merges_of, related, rows_of, separate
from papule.clinic.patients.models import FactAnswer, Patient
from papule.clinic.patients.services import StaleError

TODAY = timezone.localdate()


@pytest.fixture
def pair(doctor):
    kept = make_patient(family_name="Lefèvre", given_names="Zoé", phone="06 11 11 11 11")
    other = make_patient(family_name="Lefebvre", given_names="Zoe", phone="06 22", email="zoe@example.org")
    make_answers(kept, date(2026, 1, 1), asthma="no", epilepsy="yes")
    make_answers(other, date(2026, 6, 1), asthma="yes", diabetes="no")
    make_answers(other, date(2025, 6, 1), epilepsy="no")
    make_allergy(other, "latex", "latex")
    make_medicine(other, "Previscan")
    make_condition(other, "knee")
    course = make_course(doctor, other)
    session = make_session(doctor, course)
    make_score(course, 5, date(2026, 11, 3), session=session)
    return kept, other


def everything() -> dict[str, int]:
    return {f"{model.__name__}.{column}": model._default_manager.count() for model, column in related()}


def test_merging_moves_every_row_and_loses_none(actor, pair):
    kept, other = pair
    before, rows = everything(), rows_of(other)
    merge(actor, kept, other, (1, 1))
    assert everything() == before
    assert rows_of(other) == {}
    assert all(set(keys) <= set(rows_of(kept)[label]) for label, keys in rows.items())
    other.refresh_from_db()
    assert other.merged_into == kept


def test_two_records_that_both_agreed_to_e_mail_are_merged_and_taken_apart(actor, doctor, pair):
    kept, other = pair
    for each in pair:
        agree(actor, doctor, each, agrees=True)
    merge(actor, kept, other, (1, 1))
    assert Agreement.objects.filter(patient=kept).exists()
    separate(actor, kept, merges_of(kept)[0].number)
    assert {each.patient for each in Agreement.objects.all()} == {kept, other}


def test_merging_lets_the_newer_answer_count_and_keeps_the_older(actor, pair):
    kept, other = pair
    merge(actor, kept, other, (1, 1))
    facts = patient_of(kept, TODAY).facts
    assert facts == {"asthma": "yes", "epilepsy": "yes", "diabetes": "no"}
    assert FactAnswer.objects.filter(patient=kept).count() == 5


def test_merging_fills_what_is_empty_and_leaves_the_rest(actor, pair):
    kept, other = pair
    merge(actor, kept, other, (1, 1))
    kept.refresh_from_db()
    assert (kept.family_name, kept.phone, kept.email) == ("Lefèvre", "06 11 11 11 11", "zoe@example.org")


def test_merging_fills_a_sex_that_is_not_known_and_gives_it_back(actor, pair):
    kept, other = make_patient(family_name="Lefevre", sex="unknown"), pair[1]
    merge(actor, kept, other, (1, 1))
    kept.refresh_from_db()
    assert kept.sex == other.sex == "female"
    separate(actor, kept, merges_of(kept)[0].number)
    kept.refresh_from_db()
    assert kept.sex == "unknown"


def test_what_the_merged_record_was_found_by_finds_the_kept_one_until_they_are_taken_apart(actor, pair):
    kept, other = pair
    ways = ("lefebvre", other.record_number, "06 22")
    merge(actor, kept, other, (1, 1))
    assert [[each.patient for each in find_patients(way, 9) if each.is_written] for way in ways] == [[kept]] * 3
    separate(actor, kept, merges_of(kept)[0].number)
    assert [[each.patient for each in find_patients(way, 9) if each.is_written] for way in ways] == [[other]] * 3


def test_merged_record_is_not_found_and_its_address_leads_to_the_kept_one(actor, pair, signed_in, assistant):
    kept, other = pair
    merge(actor, kept, other, (1, 1))
    assert [each.patient for each in find_patients("lefebvre", 9)] == [kept]
    client = signed_in(assistant)
    address = reverse("patients:chart", args=[other.pk])
    assert client.get(address, {"x": "1"})["Location"] == reverse("patients:chart", args=[kept.pk]) + "?x=1"
    sent = client.post(reverse("patients:background", args=[other.pk]), {"do": "allergy", "said": "iode"}, follow=True)
    assert sent.status_code == 200
    assert kept.allergies.filter(said="iode").exists()


def test_merging_is_on_record_for_both_and_the_chain_holds(actor, pair):
    kept, other = pair
    merge(actor, kept, other, (1, 1))
    event = AuditEvent.objects.get(action="patient.merge")
    assert event.detail["other"] == other.pk
    assert AuditEvent.objects.filter(action="patient.merged_away", patient_id=other.pk).exists()
    assert verify()[1] == ()


@pytest.mark.parametrize("revisions", [(1, 2), (2, 1), (0, 0)])
def test_merging_what_was_changed_meanwhile_writes_nothing(actor, pair, revisions):
    kept, other = pair
    before = rows_of(kept), rows_of(other)
    with pytest.raises(StaleError):
        merge(actor, kept, other, revisions)
    assert (rows_of(kept), rows_of(other)) == before


def test_merging_with_itself_or_twice_is_refused(actor, pair):
    kept, other = pair
    with pytest.raises(StaleError):
        merge(actor, kept, kept, (1, 1))
    merge(actor, kept, other, (1, 1))
    with pytest.raises(StaleError):
        merge(actor, kept, other, (2, 2))


def test_merging_in_a_chain_leads_to_the_last(actor, pair):
    kept, other = pair
    third = make_patient(family_name="Third")
    merge(actor, kept, other, (1, 1))
    kept.refresh_from_db()
    merge(actor, third, kept, (1, kept.revision))
    other.refresh_from_db()
    assert other.merged_into == third


def test_separating_gives_back_what_came_and_keeps_what_was_written_since(actor, pair):
    kept, other = pair
    rows, answers = (rows_of(kept), rows_of(other)), (patient_of(kept, TODAY), patient_of(other, TODAY))
    merge(actor, kept, other, (1, 1))
    kept.refresh_from_db()
    since = make_allergy(kept, "iode", "iodine")
    other = separate(actor, kept, merges_of(kept)[0].number)
    assert since in kept.allergies.all()
    assert rows_of(other) == rows[1]
    assert patient_of(other, TODAY) == answers[1]
    assert patient_of(kept, TODAY).facts == answers[0].facts
    kept.refresh_from_db()
    assert (kept.email, other.email, other.merged_into) == ("", "zoe@example.org", None)
    assert {each.patient for each in find_patients("lefebvre", 9)} == {kept, other}
    with pytest.raises(StaleError):
        separate(actor, kept, AuditEvent.objects.get(action="patient.merge").number)


def test_merging_by_the_pages_shows_who_has_what_first(pair, signed_in, assistant):
    kept, other = pair
    client = signed_in(assistant)
    found = client.get(reverse("patients:merge", args=[kept.pk])).content.decode()
    assert f"?other={other.pk}" in found
    page = client.get(reverse("patients:merge", args=[kept.pk]), {"other": other.pk}).content.decode()
    for words in ("Lefebvre", "Lefèvre", "Courses", "Treatment sessions", "Asthma"):
        assert words in page
    sent = {"keep": str(other.pk), f"revision-{kept.pk}": "1", f"revision-{other.pk}": "1"}
    response = client.post(reverse("patients:merge_now", args=[kept.pk, other.pk]), sent)
    assert response["Location"] == reverse("patients:chart", args=[other.pk])
    assert Patient.objects.get(pk=kept.pk).merged_into == other
    listed = client.get(reverse("patients:merge", args=[other.pk])).content.decode()
    assert "Take apart" in listed
    number = AuditEvent.objects.get(action="patient.merge").number
    response = client.post(reverse("patients:separate", args=[other.pk, number]))
    assert response["Location"] == reverse("patients:chart", args=[kept.pk])


@pytest.mark.parametrize("sent", [{}, {"keep": "x"}, {"revision-1": "x"}])
def test_merging_by_a_page_that_was_tampered_with_changes_nothing(pair, signed_in, assistant, sent):
    kept, other = pair
    client = signed_in(assistant)
    client.post(reverse("patients:merge_now", args=[kept.pk, other.pk]), sent)
    client.post(reverse("patients:separate", args=[kept.pk, 999]))
    assert not Patient.objects.exclude(merged_into=None).exists()


@pytest.mark.parametrize("other", ["x", "0", "9" * 30, "-1", ""])
def test_merging_with_nobody_answers(pair, signed_in, assistant, other):
    address = reverse("patients:merge", args=[pair[0].pk])
    assert signed_in(assistant).get(address, {"other": other}).status_code in (200, 404)


def test_readers_of_a_record_are_listed(pair, signed_in, assistant):
    kept, _other = pair
    client = signed_in(assistant)
    client.get(reverse("patients:chart", args=[kept.pk]))
    page = client.get(reverse("patients:readers", args=[kept.pk])).content.decode()
    assert "<td>Assistant Essai</td>" in page
    assert "<td>chart</td>" in page
