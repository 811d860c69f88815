"""An afternoon with the file of another program: given, compared, checked, decided on."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic.imports.files import HEADING, LUC, ZOE, checked, crowd, give, preview, register, say, written
from tests.clinic.made import make_patient

from papule.clinic.audit.models import AuditEvent
from papule.clinic.audit.verifying import verify
from papule.clinic.audit.writing import system, writing
from papule.clinic.imports import kept
from papule.clinic.imports.deciding import sort
from papule.clinic.imports.models import FileRow, PatientFile
from papule.clinic.patients.finding import find_patients
from papule.clinic.patients.models import Correspondent, Patient, PatientIdentifier

ANA = ("Essai", "Ana", "29/02/1980", "F", "", "", "", "", "", "")
BAD = ("Durand", "Paul", "31/02/1980", "M", "", "", "", "", "", "")


@pytest.fixture
def client(signed_in, assistant):
    return signed_in(assistant)


def test_file_is_registered_with_all_that_it_says_and_found_by_it(client):
    page = preview(client, written(ZOE, LUC))
    done = register(client, page)
    zoe, luc = Patient.objects.order_by("pk")
    assert (zoe.family_name, zoe.given_names, zoe.birth_date, zoe.sex) == (
        "Lefebvre",
        "Zoé",
        date(1980, 2, 29),
        "female",
    )
    assert (zoe.phone, zoe.email, zoe.record_number) == ("06 39 98 00 01", "zoe@example.org", "12")
    assert zoe.address == "1 rue des Lilas\n75011 Paris"
    assert (zoe.allergies_asked_on, zoe.medicines_asked_on) == (None, None)
    assert luc.birth_date == date(1975, 4, 3)
    for typed in ("lefevre zoe", "29/02/1980", "0639980001", "12"):
        assert [each.patient for each in find_patients(typed, 5)] == [zoe], typed
    assert [patient for _row, patient in done.context["rows"]] == [zoe, luc]


def test_nothing_is_written_before_the_decision(client):
    preview(client, written(ZOE, LUC))
    assert not Patient.objects.exists()
    assert not AuditEvent.objects.filter(action="patient.register").exists()


def test_every_patient_has_their_event_and_the_chain_holds(client):
    register(client, preview(client, written(*crowd(30))))
    events = AuditEvent.objects.filter(action="patient.register").order_by("number")
    assert [each.patient_id for each in events] == list(Patient.objects.order_by("pk").values_list("pk", flat=True))
    assert {each.actor for each in events} == {"Assistant Essai"}
    assert [each.detail["row"] for each in events] == list(range(2, 32))
    assert AuditEvent.objects.get(action="patients.import").detail["registered"] == 30
    assert verify()[1] == ()


def test_file_is_gone_once_it_is_decided_on(client):
    register(client, preview(client, written(ZOE)))
    assert not PatientFile.objects.exists()
    assert not FileRow.objects.exists()
    preview(client, written(LUC))
    client.post(reverse("imports:discard"))
    assert not PatientFile.objects.exists()
    assert Patient.objects.count() == 1


def test_file_that_nobody_decides_on_is_gone_after_its_time(client):
    preview(client, written(ZOE))
    assert kept.end_old() == 0
    long_ago = timezone.now() - kept.KEPT - timedelta(minutes=1)
    _give_at(long_ago)
    assert client.get(reverse("imports:preview"))["Location"] == reverse("imports:give")
    assert kept.end_old() == 1
    assert not FileRow.objects.exists()
    assert AuditEvent.objects.filter(action="import.end").count() == 1


def _give_at(at):
    with writing(system("tests"), "import.give"):
        PatientFile.objects.update(given_at=at)


def test_file_of_somebody_else_is_not_shown(client, signed_in, doctor):
    preview(client, written(ZOE))
    other = signed_in(doctor)
    assert b"Lefebvre" not in other.get(reverse("imports:give")).content
    assert other.get(reverse("imports:preview"))["Location"] == reverse("imports:give")
    other.post(reverse("imports:discard"))
    assert PatientFile.objects.count() == 1


def test_same_file_twice_registers_nobody_twice_and_says_so(client):
    rows = list(crowd(20))
    register(client, preview(client, written(*rows)))
    page = preview(client, written(*rows))
    found = page.context["found"]
    assert (len(found.new), len(found.alike)) == (0, 20)
    register(client, page)
    assert Patient.objects.count() == 20


def test_pressing_twice_registers_once(client):
    page = preview(client, written(ZOE))
    register(client, page)
    register(client, page)
    assert Patient.objects.count() == 1


def test_who_looks_like_a_patient_is_left_out_and_is_registered_when_ticked(client):
    known = make_patient()
    page = preview(client, written(ANA, LUC))
    assert reverse("patients:chart", args=[known.pk]) in page.content.decode()
    register(client, page)
    assert Patient.objects.count() == 2
    register(client, preview(client, written(ANA)), 2)
    assert Patient.objects.filter(family_name="Essai").count() == 2
    assert Patient.objects.filter(merged_into=None).count() == 3


def test_who_has_the_number_of_another_is_never_registered(client):
    heading = (*HEADING, "INS")
    rows = [(*ZOE, "2 80 02 75 123 456 26"), (*LUC, "2 80 02 75 123 456 26")]
    register(client, preview(client, written(*rows, heading=heading)), 3)
    assert [each.patient.family_name for each in PatientIdentifier.objects.all()] == ["Lefebvre"]
    assert Patient.objects.count() == 1


def test_who_is_registered_meanwhile_is_not_made_twice(client):
    page = preview(client, written(ANA, LUC))
    make_patient()
    answer = register(client, page)
    assert Patient.objects.count() == 1
    assert "meanwhile" in answer.content.decode()
    assert len(answer.context["found"].alike) == 1


def test_record_number_that_is_taken_gives_way_and_is_said(client):
    known = make_patient(record_number="12", family_name="Autre", birth_date=date(1950, 1, 1))
    other = (*LUC[:9], "13")
    page = preview(client, written(ZOE, other))
    assert [row.number for row in page.context["renumbered"]] == [2]
    done = register(client, page)
    numbers = dict(Patient.objects.exclude(pk=known.pk).values_list("family_name", "record_number"))
    assert numbers["Martin"] == "13"
    assert numbers["Lefebvre"] not in ("12", "13", "")
    assert [(detail["wished"], each.family_name) for detail, each in done.context["renumbered"]] == [("12", "Lefebvre")]
    assert [each.patient for each in find_patients("12", 5)] == [known]


def test_record_number_that_stands_twice_in_the_file_is_kept_once(client):
    register(client, preview(client, written(ZOE, (*LUC[:9], "12"))))
    assert Patient.objects.get(family_name="Lefebvre").record_number == "12"
    assert Patient.objects.get(family_name="Martin").record_number != "12"


def test_number_that_is_given_is_not_one_that_a_later_row_has(client):
    make_patient(family_name="Autre", birth_date=date(1950, 1, 1))
    following = str(Patient.objects.get().pk + 1)
    register(client, preview(client, written((*LUC[:9], ""), (*ZOE[:9], following))))
    assert Patient.objects.get(family_name="Lefebvre").record_number == following


def test_family_doctor_of_many_is_one(client):
    known = Correspondent.objects.create(name="Dr Martin")
    heading = (*HEADING, "Médecin traitant")
    rows = [(*row, "Dr Martin" if at % 2 else "Dr Durand") for at, row in enumerate(crowd(6))]
    register(client, preview(client, written(*rows, heading=heading)))
    assert Correspondent.objects.count() == 2
    assert Patient.objects.filter(family_doctor=known).count() == 3


def test_rows_with_a_problem_are_left_out_told_and_given_back_with_it(client):
    page = preview(client, written(ZOE, BAD, LUC))
    assert [row.number for row in page.context["wrong"]] == [3]
    left = b"".join(client.get(reverse("imports:left")).streaming_content).decode().removeprefix("\ufeff")
    heading, row = csv.reader(StringIO(left))
    assert tuple(heading[2:]) == HEADING
    assert row[0] == "3"
    assert "no such day" in row[1]
    register(client, page)
    assert Patient.objects.count() == 2


def test_rows_given_back_can_be_mended_and_given_again(client):
    page = preview(client, written(ZOE, (*BAD[:4], "+33 6 39 98 00 02", *BAD[5:])))
    left = b"".join(client.get(reverse("imports:left")).streaming_content).decode()
    register(client, page)
    assert "'+33 6 39 98 00 02" in left
    page = preview(client, left.replace("31/02/1980,M", "28/02/1980,M").encode())
    register(client, page)
    assert Patient.objects.get(family_name="Durand").phone == "+33 6 39 98 00 02"


def test_formula_in_a_row_that_is_given_back_stays_text(client):
    preview(client, written(("=HYPERLINK(1)", "@A", "31/02/1980", "M", "", "", "", "", "", "")))
    left = b"".join(client.get(reverse("imports:left")).streaming_content).decode()
    assert "'=HYPERLINK(1)" in left
    assert "'@A" in left


def test_hostile_names_are_shown_as_text(client):
    name = "<script>alert(1)</script>"
    rows = [(name, "Ana", "01/01/1980", *LUC[3:]), (name, "Ana", "01/01/1980", *LUC[3:]), (name, "", "", *LUC[3:])]
    page = preview(client, written(*rows))
    assert len(page.context["found"].wrong) == 1
    assert name not in page.content.decode()
    assert name not in register(client, page, 3).content.decode()
    assert Patient.objects.filter(family_name=name).count() == 2


def test_columns_are_said_otherwise_by_hand(client):
    give(client, written(ZOE, heading=("Spalte", "Prénom", *HEADING[2:])))
    answer = say(client)
    assert "a column of its own" in " ".join(answer.context["form"].non_field_errors())
    assert say(client, **{"column-0": "given_names"}).context["form"].errors.keys() >= {"column-0", "column-1"}
    assert say(client, **{"column-0": "family_name", "column-5": ""}).status_code == 302
    register(client, checked(client))
    assert [(each.family_name, each.email) for each in Patient.objects.all()] == [("Lefebvre", "")]


def test_dates_that_seem_to_be_written_month_first_must_be_looked_at(client):
    rows = [(*ZOE[:2], "02/29/1980", *ZOE[3:]), LUC]
    give(client, written(*rows))
    assert "the first is row 2" in " ".join(say(client).context["form"].errors["order"])
    assert say(client, order="month").status_code == 302
    register(client, checked(client))
    assert set(Patient.objects.values_list("birth_date", flat=True)) == {date(1980, 2, 29), date(1975, 3, 4)}


def test_order_of_dates_that_is_sure_leaves_the_other_rows_out(client):
    give(client, written((*ZOE[:2], "02/29/1980", *ZOE[3:]), LUC))
    assert say(client, **{"order-is-sure": "1"}).status_code == 302
    page = checked(client)
    assert [row.number for row in page.context["wrong"]] == [2]
    assert page.context["found"].new[0].said.birth_date == date(1975, 4, 3)


def test_file_is_read_by_other_letters_and_another_separator(client):
    give(client, written(ZOE, between=",").decode().encode("mac-roman"))
    assert "Zoé" not in client.get(reverse("imports:columns")).content.decode()
    client.post(reverse("imports:letters"), {"letters": "mac-roman", "separator": ","})
    assert "Zoé" in client.get(reverse("imports:columns")).content.decode()
    answer = client.post(reverse("imports:letters"), {"letters": "utf-8", "separator": ","}, follow=True)
    assert "cannot be read as UTF-8" in answer.content.decode()
    assert kept.reading_of(PatientFile.objects.get()).letters == "mac-roman"


def test_workbook_is_refused_and_nothing_waits(client):
    answer = give(client, b"PK\x03\x04" + bytes(100))
    assert "CSV UTF-8" in " ".join(answer.context["form"].errors["file"])
    assert not PatientFile.objects.exists()


def test_file_that_is_too_large_is_refused(client, monkeypatch):
    monkeypatch.setattr("papule.clinic.imports.forms.LARGEST_BYTES", 10)
    assert "Divide it" in " ".join(give(client, written(ZOE)).context["form"].errors["file"])


def test_rows_are_checked_a_part_at_a_time(client, monkeypatch):
    monkeypatch.setattr("papule.clinic.imports.views.SECONDS", 0)
    give(client, written(*crowd(3)))
    say(client)
    page = client.post(reverse("imports:check"), headers={"hx-request": "true"})
    assert b'value="1"' in page.content
    assert client.get(reverse("imports:preview"))["Location"] == reverse("imports:check")
    client.post(reverse("imports:check"), headers={"hx-request": "true"})
    last = client.post(reverse("imports:check"), headers={"hx-request": "true"})
    assert last["HX-Redirect"] == reverse("imports:preview")
    assert len(client.get(reverse("imports:preview")).context["found"].new) == 3


def test_file_of_which_a_part_is_checked_is_neither_registered_nor_given_back(client, monkeypatch):
    monkeypatch.setattr("papule.clinic.imports.views.SECONDS", 0)
    give(client, written(*crowd(3)))
    say(client)
    client.post(reverse("imports:check"))
    seen = sort(kept.checked_rows(PatientFile.objects.get())).seen()
    client.post(reverse("imports:register"), {"seen": seen})
    assert not Patient.objects.exists()
    assert client.get(reverse("imports:left"))["Location"] == reverse("imports:check")


def test_columns_said_anew_let_every_row_be_checked_anew(client):
    preview(client, written(BAD))
    say(client, **{"column-2": ""})
    page = checked(client)
    assert (len(page.context["found"].new), page.context["undated"]) == (1, 1)


def test_looking_at_whom_rows_look_like_is_on_record(client):
    known = make_patient()
    preview(client, written(ANA))
    assert AuditEvent.objects.filter(action="search", subject="duplicates").last().detail == {"patients": [known.pk]}


def test_interrupted_registering_leaves_nobody(client, monkeypatch):
    page = preview(client, written(*crowd(5)))
    before = AuditEvent.objects.count()

    def fail(*_args):
        raise RuntimeError("the light went out")

    monkeypatch.setattr("papule.clinic.imports.registering._detail", fail)
    with pytest.raises(RuntimeError):
        register(client, page)
    assert not Patient.objects.exists()
    assert (AuditEvent.objects.count(), PatientFile.objects.count()) == (before, 1)
    monkeypatch.undo()
    register(client, page)
    assert Patient.objects.count() == 5


@pytest.mark.parametrize("name", ["columns", "check", "preview", "left"])
def test_page_without_a_file_leads_to_where_one_is_given(client, name):
    assert client.get(reverse(f"imports:{name}"))["Location"] == reverse("imports:give")


def test_pages_speak_french(client, assistant):
    assistant.language = "fr"
    assistant.save()
    page = preview(client, written(ZOE, BAD, LUC)).content.decode()
    assert "2</strong> nouveaux patients" in page
    assert "ce jour n’existe pas" in page
