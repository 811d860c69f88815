from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic.made import make_answers, make_patient

from papule.clinic.audit.models import AuditEvent
from papule.clinic.patients import services
from papule.clinic.patients.forms import PatientForm
from papule.clinic.patients.models import Contact, Correspondent, Patient
from papule.clinic.patients.services import Identity

ZOE = {
    "family_name": "Lefebvre",
    "given_names": "Zoé",
    "birth_date": "1980-02-29",
    "sex": "female",
    "language": "fr",
    "contacts-TOTAL_FORMS": "1",
    "contacts-INITIAL_FORMS": "0",
    "contacts-0-name": "Luc",
    "contacts-0-relation": "brother",
    "contacts-0-phone": "06 00 00 00 01",
}


@pytest.fixture
def client(signed_in, assistant):
    return signed_in(assistant)


def test_registering_keeps_identity_contact_doctor_and_number(client):
    response = client.post(
        reverse("patients:new"), ZOE | {"ins": "2 80 02 75 123 456 26", "family_doctor_name": "Dr Martin"}
    )
    patient = Patient.objects.get()
    assert response["Location"] == reverse("patients:chart", args=[patient.pk])
    assert (patient.family_name, patient.birth_date, str(patient.family_doctor)) == (
        "Lefebvre", date(1980, 2, 29), "Dr Martin",
    )  # fmt: skip
    assert [each.value for each in patient.identifiers.all()] == ["280027512345626"]
    assert [each.name for each in patient.contacts.all()] == ["Luc"]
    event = AuditEvent.objects.get(action="patient.register")
    assert (event.patient_id, event.actor) == (patient.pk, "Assistant Essai")


def test_weight_without_its_day_is_one_of_today_and_stays_of_that_day(client):
    client.post(reverse("patients:new"), ZOE | {"weight_kg": "72.5"})
    patient = Patient.objects.get()
    assert patient.weighed_on == timezone.localdate()
    sent = ZOE | {"weight_kg": "73", "weighed_on": "2026-01-02", "revision": "1"}
    client.post(reverse("patients:edit", args=[patient.pk]), sent)
    patient.refresh_from_db()
    assert (float(patient.weight_kg or 0), patient.weighed_on) == (73, date(2026, 1, 2))


def test_registering_somebody_alike_asks_first(client):
    make_patient(family_name="Lefèvre", given_names="Zoe")
    response = client.post(reverse("patients:new"), ZOE)
    assert "May be the same person" in response.content.decode()
    assert Patient.objects.count() == 1
    client.post(reverse("patients:new"), ZOE | {"is_other": "1"})
    assert Patient.objects.count() == 2


def test_duplicates_are_shown_while_typing(client):
    known = make_patient(family_name="Lefèvre", given_names="Zoe")
    page = client.post(reverse("patients:alike"), ZOE).content.decode()
    assert reverse("patients:chart", args=[known.pk]) in page
    assert "May be" not in client.post(reverse("patients:alike"), ZOE | {"birth_date": "1981-01-01"}).content.decode()
    assert client.post(reverse("patients:alike"), {}).status_code == 200


def test_stranger_born_on_the_same_day_is_not_shown_as_the_same_person(client):
    make_patient(family_name="Martin", given_names="Luc")
    assert "May be" not in client.post(reverse("patients:alike"), ZOE).content.decode()
    only_born = dict.fromkeys(("family_name", "given_names"), "")
    assert "May be" not in client.post(reverse("patients:alike"), ZOE | only_born).content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "fault"),
    [
        ("family_name", "", "required"),
        ("family_name", "\N{RIGHT-TO-LEFT OVERRIDE}\x07", "required"),
        ("family_name", "x" * 301, "300"),
        ("birth_date", "2190-01-01", "still to come"),
        ("birth_date", "1870-01-01", "that old"),
        ("birth_date", "31/02/1980", "valid date"),
        ("weight_kg", "heavy", "number"),
        ("weight_kg", "0", "0.3"),
        ("weight_kg", "401", "400"),
        ("email", "nobody", "e-mail|email"),
        ("phone", "abc", "too few digits"),
        ("other_phone", "06", "too few digits"),
        ("ins", "2 80 02 75 123 456 27", "do not belong together"),
        ("ins", "12", "15 in all"),
        ("ins", "abcdefghijklmno", "15 in all"),
        ("ssin", "85.07.30-033.29", "do not belong together"),
        ("ssin", "85", "11 digits"),
    ],
)
def test_registering_what_cannot_be_is_told_and_nothing_is_lost(client, field, typed, fault):
    response = client.post(reverse("patients:new"), ZOE | {field: typed})
    assert Patient.objects.count() == 0
    errors = " ".join(response.context["form"].errors[field])
    assert any(each in errors for each in fault.split("|"))
    assert "Zoé" in response.content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("ins", "2 53 07 2A 073 004 43", "253072A07300443"),
        ("ins", "253072b07300470", "253072B07300470"),
        ("ssin", "85.07.30-033 28", "85073003328"),
        ("ssin", "17.07.30-033 84", "17073003384"),
        ("ssin", "98.47.28-997.65", "98472899765"),
    ],
)
def test_national_number_of_every_kind_is_kept_plain(client, field, typed, kept):
    client.post(reverse("patients:new"), ZOE | {field: typed})
    assert [each.value for each in Patient.objects.get().identifiers.all()] == [kept]


def test_national_number_of_another_patient_is_refused(client):
    client.post(reverse("patients:new"), ZOE | {"ssin": "85073003328"})
    other = ZOE | {"family_name": "Other", "birth_date": "1950-01-01", "ssin": "85073003328"}
    response = client.post(reverse("patients:new"), other)
    assert "Zoé Lefebvre" in " ".join(response.context["form"].errors["ssin"])
    assert Patient.objects.count() == 1


def test_national_number_that_says_otherwise_warns(client):
    sent = ZOE | {"ins": "1 80 03 75 123 456 92", "ssin": "85073003328"}
    page = client.post(reverse("patients:new"), sent, follow=True).content.decode()
    assert Patient.objects.count() == 1, page
    assert page.count("Check both") == 3


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Le\N{NO-BREAK SPACE}Goff\t", "Le Goff"),
        ("e\N{COMBINING ACUTE ACCENT}", "é"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}محمد\N{RIGHT-TO-LEFT MARK}", "محمد"),
        ("\N{WOMAN}\N{ZERO WIDTH JOINER}\N{ROCKET}", "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{ROCKET}"),
        ("<b>Bold</b>\r\nname\x00\x1b[31m", "<b>Bold</b> name[31m"),
        ("y" * 300, "y" * 300),
    ],
)
def test_names_of_every_kind_are_kept_as_people_see_them(client, typed, kept):
    response = client.post(reverse("patients:new"), ZOE | {"family_name": typed}, follow=True)
    assert Patient.objects.get().family_name == kept
    assert "<b>Bold" not in response.content.decode()


def test_editing_after_somebody_else_shows_both_and_overwrites_nothing(client, doctor, actor):
    patient = make_patient(family_name="Before")
    sent = ZOE | {"revision": "1", "record_number": patient.record_number, "phone": "1111"}
    services.change(actor, patient, Identity({"family_name": "Theirs", "phone": "2222"}), 1)
    response = client.post(reverse("patients:edit", args=[patient.pk]), sent)
    page = response.content.decode()
    patient.refresh_from_db()
    assert (patient.family_name, patient.phone) == ("Theirs", "2222")
    assert f"Changed meanwhile by {doctor.name}" in page
    for value in ("Theirs", "2222", "1111", "Lefebvre"):
        assert value in page
    client.post(reverse("patients:edit", args=[patient.pk]), sent | {"revision": "2"})
    patient.refresh_from_db()
    assert (patient.family_name, patient.revision) == ("Lefebvre", 3)


def test_editing_takes_contacts_and_numbers_away(client):
    client.post(reverse("patients:new"), ZOE | {"ssin": "85073003328", "family_doctor_name": "Dr Martin"})
    patient = Patient.objects.get()
    contact = Contact.objects.get()
    sent = ZOE | {"contacts-INITIAL_FORMS": "1", "contacts-0-id": str(contact.pk), "contacts-0-DELETE": "on"}
    client.post(reverse("patients:edit", args=[patient.pk]), sent | {"revision": "1"})
    patient.refresh_from_db()
    assert (patient.contacts.count(), patient.identifiers.count(), patient.family_doctor) == (0, 0, None)
    assert Correspondent.objects.count() == 1
    assert patient.record_number


def test_editing_to_a_sex_that_an_answer_rules_out_is_refused(practice):
    patient = make_patient()
    make_answers(patient, pregnancy="yes")
    form = PatientForm(ZOE | {"sex": "male"}, instance=patient)
    assert "does not go with" in str(form.errors["sex"])


def test_contact_without_a_name_is_told_and_nothing_is_lost(client):
    page = client.post(reverse("patients:new"), ZOE | {"contacts-0-name": ""}).content.decode()
    assert Patient.objects.count() == 0
    assert "Nothing was lost" in page
    assert "brother" in page


def test_correspondent_is_changed_with_its_address(client):
    known = Correspondent.objects.create(name="Dr Martin")
    url = reverse("patients:correspondent", args=[known.pk])
    assert client.get(url).status_code == 200
    client.post(url, {"name": "Dr Martin", "address": "1 rue Haute\n75001 Paris"})
    known.refresh_from_db()
    assert known.address == "1 rue Haute\n75001 Paris"


def test_search_page_opens_the_only_one_and_lists_several(client):
    one = make_patient(family_name="Unique")
    others = [make_patient(family_name="Double") for _ in range(2)]
    assert client.get(reverse("patients:search"), {"q": "unique"})["Location"] == reverse(
        "patients:chart", args=[one.pk]
    )
    page = client.get(reverse("patients:search"), {"q": "double"}).content.decode()
    assert all(reverse("patients:chart", args=[each.pk]) in page for each in others)
    part = client.get(reverse("patients:search"), {"q": "unique"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert reverse("patients:chart", args=[one.pk]) in part


def test_search_is_on_record_without_its_words(client):
    client.get(reverse("patients:search"), {"q": "secret name"})
    event = AuditEvent.objects.get(action="search")
    assert event.detail == {"count": 0}
    assert "secret" not in event.route + event.subject
