from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic.made import make_answers, make_patient

from papule.clinic.dates import date_format
from papule.clinic.patients.answering import keep_answers
from papule.clinic.patients.facts import patient_of
from papule.clinic.patients.models import FactAnswer, Origin
from papule.clinic.patients.screening import ScreeningForm

pytestmark = pytest.mark.usefixtures("practice")


def today() -> date:
    return timezone.localdate()


def test_screening_asks_what_can_matter_only():
    asked = {fact.id for fact in ScreeningForm(make_patient(), today()).asked}
    assert {"pregnancy", "lactation", "asthma", "fever"} <= asked
    assert not asked & {"wocbp", "pregnancy-t1"}
    assert "pregnancy" not in {fact.id for fact in ScreeningForm(make_patient(sex="male"), today()).asked}
    older = make_patient(birth_date=date(1940, 1, 1))
    assert "pregnancy" not in {fact.id for fact in ScreeningForm(older, today()).asked}
    unknown = make_patient(sex="unknown", birth_date=None)
    assert "pregnancy" in {fact.id for fact in ScreeningForm(unknown, today()).asked}


@pytest.mark.parametrize(("sex", "age", "asked"), [("female", 64, False), ("female", 40, True), ("male", 64, True)])
def test_contraception_is_asked_of_women_only_while_they_may_become_pregnant(sex, age, asked):
    patient = make_patient(sex=sex, birth_date=date(today().year - age, 1, 1))
    assert ("effective-contraception" in {fact.id for fact in ScreeningForm(patient, today()).asked}) is asked


def test_screening_has_about_nine_groups_in_order():
    groups = [group.id for group in ScreeningForm(make_patient(), today()).groups]
    assert groups[0] == "today"
    assert 8 <= len(groups) <= 9


def test_screening_of_a_plan_asks_what_it_lacks_only():
    form = ScreeningForm(make_patient(), today(), missing=["asthma", "epilepsy", "weight", "allergies"])
    assert {fact.id for fact in form.asked} == {"asthma", "epilepsy"}
    assert form.elsewhere == ("weight", "allergies")


def test_screening_answered_by_group_sets_many_facts_and_leaves_the_rest_not_asked(doctor, actor):
    patient = make_patient()
    sent = {"s-none-heart-and-circulation": "on", "s-arrhythmia": "yes", "s-asthma": "unknown"}
    form = ScreeningForm(patient, today(), data=sent)
    assert form.is_valid()
    keep_answers(actor, doctor, patient, form.answers())
    facts = patient_of(patient, today()).facts
    assert (facts["arrhythmia"], facts["av-block"], facts["asthma"]) == ("yes", "no", "unknown")
    assert "epilepsy" not in facts


def test_screening_none_of_these_leaves_what_stands_alone():
    form = ScreeningForm(
        make_patient(), today(), data={"s-none-pregnancy-and-contraception": "on", "s-none-today": "on"}
    )
    assert form.is_valid()
    assert form.answers() == {"pregnancy": "no", "lactation": "no", "fever": "no", "perioperative": "no"}


def test_screening_sent_back_unchanged_keeps_nothing_anew():
    patient = make_patient()
    make_answers(patient, today() - timedelta(days=30), asthma="no", epilepsy="yes")
    form = ScreeningForm(patient, today(), data={"s-asthma": "no", "s-epilepsy": "yes"})
    assert form.is_valid()
    assert form.answers() == {}


def test_screening_confirmed_by_group_dates_the_answers_anew(doctor, actor):
    patient = make_patient()
    make_answers(patient, today() - timedelta(days=400), asthma="no")
    form = ScreeningForm(patient, today(), data={"s-asthma": "no", "s-none-breathing-and-allergy": "on"})
    assert form.is_valid()
    keep_answers(actor, doctor, patient, form.answers())
    rows = FactAnswer.objects.filter(patient=patient, fact="asthma").order_by("answered_at")
    assert [(each.is_current, each.origin) for each in rows] == [(False, "doctor"), (True, "doctor")]


def test_answer_given_elsewhere_while_the_page_was_open_is_not_written_over(doctor, actor, client_of_assistant):
    patient = make_patient()
    make_answers(patient, today() - timedelta(days=30), asthma="no", epilepsy="no", arrhythmia="no")
    url = reverse("patients:screening", args=[patient.pk])
    form = client_of_assistant.get(url).context["screening"]
    assert f'name="s-seen" value="{form["seen"].value()}"' in client_of_assistant.get(url).content.decode()
    keep_answers(actor, None, patient, {"asthma": "yes", "copd": "yes", "epilepsy": "yes"})
    sent = {"s-seen": form["seen"].value(), "s-asthma": "no", "s-epilepsy": "unknown", "s-arrhythmia": "yes"}
    client_of_assistant.post(url, sent | {"s-none-breathing-and-allergy": "on"})
    facts = patient_of(patient, today()).facts
    assert (facts["asthma"], facts["copd"], facts["sleep-apnoea"]) == ("yes", "yes", "no")
    assert (facts["epilepsy"], facts["arrhythmia"]) == ("unknown", "yes")


def test_screening_of_today_is_asked_anew_and_shows_the_last_answer():
    patient = make_patient()
    make_answers(patient, today() - timedelta(days=7), fever="no")
    form = ScreeningForm(patient, today())
    assert form.fields["fever"].initial is None
    row = next(row for group in form.groups for row in group.rows if row.fact == "fever")
    assert row.known is not None
    assert not row.known.counts


def test_group_that_is_answered_says_since_when(client_of_assistant):
    patient, day = make_patient(), today() - timedelta(days=30)
    group = next(each for each in ScreeningForm(patient, today()).groups if each.id == "breathing-and-allergy")
    assert group.answered_on is None
    make_answers(patient, day, **dict.fromkeys([row.fact for row in group.rows][1:], "no"))
    make_answers(patient, today(), **{group.rows[0].fact: "no"})
    group = next(each for each in ScreeningForm(patient, today()).groups if each.id == group.id)
    assert group.answered_on == day
    page = client_of_assistant.get(reverse("patients:screening", args=[patient.pk])).content.decode()
    assert f"answered {date_format(day, 'SHORT_DATE_FORMAT')}" in page


def test_screening_with_nonsense_is_refused_and_keeps_nothing(client_of_assistant):
    patient = make_patient()
    url = reverse("patients:screening", args=[patient.pk])
    response = client_of_assistant.post(url, {"s-asthma": "perhaps"})
    assert response.status_code == 200
    assert not FactAnswer.objects.exists()


@pytest.fixture
def client_of_assistant(signed_in, assistant):
    return signed_in(assistant)


def test_screening_page_keeps_answers_of_the_assistant(client_of_assistant):
    patient = make_patient()
    url = reverse("patients:screening", args=[patient.pk])
    assert client_of_assistant.get(url).status_code == 200
    response = client_of_assistant.post(url, {"s-asthma": "declined"})
    assert response["Location"] == reverse("patients:chart", args=[patient.pk])
    row = FactAnswer.objects.get()
    assert (row.answer, row.origin, str(row.recorded_by)) == ("declined", Origin.assistant, "assistant")


def test_screening_page_with_a_pregnancy_leads_to_its_date(client_of_assistant):
    patient = make_patient()
    response = client_of_assistant.post(reverse("patients:screening", args=[patient.pk]), {"s-pregnancy": "yes"})
    assert response["Location"] == reverse("patients:background", args=[patient.pk])
