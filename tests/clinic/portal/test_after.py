"""Afterwards, on the patient's own page: the sheet of the last session, without anybody making it first."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from tests.clinic.made import TESTS, make_course, make_patient, make_session, make_signed

from papule.clinic.knowledge import guidance, view_on
from papule.clinic.portal import services


def let_in(doctor, patient) -> tuple[Client, str]:
    key = services.invite(TESTS, doctor, patient, None, ["questionnaire"])
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    client.post(f"/p/{key.token}/", {"born": patient.birth_date.isoformat(), "code": key.code})
    return client, f"/p/{key.token}"


def test_patient_sees_what_was_injected_where_and_until_when_to_look_out(doctor, practice):
    session = make_signed(doctor, practice)
    client, root = let_in(doctor, session.patient)
    assert f"{root}/after/" in client.get(f"{root}/home/").content.decode()
    page = unescape(client.get(f"{root}/after/").content.decode())
    on = timezone.localdate(session.performed_at)
    for given in session.administrations.all():
        assert given.lot_number in page
    windows = [each.until_weeks for each in guidance("come-back", view_on(on, "FR", "sfm")) if each.until_weeks]
    assert windows
    for weeks in windows:
        assert f"Until {date_format(on + timedelta(weeks=weeks), 'j F Y')}" in page
    assert "data:image/svg+xml;base64," in page
    assert client.get(f"{root}/after/?pdf").content.startswith(b"%PDF")


def test_newest_session_is_shown_and_nobody_else_s(doctor, practice):
    course = make_course(doctor, make_patient(language="en"))
    for lot in ("older-lot", "newer-lot"):
        make_session(doctor, course, lot=lot)
    make_session(doctor, make_course(doctor, make_patient()), timezone.localdate(), lot="foreign-lot")
    client, root = let_in(doctor, course.patient)
    page = client.get(f"{root}/after/").content.decode()
    assert [lot in page for lot in ("older-lot", "newer-lot", "foreign-lot")] == [False, True, False]


@pytest.mark.parametrize("is_inside", [True, False])
def test_page_without_a_session_or_without_coming_in_is_not_there(doctor, practice, is_inside):
    client, root = let_in(doctor, make_patient(language="en"))
    assert "/after/" not in client.get(f"{root}/home/").content.decode()
    answer = (client if is_inside else Client()).get(f"{root}/after/")
    assert answer.status_code == (404 if is_inside else 302)


def test_what_looks_wrong_is_told_with_the_day_until_which_it_may_come(doctor, practice):
    session = make_signed(doctor, practice)
    client, root = let_in(doctor, session.patient)
    page = unescape(client.get(f"{root}/wrong/").content.decode())
    on = timezone.localdate(session.performed_at)
    windows = [each.until_weeks for each in guidance("come-back", view_on(on, "FR", "sfm")) if each.until_weeks]
    assert windows
    for weeks in windows:
        assert f", until {date_format(on + timedelta(weeks=weeks), 'j F Y')}" in page


def test_what_looks_wrong_before_any_session_is_told_in_weeks(doctor, practice):
    client, root = let_in(doctor, make_patient(language="en"))
    assert "weeks after a session" in client.get(f"{root}/wrong/").content.decode()


def test_day_that_is_over_is_no_limit_of_what_may_be_told(doctor, practice):
    long_ago = timezone.localdate() - timedelta(days=5 * 365)
    client, root = let_in(
        doctor, make_session(doctor, make_course(doctor, make_patient(language="en")), long_ago).patient
    )
    page = client.get(f"{root}/wrong/")
    assert "until" not in page.text
    assert [each["id"] for each in page.context["signs"] if each["until"]] == []
    assert "sign-back-nodule" in page.text
