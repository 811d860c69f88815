from datetime import date
from urllib.parse import parse_qs

import pytest
from tests.clinic.made import TESTS, make_course, make_patient, make_session, session_record

from papule.clinic.agenda.models import Room
from papule.clinic.audit.models import AuditEvent
from papule.clinic.care.models import Session
from papule.clinic.knowledge import view_on
from papule.clinic.outcomes.models import AdverseEvent
from papule.clinic.outcomes.services import record_event
from papule.clinic.outcomes.sharing import shared, week_of
from papule.clinic.recalls.tracing import Sought, by_patient
from papule.clinic.stock.models import Recall

pytestmark = pytest.mark.usefixtures("practice")
DAY = date(2026, 11, 10)
VIEW = view_on(date(2026, 11, 27), "FR", "sfm")


def treated(doctor, room: str, on: date = DAY, **more) -> Session:
    patient = make_patient(**more.pop("patient", {}))
    return make_session(doctor, make_course(doctor, patient), on, room=room, record=session_record(on), **more)


def harmed(doctor, session: Session, kind: str = "mycobacterial-infection") -> AdverseEvent:
    said = {"session": session, "kind": kind, "onset_on": date(2026, 11, 20), "severity": "moderate",
            "description": "", "outcome": "ongoing", "sites": []}  # fmt: skip
    return record_event(TESTS, doctor, session.patient, said)


def found(**sought) -> set[int]:
    return {each["kept"] for each in by_patient(Sought("room", **sought))}


def test_room_leads_to_everybody_who_was_treated_there_within_the_days(doctor):
    here, later = treated(doctor, "Salle 1"), treated(doctor, "Salle 1", date(2026, 11, 16))
    treated(doctor, "Salle 2")
    assert found(room="Salle 1") == {here.patient_id, later.patient_id}
    assert found(room="salle 1", since=DAY, until=date(2026, 11, 15)) == {here.patient_id}
    assert found(room="Salle 1", since=date(2026, 11, 11), until=date(2026, 11, 16)) == {later.patient_id}
    assert found(room="Salle 3") == set()


def test_session_whose_room_is_not_noted_may_have_been_in_any_and_says_so(doctor, assistant, signed_in):
    there, unknown = treated(doctor, "Salle 1"), treated(doctor, "", patient={"family_name": "Inconnu"})
    treated(doctor, "", date(2026, 10, 1))
    assert found(room="Salle 1", since=DAY, until=DAY) == {there.patient_id, unknown.patient_id}
    page = signed_in(assistant).get("/recalls/trace/?kind=room&room=Salle+1&since=2026-11-10&until=2026-11-10")
    assert "2 patients" in page.text
    assert page.text.count("room not noted") == 1


def test_page_of_a_room_names_it_offers_no_recall_and_is_in_the_log(doctor, assistant, signed_in):
    session = treated(doctor, "Salle 1")
    Room.objects.create(name="Salle 1")
    client = signed_in(assistant)
    address = "/recalls/trace/?kind=room&room=Salle+1&since=2026-11-09&until=2026-11-15"
    page = client.get(address).text
    assert str(session.patient) in page
    assert '<option value="Salle 1">' in page
    assert "Recall it" not in page
    client.post(address, {"reason": "mould"})
    assert not Recall.objects.exists()
    read = AuditEvent.objects.filter(subject="recalls:trace").last()
    assert (read.detail["patients"], read.detail["sought"]) == (
        [session.patient_id],
        "room Salle 1 2026-11-09 2026-11-15",
    )


def test_something_traced_until_a_day_is_not_recalled_from_there(doctor, assistant, signed_in):
    treated(doctor, "Salle 1")
    address = "/recalls/trace/?kind=lot&product=lidocaine-10mg-ml&lot=A1&until=2026-11-15"
    client = signed_in(assistant)
    assert "Recall it" not in client.get(address).text
    client.post(address, {"reason": "particles"})
    assert not Recall.objects.exists()


def test_events_of_one_room_alarm_and_lead_to_everybody_who_was_there_in_their_days(doctor, assistant, signed_in):
    first, last = treated(doctor, "Salle 1", lot="A"), treated(doctor, "salle 1", date(2026, 11, 18), lot="B")
    between, _elsewhere = treated(doctor, "Salle 1", date(2026, 11, 12), lot="C"), treated(doctor, "Salle 2", lot="D")
    treated(doctor, "Salle 1", date(2026, 11, 19), lot="E")
    events = [harmed(doctor, first), harmed(doctor, last)]
    (common,) = shared(VIEW, events)
    assert (common.kind, common.is_alarm, common.since, common.until) == ("room", True, DAY, date(2026, 11, 18))
    client = signed_in(assistant)
    for address in ("/outcomes/", f"/outcomes/{first.patient_id}/events/{events[0].pk}/"):
        page = client.get(address).text
        assert "share the same room Salle 1, 10 Nov 2026 – 18 Nov 2026" in page
        assert common.asked.replace("&", "&amp;") in page
    traced = client.get(f"/recalls/trace/?{common.asked}").context["concerned"]
    assert {each.patient.pk for each in traced} == {first.patient_id, last.patient_id, between.patient_id}


def test_events_of_other_rooms_and_weeks_share_nothing(doctor):
    first, last = treated(doctor, "Salle 1", lot="A"), treated(doctor, "Salle 2", date(2026, 11, 18), lot="B")
    assert shared(VIEW, [harmed(doctor, first), harmed(doctor, last)]) == ()


@pytest.mark.parametrize("kind", ["week", "lot", "device", "room"])
def test_what_events_share_is_traced_with_them_in_it(doctor, assistant, signed_in, kind):
    sessions = [
        treated(doctor, "Salle 1", lot="a1", device="Gun 7"),
        treated(doctor, "Salle 1", lot="A1", device="Gun 7"),
    ]
    common = {each.kind: each for each in shared(VIEW, [harmed(doctor, each) for each in sessions])}[kind]
    client = signed_in(assistant)
    if kind == "device":
        from papule.clinic.stock.models import Device  # noqa: PLC0415 -- of this kind alone

        Device.objects.create(name="Gun", serial="7")
    traced = client.get(f"/recalls/trace/?{common.asked}").context["concerned"]
    assert {each.patient.pk for each in traced} == {each.patient_id for each in sessions}


def test_event_leads_to_its_room_and_week_and_says_where_the_room_is_not_noted(doctor, assistant, signed_in):
    known, unknown = treated(doctor, "Salle 1"), treated(doctor, "")
    client = signed_in(assistant)
    monday, sunday = week_of(DAY)
    page = client.get(f"/outcomes/{known.patient_id}/events/{harmed(doctor, known).pk}/").text
    address = f"kind=room&amp;room=Salle%201&amp;since={monday}&amp;until={sunday}"
    assert address in page
    asked = parse_qs(address.replace("&amp;", "&"))
    assert found(room=asked["room"][0], since=monday, until=sunday) == {known.patient_id, unknown.patient_id}
    page = client.get(f"/outcomes/{unknown.patient_id}/events/{harmed(doctor, unknown).pk}/").text
    assert "The room is not noted" in page


@pytest.mark.parametrize(("day", "monday"), [(date(2026, 11, 9), 9), (date(2026, 11, 15), 9), (date(2026, 11, 16), 16)])
def test_week_runs_from_monday_to_sunday(day, monday):
    assert [each.day for each in week_of(day)] == [monday, monday + 6]
