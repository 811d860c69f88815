from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic.made import make_patient

from papule.assessment.finding import Dose
from papule.clinic.audit.writing import writing
from papule.clinic.care.models import Course, Session
from papule.clinic.drawings.templatetags.drawings import happened_of, panels_of, share_bar
from papule.clinic.outcomes.models import AdverseEvent, MedicineUse, PainScore, SparedMedicine


@pytest.fixture
def course(actor, doctor) -> Course:
    patient = make_patient()
    now = timezone.now()
    with writing(actor, "test.fill"):
        course = Course.objects.create(
            patient=patient, doctor=doctor, complaint="lumbago", indication="low-back-pain-acute", opened_on=now.date()
        )
        for number in (1, 2):
            at = now - timedelta(days=60 - number * 14)
            session = Session.objects.create(
                course=course, patient=patient, number=number, performed_at=at, performed_by=doctor, key=f"{number}"
            )
            for scale, value, moment in (("nrs", 8 - number, "before"), ("nrs", 3, "after"), ("vas", 55, "before")):
                PainScore.objects.create(
                    patient=patient,
                    course=course,
                    session=session,
                    scale=scale,
                    value=value,
                    moment=moment,
                    scored_at=at,
                )
        AdverseEvent.objects.create(
            patient=patient, session=session, kind="bruise", onset_on=now.date(), severity="mild", recorded_by=doctor,
            recorded_at=now,
        )  # fmt: skip
        medicine = SparedMedicine.objects.create(
            course=course, name='<b>"Paracétamol"', unit="500 mg", baseline_per_week=Decimal("12.5")
        )
        MedicineUse.objects.create(medicine=medicine, week_before=now.date(), units=Decimal("3.5"))
    return course


def shown(client, course: Course, language: str) -> str:
    address = reverse("outcomes:course", args=[course.patient_id, course.pk])
    return client.get(address, headers={"accept-language": language}).content.decode()


def test_course_page_shows_its_curves_in_the_language_of_the_reader(course, doctor, signed_in):
    doctor.language = "fr"
    doctor.save()
    page = shown(signed_in(doctor), course, "fr")
    assert page.count('role="img"') == 2
    assert "EN, de 0 à 10" in page
    assert "EVA, de 0 à 100 mm" in page
    assert "avant traitement\u00a0: 12,5 par semaine" in page
    assert "drawings/drawings.css" in page
    assert '<b>"Para' not in page


def test_course_page_without_a_score_says_so(course, doctor, signed_in, actor):
    with writing(actor, "test.fill"):
        bare = Course.objects.create(
            patient=course.patient, doctor=doctor, complaint="x", indication="neck-pain", opened_on=course.opened_on
        )
    page = shown(signed_in(doctor), bare, "en")
    assert "No pain score is recorded yet." in page
    assert 'role="img"' not in page


def test_rows_become_a_panel_a_scale_with_the_limits_of_the_knowledge(course):
    nrs, vas = panels_of(course.pain_scores.all(), {"nrs": 4.9})
    assert (nrs.high, nrs.enough, len(nrs.scores)) == (10, 4.9, 4)
    assert (vas.high, vas.enough, len(vas.scores)) == (100, None, 2)
    assert [each.just_after for each in nrs.scores].count(True) == 2
    happened = happened_of(course.sessions.all(), AdverseEvent.objects.all())
    assert [each.number for each in happened.sessions] == [1, 2]
    assert [(each.name, each.serious) for each in happened.events] == [("bruise, haematoma", False)]


def test_dose_of_an_assessment_becomes_a_bar():
    dose = Dose(
        substance="lidocaine", drawn="37.5 mg", injected="30 mg", maximum="200 mg", per="session", fraction=0.1875
    )
    bar = share_bar(dose)
    assert "37.5 mg · 18.8%" in bar["svg"]
    assert "maximum 200 mg" in bar["svg"]
    assert bar["has_table"] is False
