"""The rows of the registry: what counts, what is left out, and that nobody is named."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.clinic.made import (
    TESTS,
    make_course,
    make_patient,
    make_score,
    make_session,
    make_signed,
    session_record,
)
from tests.clinic.registry.counting import FIRST, change, treated

from papule.clinic.audit.models import AuditEvent
from papule.clinic.audit.writing import writing
from papule.clinic.care.models import Session, SessionVersion
from papule.clinic.care.session_record import plain, record_of
from papule.clinic.knowledge import view_on
from papule.clinic.outcomes.following import find_response
from papule.clinic.outcomes.models import AdverseEvent, MedicineUse, SparedMedicine
from papule.clinic.patients.merging import merge, separate
from papule.clinic.registry.gathering import gather
from papule.clinic.registry.services import make
from papule.registry.rows import CourseRow, Registry

VIEW = view_on(date(2026, 11, 27), "FR", "sfm")


def counted(practice) -> Registry:
    return gather(practice).registry


def only(practice) -> CourseRow:
    [row] = counted(practice).courses
    return row


def test_course_is_told_without_names_or_days(practice, doctor):
    treated(doctor, 8, 6, 3, patient=make_patient(birth_date=date(1953, 9, 8)))
    row = only(practice)
    assert (row.sex, row.age_from, row.quarter, row.days) == ("female", 70, date(2026, 7, 1), 14)
    assert (row.indication, row.phase, row.recipe) == ("low-back-pain-acute", "acute", "lidocaine-10mg-ml")
    assert (row.sessions, row.pain_before, row.pain_last, row.response) == (3, 8, 3, "yes")
    assert row.ended is False


@pytest.mark.parametrize(
    ("born", "band"), [(date(1937, 9, 7), 80), (date(1936, 9, 7), 90), (date(1920, 1, 1), 90), (None, None)]
)
def test_ages_are_bands_of_ten_years_and_the_oldest_is_open(practice, doctor, born, band):
    treated(doctor, 8, patient=make_patient(birth_date=born))
    assert only(practice).age_from == band


@pytest.mark.parametrize(
    "scores",
    [(7, 5), (7, 6), (7, None, 4), (None, 3, 1), (7,), (0, 0), (10, 10, 9.5), (6, 4.2), (3, 2), (2, 1)],
)
def test_response_is_that_of_the_page_of_the_course(practice, doctor, scores):
    course = treated(doctor, *scores)
    row, shown = only(practice), find_response(course, VIEW)
    said = "unknown" if shown is None else ("yes" if shown.improved else "no")
    assert row.response == said
    if shown is not None:
        assert (row.pain_before, row.pain_last) == (shown.before, shown.now)


def test_without_scores_or_with_the_visual_scale_only_a_response_is_not_known(practice, doctor):
    treated(doctor, None, None)
    course = treated(doctor, None, None)
    for number, value in ((1, 80), (2, 10)):
        session = course.sessions.get(number=number)
        make_score(course, value, FIRST + timedelta(weeks=number), scale="vas", session=session)
    for row in counted(practice).courses:
        assert (row.pain_before, row.pain_last, row.response) == (None, None, "unknown")


def test_visual_scale_is_not_mixed_with_the_nrs(practice, doctor):
    course = treated(doctor, 8)
    make_score(course, 10, FIRST + timedelta(weeks=3), "diary", scale="vas")
    row = only(practice)
    assert (row.pain_before, row.pain_last, row.response) == (8, None, "unknown")


def test_session_counts_as_it_was_amended(practice, doctor):
    course = treated(doctor, 8, 6)
    session = course.sessions.get(number=1)
    record = msgspec.structs.replace(
        record_of(session_record(FIRST, "procaine-20mg-ml", points=4)), pain=record_of(session_record(FIRST)).pain
    )
    with writing(TESTS, "session.amend", patient_id=course.patient_id):
        version = SessionVersion.objects.create(
            session=session, number=2, record=plain(record), assessment="{}", digest="", signed_by=doctor,
            signed_at=session.performed_at, reason="another product",
        )  # fmt: skip
        Session.objects.filter(pk=session.pk).update(current=version)
    first = next(each for each in counted(practice).sessions if each.number == 1)
    assert (first.products, first.points, first.volume_ml) == (["procaine-20mg-ml"], 4, 0.4)
    assert only(practice).recipe == "procaine-20mg-ml"


def test_session_at_which_nothing_was_given_treats_nobody(practice, doctor):
    course = make_course(doctor, make_patient())
    make_session(doctor, course, FIRST, record=session_record(FIRST, given=False))
    assert counted(practice).courses == []
    later = FIRST + timedelta(days=7)
    make_session(doctor, course, later, record=session_record(later))
    row = only(practice)
    assert (row.sessions, row.recipe, row.days) == (1, "lidocaine-10mg-ml", 0)


def test_dry_session_is_one_and_injects_nothing(practice, doctor):
    course = make_course(doctor, make_patient())
    record = session_record(FIRST)
    record["syringes"][0] |= {"technique": "dry", "products": [], "injected_ml": None}
    make_session(doctor, course, FIRST, record=record)
    made = counted(practice)
    assert (made.courses[0].recipe, made.sessions[0].products, made.sessions[0].volume_ml) == ("dry", [], 0)


def test_what_the_knowledge_does_not_know_is_other(practice, doctor):
    course = make_course(doctor, make_patient(), indication="", free_indication="hellebore of the knee")
    record = session_record(FIRST, "hellebore-1mg", site="hellebore")
    make_session(doctor, course, FIRST, record=record)
    made = counted(practice)
    assert (made.courses[0].indication, made.courses[0].recipe, made.sessions[0].sites) == ("other", "other", ["other"])
    assert b"hellebore" not in msgspec.json.encode(made)


def test_record_that_nobody_can_read_is_told_and_not_counted(practice, doctor):
    course = treated(doctor, 8)
    make_session(doctor, course, FIRST + timedelta(days=7), number=2)  # its record is empty
    made = gather(practice)
    assert (made.unread, made.registry.about.counts["sessions"]) == (1, 1)


def test_who_does_not_want_it_is_not_in_it(practice, doctor):
    known = treated(doctor, 8, 4).patient
    treated(doctor, 7, 5)
    change(known, opposed_to_registry_on=FIRST)
    made = counted(practice)
    assert (len(made.courses), len(made.sessions), made.about.opposed) == (1, 2, 1)
    assert made.courses[0].pain_before == 7
    change(known, opposed_to_registry_on=None)
    assert (len(counted(practice).courses), counted(practice).about.opposed) == (2, 0)


def test_merged_records_are_one_person_and_a_no_of_one_is_a_no_of_both(practice, doctor):
    kept, other = treated(doctor, 8, 4).patient, treated(doctor, 7, 5).patient
    assert len({each.person for each in counted(practice).courses}) == 2
    merge(TESTS, kept, other, (kept.revision, other.revision))
    assert len({each.person for each in counted(practice).courses}) == 1
    kept.refresh_from_db()
    separate(TESTS, kept, AuditEvent.objects.filter(action="patient.merge").last().number)
    change(other, opposed_to_registry_on=FIRST)
    kept.refresh_from_db()
    other.refresh_from_db()
    merge(TESTS, kept, other, (kept.revision, other.revision))
    made = counted(practice)
    assert (made.courses, made.about.opposed) == ([], 1)


def test_pseudonyms_are_the_same_each_time_and_others_with_another_secret(practice, doctor, settings):
    course = treated(doctor, 8)
    once, again = only(practice), only(practice)
    assert once == again
    assert str(course.pk) not in (once.course, once.person)
    settings.SECRET_KEY = "another practice's"  # noqa: S105 -- of a test
    other = only(practice)
    assert not {once.practice, once.course, once.person} & {other.practice, other.course, other.person}
    assert len({once.practice, once.course, once.person}) == 3


def test_medicines_spared_are_those_of_the_weeks_after_the_first_session(practice, doctor):
    course = treated(doctor, 8, 4)
    with writing(TESTS, "medicine.spare", patient_id=course.patient_id):
        for name, baseline, uses in (("A", 10, ((-3, 1), (7, 8), (21, 5))), ("B", 4, ((14, 6),)), ("C", 9, ((-1, 0),))):
            row = SparedMedicine.objects.create(course=course, name=name, unit="mg", baseline_per_week=baseline)
            for days, units in uses:
                MedicineUse.objects.create(medicine=row, week_before=FIRST + timedelta(days=days), units=Decimal(units))
    assert only(practice).spared == pytest.approx((0.5 - 0.5) / 2)  # half less of A, half more of B


def test_events_are_told_by_kind_and_days_without_their_words(practice, doctor):
    course = treated(doctor, 8)
    at = timezone.now()
    said = {"session": course.sessions.get(), "severity": "mild", "recorded_by": doctor, "recorded_at": at}
    with writing(TESTS, "adverse_event.record", patient_id=course.patient_id):
        for kind in ("bruise", "hellebore"):
            AdverseEvent.objects.create(
                patient=course.patient, kind=kind, description="hellebore", onset_on=FIRST + timedelta(days=2), **said
            )
        AdverseEvent.objects.create(patient=course.patient, kind="bruise", onset_on=FIRST, **said | {"session": None})
    made = counted(practice)
    assert [(each.kind, each.days, each.serious) for each in made.events] == [("bruise", 2, False), ("other", 2, False)]
    assert b"hellebore" not in msgspec.json.encode(made)


def files_of(place: Path) -> bytes:
    """Everything in the files, the tables as they are and unpacked."""
    tables = [duckdb.read_parquet(str(each)).fetchall() for each in sorted(place.glob("*.parquet"))]
    return b"".join(each.read_bytes() for each in place.iterdir()) + repr(tables).encode()


def test_no_file_names_anybody(practice, doctor, place):
    signed = make_signed(doctor, practice)
    patient = signed.patient
    change(patient, record_number="RN-77341", note="hellebore", email="someone@example.org", birth_name="Vandenesse")
    patient.refresh_from_db()
    make(TESTS, practice)
    held = files_of(place)
    assert b"lidocaine-10mg-ml" in held
    born = patient.birth_date
    assert born is not None
    named = [patient.family_name, *patient.given_names.split(), patient.birth_name, "RN-77341", patient.phone]
    named += [patient.email, "hellebore", patient.address.split(",")[0], doctor.last_name, doctor.first_name]
    named += [signed.course.complaint, practice.name, f"{born:%Y-%m-%d}", f"{born:%d/%m/%Y}", repr(born)]
    assert [each for each in named if each.encode() in held] == []
    assert f"{signed.performed_at:%Y-%m-%d}".encode() not in held


def test_queries_do_not_grow_with_sessions(practice, doctor):
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            gather(practice)
        return len([each for each in seen if "CURSOR" not in each["sql"]])

    treated(doctor, 8, 4)
    few = asked()
    for _each in range(6):
        treated(doctor, 9, 8, 7, 6, 5)
    assert asked() == few <= 6
