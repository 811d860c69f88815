import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic.made import TESTS, make_consultation, make_course, make_patient, make_score

from papule.clinic.audit.writing import writing
from papule.clinic.care.indications import find_indication, red_flags
from papule.clinic.care.models import Consultation, Course
from papule.clinic.knowledge import formulary, view_on
from papule.clinic.outcomes.models import MedicineUse, PainScore, SparedMedicine
from papule.clinic.patients.models import FactAnswer


@pytest.fixture
def patient(practice):
    return make_patient()


@pytest.fixture
def client(doctor, signed_in):
    return signed_in(doctor)


@pytest.fixture
def course(client, patient) -> Course:
    said = {"complaint": "Locked back", "indication_words": "lumbago", "aim": "therapeutic", "phase": "acute"}
    client.post(reverse("care:consultation_new", args=[patient.pk]), said)
    return Course.objects.get()


def address(course) -> str:
    return reverse("care:consultation", args=[course.patient_id, course.pk])


def filled(**more) -> dict:
    return {
        "complaint": "Locked back", "indication_words": "lumbago", "aim": "therapeutic", "phase": "acute",
        "spared-TOTAL_FORMS": "1", "spared-INITIAL_FORMS": "0", "do": "keep", "revision": "1",
    } | more  # fmt: skip


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("lumbago", "low-back-pain-acute"),
        ("Lombalgie aiguë", "low-back-pain-acute"),
        ("LOMBALGIE AIGUE", "low-back-pain-acute"),
        ("acute low back pain", "low-back-pain-acute"),
        ("zona", "zoster"),
        ("low back pain, acute", "low-back-pain-acute"),
        ("", ""),
        ("a stone in the shoe", ""),
        ("e", ""),
    ],
)
def test_indication_is_found_by_words_and_never_guessed(said, found):
    assert find_indication(said) == found


@pytest.mark.parametrize("key", sorted(formulary().indications))
def test_every_indication_is_found_by_its_names_and_has_signs_to_look_for(key):
    known = formulary().indications[key]
    for name in known.name.values():
        assert find_indication(name) == key
    assert red_flags(key, view_on(timezone.localdate(), "FR", "sfm"))


def test_course_is_opened_with_its_indication(course):
    assert (course.indication, course.phase, course.complaint) == ("low-back-pain-acute", "acute", "Locked back")
    assert Consultation.objects.count() == 1


def test_everything_found_is_kept(client, course):
    view = view_on(timezone.localdate(), "FR", "sfm")
    flags = {f"flag-{each.id}": "no" for each in red_flags(course.indication, view)}
    said = filled(
        nrs="7", vas="62.5", examination="stiff", other_care=["physiotherapy"], **flags,
        **{"spared-0-name": "Paracetamol 1 g", "spared-0-unit": "tablet", "spared-0-baseline_per_week": "12"},
        **{"s-fever": "no"},
    )  # fmt: skip
    client.post(address(course), said)
    known = Consultation.objects.get()
    assert (known.examination, list(known.other_care)) == ("stiff", ["physiotherapy"])
    assert {each.scale: float(each.value) for each in PainScore.objects.all()} == {"nrs": 7, "vas": 62.5}
    answers = dict(FactAnswer.objects.values_list("fact", "answer"))
    assert answers == {"red-flags": "no", "fever": "no"}
    assert SparedMedicine.objects.get().baseline_per_week == 12


def test_advice_about_signs_is_read_and_the_question_stays_with_the_screening(client, course):
    said = {"complaint": "x", "indication_words": "odd thing", "aim": "therapeutic", "phase": "", "meant": "=odd thing"}
    client.post(reverse("care:consultation_new", args=[course.patient_id]), said)
    general = client.get(address(Course.objects.latest("pk"))).content.decode()
    assert "What a red flag means" in general
    assert 'name="flag-' not in general
    assert 'name="s-red-flags"' in general
    assert 'name="s-red-flags"' not in client.get(address(course)).content.decode()


def test_kept_twice_is_corrected_not_doubled(client, course):
    client.post(address(course), filled(nrs="7"))
    client.post(address(course), filled(nrs="6", revision="2"))
    assert [float(each.value) for each in PainScore.objects.all()] == [6]


@pytest.mark.parametrize(
    "wrong", [{"nrs": "11"}, {"vas": "-1"}, {"complaint": ""}, {"onset_on": "2999-01-01"}, {"spared-0-name": "x"}]
)
def test_what_cannot_be_is_told_and_nothing_is_kept(client, course, wrong):
    page = client.post(address(course), filled(examination="stiff") | wrong)
    assert "invalid-feedback" in page.content.decode()
    assert "stiff" in page.content.decode()
    assert Consultation.objects.get().examination == ""


@pytest.mark.parametrize("points", ["x", "{}", "[1]", "null"])
def test_points_that_are_none_are_left_out(client, course, points):
    client.post(address(course), filled(points_json=points))
    assert Consultation.objects.get().painful == []


def test_earlier_consultation_is_read_only_and_a_new_one_begins(client, doctor, patient):
    course = make_course(doctor, patient)
    make_consultation(doctor, course, held_at=timezone.now() - timedelta(days=3))
    page = client.get(address(course)).content.decode()
    assert "New consultation in this course" in page
    client.post(address(course), {"do": "again"})
    assert course.consultations.count() == 2
    assert "Keep, and compose the plan" in client.get(address(course)).content.decode()


def test_course_is_closed_with_a_word(client, course):
    client.post(reverse("care:close", args=[course.patient_id, course.pk]), {"note": "well again"})
    course.refresh_from_db()
    assert (course.closed_on, course.closing_note) == (timezone.localdate(), "well again")


def test_assistant_reads_and_does_not_write(assistant, course, signed_in):
    other = signed_in(assistant)
    assert other.get(address(course)).status_code == 200
    assert other.post(address(course), filled()).status_code == 403


def test_score_that_was_emptied_is_gone_and_one_of_another_day_stays(client, course):
    make_score(course, 5, timezone.localdate() - timedelta(days=7), "consultation")
    client.post(address(course), filled(nrs="7", vas="60"))
    client.post(address(course), filled(nrs="6", vas="", revision="2"))
    kept = PainScore.objects.order_by("scored_at")
    assert [(each.scale, each.value) for each in kept] == [("nrs", 5), ("nrs", 6)]
    assert 'value="6"' in str(client.get(address(course)).context["found"]["nrs"])


def test_what_is_wrong_is_listed_above_the_form_with_a_way_to_each_field(client, course):
    row = {"spared-0-name": "ibuprofen", "spared-0-unit": "", "spared-0-baseline_per_week": ""}
    page = client.post(address(course), filled(complaint="", nrs="11", **row)).content.decode()
    above = page[page.index('id="wrong"') : page.index('<form method="post" novalidate')]
    assert re.findall(r'href="#([^"]+)"', above) == ["id_complaint", "id_nrs", "id_spared-0-baseline_per_week"]
    for at in re.findall(r'href="#([^"]+)"', above):
        assert f'id="{at}"' in page
    assert 'autofocus id="wrong"' in page
    assert 'id="wrong"' not in client.get(address(course)).content.decode()


def test_field_of_several_answers_that_is_wrong_is_reached_too(client, patient):
    said = {"complaint": "Locked back", "indication_words": "low back pain", "aim": "no aim", "phase": ""}
    page = client.post(reverse("care:consultation_new", args=[patient.pk]), said).content.decode()
    ways = re.findall(r'href="#([^"]+)"', page[page.index('id="wrong"') :])
    assert ways
    assert all(f'id="{at}"' in page for at in ways)


def spared_rows(*rows) -> dict[str, str]:
    found = {"spared-TOTAL_FORMS": str(len(rows)), "spared-INITIAL_FORMS": "0"}
    for at, (known, name, much) in enumerate(rows):
        found |= {f"spared-{at}-known": str(known), f"spared-{at}-name": name, f"spared-{at}-unit": "tablet"}
        found |= {f"spared-{at}-baseline_per_week": much}
    return found


def test_medicine_to_spare_is_mended_and_taken_away(client, course):
    client.post(address(course), filled(**spared_rows(("", "ibuprofen", "14"), ("", "a slip", "3"))))
    first, slip = SparedMedicine.objects.order_by("pk")
    page = client.get(address(course)).content.decode()
    assert f'name="spared-1-known" value="{slip.pk}"' in page
    sent = spared_rows((first.pk, "ibuprofen 400", "12"), (slip.pk, "", "3"))
    client.post(address(course), filled(revision="2", **sent))
    assert [(each.pk, each.name, each.baseline_per_week) for each in SparedMedicine.objects.all()] == [
        (first.pk, "ibuprofen 400", 12)
    ]


def test_medicine_of_which_it_is_noted_what_was_taken_stays(client, course):
    client.post(address(course), filled(**spared_rows(("", "ibuprofen", "14"))))
    known = SparedMedicine.objects.get()
    with writing(TESTS, "medicine.use"):
        MedicineUse.objects.create(medicine=known, week_before=timezone.localdate(), units=3)
    page = client.post(address(course), filled(revision="2", **spared_rows((known.pk, "", "14"))))
    assert "What was taken of it is noted already: it stays." in page.content.decode()
    assert SparedMedicine.objects.get() == known


def test_row_of_another_course_is_not_mended(client, course, doctor, patient):
    other = make_course(doctor, patient)
    with writing(TESTS, "spared"):
        known = SparedMedicine.objects.create(course=other, name="codeine", unit="tablet", baseline_per_week=2)
    client.post(address(course), filled(**spared_rows((known.pk, "ibuprofen", "14"))))
    assert sorted(SparedMedicine.objects.values_list("course", "name")) == [
        (course.pk, "ibuprofen"),
        (other.pk, "codeine"),
    ]


def test_medicines_to_spare_are_suggested_while_one_types(client, course):
    assert 'list="medicine-names"' in client.get(address(course)).content.decode()
    page = client.get(reverse("patients:medicine_names"), {"spared-0-name": "ibuprof"}).content.decode()
    assert "ibuprofène" in page


def test_what_else_is_done_and_what_to_spare_are_read_afterwards(client, course, assistant, signed_in):
    client.post(address(course), filled(other_care=["podiatry"], **spared_rows(("", "ibuprofen", "14"))))
    page = signed_in(assistant).get(address(course)).content.decode()
    assert "podiatry" in page
    assert re.search(r"ibuprofen:\s+14\s+tablet a week", page)
