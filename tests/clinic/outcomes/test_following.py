from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from papule.assessment.finding import DutyToDo
from papule.clinic.audit.writing import writing
from papule.clinic.care.models import Administration, Course, Session, SessionVersion
from papule.clinic.knowledge import view_on
from papule.clinic.outcomes import services
from papule.clinic.outcomes.following import calls, exposures, late_window
from papule.clinic.outcomes.models import AdverseEvent, Reminder
from papule.clinic.outcomes.sharing import alarms, shared
from papule.clinic.patients.models import FactAnswer, Patient

TODAY = date(2026, 11, 27)
VIEW = view_on(TODAY, "FR", "sfm")


@pytest.fixture
def patient(actor) -> Patient:
    return make_patient(actor, "1")


@pytest.fixture
def course(actor, doctor, patient) -> Course:
    return make_course(actor, doctor, patient)


def make_patient(actor, number: str) -> Patient:
    with writing(actor, "patient.register"):
        return Patient.objects.create(
            record_number=number, family_name="Essai", given_names="Ana", birth_date="1980-02-29", sex="female"
        )


def make_course(actor, doctor, patient) -> Course:
    with writing(actor, "course.open"):
        return Course.objects.create(
            patient=patient, doctor=doctor, complaint="lumbago", indication="low-back-pain-acute", opened_on=TODAY
        )


def make_session(actor, doctor, course, day: date, number: int = 1, lot: str = "A1", device: str = "") -> Session:
    at = timezone.make_aware(datetime(day.year, day.month, day.day, 10))  # noqa: DTZ001 -- made aware here
    with writing(actor, "session.sign"):
        session = Session.objects.create(
            course=course, patient=course.patient, number=number, performed_at=at, performed_by=doctor,
            key=f"{course.pk}-{number}",
        )  # fmt: skip
        version = SessionVersion.objects.create(
            session=session, number=1, record={}, assessment="{}", digest="", signed_by=doctor, signed_at=at
        )
        Administration.objects.create(
            version=version, session=session, patient=course.patient, performed_on=day, product="lidocaine-10mg-ml",
            product_name="Lidocaïne 10 mg/mL", substance="lidocaine", lot_number=lot, expires_on=date(2027, 6, 30),
            syringe=0, volume_ml=Decimal("2.0"), amount="20 mg", device=device,
        )  # fmt: skip
        Session.objects.filter(pk=session.pk).update(current=version)
    return session


def make_event(actor, doctor, session, kind: str = "bacterial-infection") -> AdverseEvent:
    said = {"session": session, "kind": kind, "onset_on": TODAY, "severity": "mild", "description": "pus"}
    return services.record_event(actor, doctor, session.patient, said)


def test_window_is_the_widest_of_the_sources():
    window = late_window(VIEW)
    assert window is not None
    assert (window.low_weeks, window.high_weeks) == (1, 29)


@pytest.mark.parametrize(("days", "listed"), [(6, False), (7, True), (29 * 7, True), (29 * 7 + 1, False)])
def test_call_list_keeps_to_the_window(actor, doctor, course, days, listed):
    make_session(actor, doctor, course, TODAY - timedelta(days=days))
    assert bool(calls(VIEW, TODAY)) is listed


def test_call_list_has_one_row_a_patient_and_asks_least_recently_called_first(
    actor, doctor, course, django_assert_max_num_queries
):
    make_session(actor, doctor, course, TODAY - timedelta(days=30), 1)
    last = make_session(actor, doctor, course, TODAY - timedelta(days=20), 2)
    other = make_course(actor, doctor, make_patient(actor, "2"))
    uncalled = make_session(actor, doctor, other, TODAY - timedelta(days=10))
    services.note_call(actor, doctor, last, "nothing")
    with django_assert_max_num_queries(2):
        found = calls(VIEW, TODAY)
    assert [each.session for each in found] == [uncalled, last]
    assert found[1].last_call is not None


def test_call_that_reached_nobody_is_no_call(actor, doctor, course):
    tried = make_session(actor, doctor, course, TODAY - timedelta(days=30))
    other = make_course(actor, doctor, make_patient(actor, "2"))
    untried = make_session(actor, doctor, other, TODAY - timedelta(days=10))
    services.note_call(actor, doctor, tried, "not-reached")
    found = calls(VIEW, TODAY)
    assert [(each.session, each.last_call) for each in found] == [(untried, None), (tried, None)]
    assert found[1].last_try is not None
    services.note_call(actor, doctor, tried, "nothing")
    assert [(each.last_call is None, each.last_try) for each in calls(VIEW, TODAY)] == [(True, None), (False, None)]


def test_call_list_says_who_was_not_reached(actor, doctor, course, signed_in):
    session = make_session(actor, doctor, course, timezone.localdate() - timedelta(days=30))
    client = signed_in(doctor)
    client.post(f"/outcomes/{session.patient_id}/calls/{session.pk}/", {"result": "not-reached"})
    page = client.get("/outcomes/calls/").content.decode()
    assert "not reached on" in page
    assert "· called on" not in page


def test_events_of_one_lot_alarm(actor, doctor, course):
    other = make_course(actor, doctor, make_patient(actor, "2"))
    first = make_event(actor, doctor, make_session(actor, doctor, course, TODAY - timedelta(days=60)))
    second = make_event(actor, doctor, make_session(actor, doctor, other, TODAY - timedelta(days=20)))
    found = shared(VIEW, [first, second])
    assert [(each.kind, each.is_alarm) for each in found] == [("lot", True)]


def test_events_of_other_lots_and_weeks_do_not_alarm(actor, doctor, course):
    other = make_course(actor, doctor, make_patient(actor, "2"))
    first = make_event(actor, doctor, make_session(actor, doctor, course, TODAY - timedelta(days=60)))
    second = make_event(actor, doctor, make_session(actor, doctor, other, TODAY - timedelta(days=20), lot="B"))
    assert shared(VIEW, [first, second]) == ()


def test_bruises_of_one_week_are_told_without_alarm(actor, doctor, course):
    other = make_course(actor, doctor, make_patient(actor, "2"))
    day = TODAY - timedelta(days=20)
    first = make_event(actor, doctor, make_session(actor, doctor, course, day), "bruise")
    second = make_event(actor, doctor, make_session(actor, doctor, other, day, lot="B"), "bruise")
    assert [(each.kind, each.is_alarm) for each in shared(VIEW, [first, second])] == [("week", False)]


def test_two_events_of_one_session_share_nothing(actor, doctor, course):
    session = make_session(actor, doctor, course, TODAY - timedelta(days=20))
    events = [make_event(actor, doctor, session), make_event(actor, doctor, session, "allergy")]
    assert shared(VIEW, events) == ()


def two_events(actor, doctor, course, days: int, **given: str) -> list[AdverseEvent]:
    """Two patients' events: of a session so many days ago, and of one long before the longest incubation."""
    other = make_course(actor, doctor, make_patient(actor, "2"))
    last = TODAY - timedelta(days=days)
    before = last - timedelta(weeks=late_window(VIEW).high_weeks, days=1)
    made = [make_session(actor, doctor, each, day, **given) for each, day in ((course, last), (other, before))]
    return [make_event(actor, doctor, each) for each in made]


def test_one_injector_for_years_is_nothing_in_common(actor, doctor, course):
    events = two_events(actor, doctor, course, 1, device="Gun 7")
    assert {each.kind for each in shared(VIEW, events)} == {"lot"}
    third = make_course(actor, doctor, make_patient(actor, "3"))
    between = make_session(actor, doctor, third, TODAY - timedelta(days=30), lot="B", device="gun 7")
    (device,) = (each for each in shared(VIEW, [*events, make_event(actor, doctor, between)]) if each.kind == "device")
    assert len(device.events) == 3  # each within the incubation of the next


def test_injector_stays_in_common_where_no_incubation_is_known(actor, doctor, course, monkeypatch):
    events = two_events(actor, doctor, course, 1, device="Gun 7")
    monkeypatch.setattr("papule.clinic.outcomes.sharing.late_window", lambda _view: None)
    assert {each.kind for each in shared(VIEW, events)} == {"lot", "device"}
    assert {each.kind for each in alarms(VIEW, events, TODAY + timedelta(days=4000))} == {"lot", "device"}


def test_alarm_of_a_week_ends_with_the_incubation_and_that_of_a_lot_stays(actor, doctor, course):
    day = TODAY - timedelta(days=20)
    other = make_course(actor, doctor, make_patient(actor, "2"))
    events = [make_event(actor, doctor, make_session(actor, doctor, each, day)) for each in (course, other)]
    ends = day + timedelta(weeks=late_window(VIEW).high_weeks)
    assert {each.kind for each in alarms(VIEW, events, ends)} == {"lot", "week"}
    assert {each.kind for each in alarms(VIEW, events, ends + timedelta(days=1))} == {"lot"}
    assert {each.kind for each in shared(VIEW, events)} == {"lot", "week"}  # still told among the follow-up


def test_duty_of_months_is_due_when_it_ends(actor, doctor, course):
    session = make_session(actor, doctor, course, date(2026, 1, 31))
    duties = [DutyToDo("contraception", months=1), DutyToDo("watch", minutes=10), DutyToDo("contraception", months=1)]
    with writing(actor, "session.sign"):
        services.remind_after(session, duties)
    assert [each.due_on for each in Reminder.objects.all()] == [date(2026, 2, 28)]


def pregnant(actor, patient, last_period_on: date | None) -> None:
    with writing(actor, "fact.answer"):
        FactAnswer.objects.create(patient=patient, fact="pregnancy", answer="yes", answered_at=timezone.now())
        Patient.objects.filter(pk=patient.pk).update(last_period_on=last_period_on)
    patient.refresh_from_db()


def test_pregnancy_learned_later_finds_sessions_since_the_last_period(actor, doctor, course, patient):
    make_session(actor, doctor, course, date(2026, 9, 30), 1)
    at_its_day = make_session(actor, doctor, course, date(2026, 10, 1), 2)
    pregnant(actor, patient, date(2026, 10, 1))
    assert [(each.session, each.in_pregnancy) for each in exposures(patient)] == [(at_its_day, True)]


def test_pregnancy_finds_the_session_whose_duty_still_ran(actor, doctor, course, patient):
    session = make_session(actor, doctor, course, date(2026, 9, 15))
    with writing(actor, "session.sign"):
        services.remind_after(session, [DutyToDo("contraception", months=1)])
    pregnant(actor, patient, date(2026, 10, 1))
    assert [(each.session, each.in_pregnancy) for each in exposures(patient)] == [(session, False)]


def test_pregnancy_of_unknown_beginning_concerns_every_session(actor, doctor, course, patient):
    make_session(actor, doctor, course, date(2020, 1, 1))
    pregnant(actor, patient, None)
    assert [each.in_pregnancy for each in exposures(patient)] == [None]


def test_what_a_pregnancy_was_exposed_to_has_its_unit_and_french_marks(actor, doctor, course, patient, signed_in):
    session = make_session(actor, doctor, course, date(2020, 1, 1))
    given = session.administrations.values().get() | {"id": None, "product_name": "- produit de l’essai"}
    with writing(actor, "session.sign"):
        for amount in ("2.5 mg", ""):
            Administration.objects.create(**given | {"amount": amount})
    pregnant(actor, patient, None)
    doctor.language = "fr"
    doctor.save()
    page = signed_in(doctor).get(reverse("outcomes:exposure", args=[patient.pk]))
    for said in ("- produit de l’essai, 2,5 mg\u00a0:", "- produit de l’essai, 2 mL\u00a0:"):
        assert said in page.content.decode(), said
    assert "<h2>1er janvier 2020" in page.content.decode()


def test_pregnancy_concerns_what_the_amended_session_says(actor, doctor, course, patient):
    session = make_session(actor, doctor, course, date(2026, 11, 1), lot="MISREAD")
    given = session.administrations.values().get()
    with writing(actor, "session.amend"):
        version = SessionVersion.objects.create(
            session=session, number=2, record={}, assessment="{}", digest="", signed_by=doctor, signed_at=timezone.now()
        )
        Administration.objects.create(**given | {"id": None, "version_id": version.pk, "lot_number": "READ"})
        Session.objects.filter(pk=session.pk).update(current=version)
    pregnant(actor, patient, None)
    assert [[row.lot_number for row in each.given] for each in exposures(patient)] == [["READ"]]


def test_no_pregnancy_concerns_no_session(actor, doctor, course, patient):
    make_session(actor, doctor, course, date(2026, 9, 15))
    assert exposures(patient) == ()


def test_event_changed_by_two_is_told_to_the_second(actor, doctor, course):
    event = make_event(actor, doctor, make_session(actor, doctor, course, TODAY))
    services.change_event(actor, event, {"severity": "severe"}, 1)
    with pytest.raises(services.StaleError):
        services.change_event(actor, event, {"severity": "moderate"}, 1)
    event.refresh_from_db()
    assert event.severity == "severe"
