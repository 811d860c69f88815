"""What the family doctor is told: doses, how pain answered, what went wrong; and the French of names and days."""

from datetime import date, timedelta

import msgspec
import pytest
from django.utils import timezone
from tests.clinic.made import make_course, make_patient, make_score, make_session, make_signed

from papule.clinic.documents import services
from papule.clinic.documents.models import Kind
from papule.clinic.documents.parts import day_words, until_words
from papule.clinic.documents.passages import elided, of_sex
from papule.clinic.documents.typesetting import typeset
from papule.clinic.knowledge import view_on
from papule.clinic.outcomes import services as outcomes
from papule.clinic.outcomes.reports import report

VIEW = view_on(date(2026, 11, 27), "FR", "sfm")
FIRST = date(2026, 11, 3)


@pytest.fixture
def course(practice, doctor):
    return make_course(doctor, make_patient(language="en", sex="female"))


def treated(doctor, course, *before: float):
    """Sessions a week apart, each with the pain before it."""
    for number, value in enumerate(before):
        session = make_session(doctor, course, FIRST + timedelta(weeks=number))
        make_score(course, value, FIRST + timedelta(weeks=number), session=session)
    return session


def said(practice, doctor, of, kind=Kind.letter, language="en") -> str:
    made = services.build(kind, services.head_for(practice, doctor, of.patient, language), of, VIEW)
    assert typeset(made) == typeset(made)
    return msgspec.json.encode(made).decode()


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (5, "NRS 7.0 before the first session, 5.0 now: a response (it fell by 2 points or 30 % or more)."),
        (6, "NRS 7.0 before the first session, 6.0 now: no response (it did not fall by 2 points or 30 %)."),
    ],
)
def test_letter_tells_how_pain_answered(practice, doctor, course, now, told):
    treated(doctor, course, 7, now)
    assert told.replace(" %", "%") in said(practice, doctor, course).replace(" %", "%").replace("\u00a0%", "%")


def test_letter_says_where_the_response_cannot_be_told_yet(practice, doctor, course):
    treated(doctor, course, 7)
    assert "It cannot be told yet" in said(practice, doctor, course)


@pytest.mark.parametrize("without_session", [False, True])
def test_letter_tells_adverse_events_with_their_end(practice, doctor, actor, course, without_session):
    session = treated(doctor, course, 7)
    assert "None is recorded." in said(practice, doctor, course)
    event = {"session": None if without_session else session, "kind": "anaphylaxis", "onset_on": FIRST,
             "severity": "severe", "is_serious": True, "outcome": "death", "description": ""}  # fmt: skip
    outcomes.record_event(actor, doctor, course.patient, event)
    told = said(practice, doctor, course)
    assert '["anaphylaxis","3 November 2026","severe (serious)","death"]' in told
    assert "None is recorded." not in told


def test_letter_leaves_the_events_of_another_course_to_its_own(practice, doctor, actor, course):
    other = make_course(doctor, course.patient)
    session = treated(doctor, other, 7)
    event = {"session": session, "kind": "anaphylaxis", "onset_on": FIRST, "severity": "severe", "description": ""}
    outcomes.record_event(actor, doctor, course.patient, event)
    assert "None is recorded." in said(practice, doctor, course)


def test_what_was_drawn_up_and_what_was_injected_are_told_apart(practice, doctor, actor):
    signed = make_signed(doctor, practice)
    [syringe, *_] = signed.current.record["syringes"]
    given = signed.administrations.filter(version=signed.current)
    told = said(practice, doctor, signed, Kind.session)
    assert f"drawn up, {syringe['injected_ml']:g} mL injected" in told
    assert "Dose drawn up" in told
    assert '"Volume"' not in told
    letter = said(practice, doctor, signed.course)
    assert all(f"{each.product_name}, {each.amount}" in letter for each in given if each.amount)
    event = outcomes.record_event(actor, doctor, signed.patient, {
        "session": signed, "kind": "bruise", "onset_on": timezone.localdate(), "severity": "mild", "description": ""
    })  # fmt: skip
    assert f"mL drawn up, {syringe['injected_ml']:g} mL injected" in report(event, "Practice", "Doctor")


def test_injected_volume_that_is_not_known_is_said_to_be(practice, doctor):
    signed = make_signed(doctor, practice)
    for each in signed.current.record["syringes"]:
        each["injected_ml"] = None
    assert "drawn up; how much of it was injected: not known" in said(practice, doctor, signed, Kind.session)


@pytest.mark.parametrize(("today", "over"), [(date(2026, 2, 16), False), (date(2026, 2, 18), True)])
def test_time_to_look_out_that_is_past_is_said_to_be_over(today, over):
    told = until_words(29, date(2025, 7, 29), "en", today)
    assert told == "until 17 February 2026" + (": this time is over" if over else "")


@pytest.mark.parametrize(
    ("name", "written"),
    [("Odile", "qu’{patient} et d’{patient}"), ("Élise", "qu’{patient} et d’{patient}"),
     ("Yves", "qu’{patient} et d’{patient}"), ("Yasmine", "que {patient} et de {patient}"),
     ("Marie", "que {patient} et de {patient}"), ("Hugo", "que {patient} et de {patient}")],
)  # fmt: skip
def test_name_that_begins_with_a_vowel_is_elided(name, written):
    assert elided("que {patient} et de {patient}", {"patient": name}) == written


@pytest.mark.parametrize(
    ("sex", "told"), [("female", "présente au"), ("male", "présent au"), ("unknown", "présent(e) au")]
)
def test_certificate_is_in_the_words_of_the_sex_and_elides_the_name(practice, doctor, sex, told):
    patient = make_patient(given_names="Odile", family_name="Maria de Oliveira", sex=sex)
    head = services.head_for(practice, doctor, patient, "fr")
    made = str(services.build(Kind.presence, head, None, VIEW))
    assert told in made
    assert f"certifie qu’{patient}" in made
    assert "soussigné(e)" in made


def test_words_without_a_sex_keep_their_brackets():
    assert of_sex("notre patient(e)", "") == "notre patient(e)"


def test_first_of_a_month_is_written_as_french_does():
    assert day_words(date(2026, 12, 1), "fr") == "1er décembre 2026"
    assert day_words(date(2026, 12, 1), "en") == "1 December 2026"
