from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from tests.clinic.made import (
    make_allergy,
    make_answers,
    make_consultation,
    make_course,
    make_medicine,
    make_patient,
    make_score,
    make_session,
    make_signed,
)

from papule.clinic.accounts.models import User
from papule.clinic.audit.models import AuditEvent
from papule.clinic.audit.writing import Actor, writing
from papule.clinic.care.models import Draft, Plan, PlanVersion
from papule.clinic.knowledge import formulary
from papule.clinic.outcomes.models import AdverseEvent
from papule.clinic.patients.banner import Mark, age_words, banner_of
from papule.clinic.patients.timeline import MOST, timeline

TODAY = timezone.localdate()


@pytest.fixture
def patient(practice):
    return make_patient(birth_date=date(1984, 3, 12))


@pytest.fixture
def client(signed_in, doctor):
    return signed_in(doctor)


def make_event(doctor, session, kind: str, on: date) -> AdverseEvent:
    with writing(_actor(doctor), "adverse_event.record"):
        return AdverseEvent.objects.create(
            patient=session.patient, session=session, kind=kind, onset_on=on, severity="mild",
            recorded_by=doctor, recorded_at=timezone.now(),
        )  # fmt: skip


def _actor(user: User) -> Actor:
    return Actor(user.name, user.pk)


def queries_of(client, patient) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(reverse("patients:chart", args=[patient.pk])).status_code == 200
    return len(seen)


def test_chart_costs_the_same_after_one_session_and_after_five_hundred(client, doctor, patient):
    course = make_course(doctor, patient, planned_sessions=None)
    make_consultation(doctor, course)
    first = make_session(doctor, course, date(2010, 1, 1))
    make_score(course, 7, date(2010, 1, 1), session=first)
    make_event(doctor, first, "allergy", date(2010, 1, 2))
    make_allergy(patient, "latex", "latex")
    make_medicine(patient, "Previscan", "B01AA12")
    make_answers(patient, TODAY, asthma="yes")
    queries_of(client, patient)  # the session of the browser is begun
    once = queries_of(client, patient)
    for number in range(2, 501):
        day = date(2010, 1, 1) + timedelta(days=12 * number)
        session = make_session(doctor, course, day, number=number)
        if number % 10 == 0:
            make_score(course, 5, day, session=session)
            make_event(doctor, session, "allergy", day)
    assert queries_of(client, patient) == once
    assert once <= 45
    page = client.get(reverse("patients:chart", args=[patient.pk])).content.decode()
    assert len(page) < 200_000


def test_timeline_is_paged_to_its_end_without_loss_or_repetition(doctor, patient):
    course = make_course(doctor, patient)
    for number in range(1, 41):
        make_session(doctor, course, date(2026, 1, 1) + timedelta(days=number // 2), number=number)
    seen, before = [], None
    while True:
        page = timeline(patient, before)
        seen += [each.row.pk for each in page.entries]
        before = page.before
        if before is None:
            break
        assert len(page.entries) in (MOST, MOST + 1)
    assert len(seen) == len(set(seen)) == 40


def test_timeline_page_older_is_a_part_or_a_page(client, doctor, patient):
    course = make_course(doctor, patient)
    for number in range(1, MOST + 3):
        make_session(doctor, course, date(2026, 1, number), number=number)
    page = client.get(reverse("patients:chart", args=[patient.pk])).content.decode()
    address = page.split(reverse("patients:older", args=[patient.pk]) + "?before=")[1].split('"')[0]
    older = reverse("patients:older", args=[patient.pk]) + f"?before={address}"
    assert "<html" in client.get(older).content.decode()
    part = client.get(older, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert part.count("<li") == 2


@pytest.mark.parametrize(
    "before", ["yesterday", "2026-13-45T00:00", "2026-01-02", "2026-01-02T10:00:00", "\x00", "9" * 99]
)
def test_timeline_before_nonsense_answers(client, patient, before):
    assert client.get(reverse("patients:older", args=[patient.pk]), {"before": before}).status_code == 200


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (date(1984, 3, 12), "42 years"),
        (date(1984, 11, 28), "41 years"),
        (date(2026, 1, 27), "10 months"),
        (None, "age not known"),
        (date(2190, 1, 1), "age not known"),
    ],
)
def test_age_is_told_in_years_or_months(born, words):
    assert age_words(born, date(2026, 11, 27)) == words


def test_banner_of_somebody_never_asked_says_so(patient, practice):
    banner = banner_of(patient, practice)
    assert banner.allergies is None
    assert banner.anticoagulant.answer == "not_asked"
    assert banner.pregnancy == Mark("not_asked")


def test_banner_tells_allergies_anticoagulant_pregnancy_and_reactions(patient, practice, doctor):
    make_allergy(patient, "latex", "latex")
    make_allergy(patient, "penicillin")
    make_medicine(patient, "Previscan", "B01AA12")
    make_answers(patient, TODAY, pregnancy="yes")
    patient.last_period_on = TODAY - timedelta(weeks=10)
    session = make_session(doctor, make_course(doctor, patient))
    make_event(doctor, session, "allergy", date(2026, 11, 10))
    make_event(doctor, session, "bruise", date(2026, 11, 10))
    banner = banner_of(patient, practice)
    assert banner.allergies == ("latex", "penicillin", "lidocaine")  # what stood before a recorded allergy as well
    assert (banner.anticoagulant.answer, banner.anticoagulant.detail) == ("yes", "Previscan")
    assert banner.pregnancy == Mark("yes", "10 weeks since the last period")
    assert len(banner.reactions) == 1
    assert "lidocaine" in banner.reactions[0]


def test_banner_tells_an_allergy_as_it_was_said_and_a_group_in_the_language_of_the_reader(patient, practice):
    make_allergy(patient, "Xylocaïne", "amide-la")
    make_allergy(patient, "latex", "latex")
    names = formulary().allergy_groups["ester-la"].name
    make_allergy(patient, names["fr"].upper(), "ester-la")
    with translation.override("en"):
        assert banner_of(patient, practice).allergies == ("Xylocaïne", "latex", names["en"])


def test_banner_of_those_who_cannot_be_pregnant_leaves_it_out(practice):
    assert banner_of(make_patient(sex="male"), practice).pregnancy is None
    assert banner_of(make_patient(birth_date=date(1940, 1, 1)), practice).pregnancy is None


def test_every_course_under_way_is_shown(client, doctor, patient):
    for number in range(7):
        make_course(doctor, patient, complaint=f"complaint {number}")
    page = client.get(reverse("patients:chart", args=[patient.pk])).content.decode()
    assert all(f"complaint {number}" in page for number in range(7))


def test_next_step_follows_the_course(client, doctor, patient):
    def step() -> str:
        return str(client.get(reverse("patients:chart", args=[patient.pk])).context["next_step"].words)

    assert step() == "New consultation"
    course = make_course(doctor, patient, planned_sessions=2)
    assert step() == "Compose the plan"
    with writing(_actor(doctor), "plan.sign"):
        plan = Plan.objects.create(course=course)
        plan.current = PlanVersion.objects.create(
            plan=plan, number=1, body={}, assessment="", made_by=doctor, made_at=timezone.now()
        )
        plan.save()
    assert step() == "Session 1 of 2"
    make_session(doctor, course, number=1)
    assert step() == "Session 2 of 2"
    with writing(_actor(doctor), "draft.keep"):
        draft = Draft.objects.create(course=course, kind="session", owner=doctor, key="k", changed_at=timezone.now())
    assert step() == "Go on with the session"
    with writing(_actor(doctor), "draft.drop"):
        draft.delete()
    make_session(doctor, course, number=2)
    assert step() == "Judge the course"


def test_chart_is_read_on_record_and_not_by_others(client, signed_in, researcher, administrator, patient):
    client.get(reverse("patients:chart", args=[patient.pk]))
    assert AuditEvent.objects.filter(action="read", patient_id=patient.pk, subject="patients:chart").count() == 1
    for other in (researcher, administrator):
        assert signed_in(other).get(reverse("patients:chart", args=[patient.pk])).status_code == 403


def test_chart_of_nobody_is_not_found(client, practice):
    for number in (0, 999, 10**30):
        assert client.get(reverse("patients:chart", args=[number])).status_code == 404


def test_one_session_of_a_course_is_counted_as_one_in_french(doctor, practice, signed_in):
    session = make_signed(doctor, practice)
    doctor.language = "fr"
    doctor.save()
    page = signed_in(doctor).get(reverse("patients:chart", args=[session.patient_id])).content.decode()
    assert f"1 séance sur {session.course.planned_sessions}" in page
