import csv
import zipfile
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.clinic.made import TESTS, make_course, make_patient, make_session, session_record

from papule.clinic.audit.models import AuditEvent
from papule.clinic.audit.writing import writing
from papule.clinic.care.models import Administration, Session, SessionVersion
from papule.clinic.documents.models import Document
from papule.clinic.knowledge import view_on
from papule.clinic.outcomes.following import late_window
from papule.clinic.recalls.models import Contact
from papule.clinic.recalls.tracing import Sought, by_patient, given, listed, look_back, progress
from papule.clinic.stock.lots import refusal
from papule.clinic.stock.models import Device, Recall
from papule.clinic.stock.recalls import StartedError, finish, start, withdraw

pytestmark = pytest.mark.usefixtures("practice")
LIDOCAINE = "lidocaine-10mg-ml"
TODAY = date(2026, 11, 27)
LOT = Sought("lot", product=LIDOCAINE, lot_number="a1")


@pytest.fixture
def view():
    return view_on(TODAY, "FR", "sfm")


def had(doctor, lot="A1", on=date(2026, 11, 10), **more) -> Session:
    patient = make_patient(phone="01 99 00 11 22", **more.pop("patient", {}))
    return make_session(doctor, make_course(doctor, patient), on, lot=lot, **more)


def recalled(**more) -> Recall:
    return start(TESTS, "particles", **{"product": LIDOCAINE, "lot_number": "A1"} | more)


def test_lot_leads_to_everybody_who_had_it_and_to_nobody_else(doctor, view):
    first, second, _other = had(doctor), had(doctor), had(doctor, "B2")
    make_session(doctor, first.course, date(2026, 11, 20), lot="a1")
    found = {each.patient.pk: len(each.sessions) for each in listed(LOT, view, "1").concerned}
    assert found == {first.patient_id: 2, second.patient_id: 1}


def test_lot_that_an_amendment_put_right_counts_as_amended(doctor):
    session = had(doctor, "A1")
    with writing(TESTS, "session.amend", patient_id=session.patient_id):
        version = SessionVersion.objects.create(
            session=session, number=2, record={}, assessment="{}", digest="", signed_by=doctor, signed_at=timezone.now()
        )
        old = Administration.objects.get(session=session)
        old.pk, old.version, old.lot_number = None, version, "C3"
        old._state.adding = True
        old.save()
        Session.objects.filter(pk=session.pk).update(current=version)
    assert not given(LOT).exists()
    assert given(Sought("lot", product=LIDOCAINE, lot_number="C3")).count() == 1


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        (Sought("product", product=LIDOCAINE), 3),
        (Sought("product", product=LIDOCAINE, since=date(2026, 11, 11)), 1),
        (Sought("device", device="Gun 7"), 1),
        (Sought("product", product=LIDOCAINE, until=date(2026, 11, 11)), 2),
        (Sought("day", since=date(2026, 11, 10), until=date(2026, 11, 10)), 2),
        (Sought("day", since=date(2026, 11, 10), until=date(2026, 11, 12)), 3),
        (Sought("day", since=date(2026, 11, 10)), 0),
        (Sought("day"), 0),
    ],
)
def test_product_injector_and_days_are_traced_too(doctor, sought, found):
    had(doctor)
    had(doctor, "B2", device="Gun 7")
    had(doctor, "B2", date(2026, 11, 12))
    assert by_patient(sought).count() == found


def test_list_tells_sites_and_until_when_late_nodules_may_come(doctor, view):
    session = had(doctor, record=session_record(date(2026, 11, 10), site="knee"))
    found = listed(LOT, view, "1").concerned[0]
    window = late_window(view)
    assert found.patient == session.patient
    assert found.sessions[0].sites
    assert found.until == date(2026, 11, 10) + timedelta(weeks=window.high_weeks)
    assert look_back(view, TODAY) == TODAY - timedelta(weeks=window.high_weeks)


def test_number_of_queries_does_not_grow_with_the_patients(doctor, view):
    counts = []
    for _ in range(2):
        for _more in range(4):
            had(doctor)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            listed(LOT, view, "1")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_same_recall_started_twice_is_there_once(doctor):
    first = recalled()
    with pytest.raises(StartedError) as error:
        recalled(lot_number="a1")
    assert error.value.recall == first
    assert Recall.objects.count() == 1
    withdraw(TESTS, first, "a mistake")
    assert recalled() != first


def test_recalled_lot_is_refused_though_the_cupboard_never_saw_it():
    assert refusal(LIDOCAINE, "A1", date(2028, 1, 1), "", TODAY) == ""
    made = recalled()
    assert "particles" in refusal(LIDOCAINE, "a1", date(2028, 1, 1), "", TODAY)
    finish(TESTS, made, "all reached")
    assert "particles" in refusal(LIDOCAINE, "A1", date(2028, 1, 1), "", TODAY)
    withdraw(TESTS, made, "a mistake")
    assert refusal(LIDOCAINE, "A1", date(2028, 1, 1), "", TODAY) == ""


def test_recalled_injector_is_taken_out_of_use():
    device = Device.objects.create(name="Gun", serial="7")
    start(TESTS, "leaks", device="Gun 7")
    device.refresh_from_db()
    assert not device.is_used


def test_contacts_are_kept_and_counted_and_never_changed(doctor, assistant, signed_in):
    reached, missed = had(doctor), had(doctor)
    recall = recalled()
    client = signed_in(assistant)
    for session, result in ((reached, "not-reached"), (reached, "well"), (missed, "not-reached")):
        address = f"/recalls/{recall.pk}/{session.patient_id}/"
        assert client.post(address, {"how": "phone", "result": result, "note": "x"}).status_code == 302
    assert (progress(recall).patients, progress(recall).reached, progress(recall).left) == (2, 1, 1)
    with pytest.raises(DatabaseError), writing(TESTS, "try"), transaction.atomic():
        Contact.objects.update(result="well")


def test_signs_lead_to_the_record_of_an_event(doctor, assistant, signed_in):
    session = had(doctor)
    answer = signed_in(assistant).post(
        f"/recalls/{recalled().pk}/{session.patient_id}/", {"how": "phone", "result": "signs", "note": ""}
    )
    assert answer.url == f"/outcomes/{session.patient_id}/events/"


@pytest.mark.parametrize("wrong", [{"result": ""}, {"result": "fine"}, {"how": "owl"}])
def test_contact_with_something_wrong_is_not_kept(doctor, assistant, signed_in, wrong):
    session = had(doctor)
    fields = {"how": "phone", "result": "well"} | wrong
    signed_in(assistant).post(f"/recalls/{recalled().pk}/{session.patient_id}/", fields)
    assert not Contact.objects.exists()


def test_somebody_who_never_had_it_is_not_noted(doctor, assistant, signed_in):
    other = had(doctor, "B2")
    signed_in(assistant).post(f"/recalls/{recalled().pk}/{other.patient_id}/", {"how": "phone", "result": "well"})
    assert not Contact.objects.exists()


def test_letters_are_made_once_each_in_its_language(doctor, assistant, signed_in):
    had(doctor, patient={"language": "fr"})
    had(doctor, patient={"language": "en", "family_name": "=cmd()"})
    recall = recalled()
    client = signed_in(assistant)
    for _ in range(2):
        client.post(f"/recalls/{recall.pk}/letters/")
    letters = list(Document.objects.order_by("language"))
    assert [each.language for each in letters] == ["en", "fr"]
    for each in letters:
        told = str(each.sheet)
        assert "A1" in told
        assert "particles" in told
        assert bytes(each.pdf).startswith(b"%PDF")
    assert Contact.objects.filter(result="sent").count() == 2
    assert progress(recall).reached == 0
    packed = zipfile.ZipFile(BytesIO(client.get(f"/recalls/{recall.pk}/printed/").content))
    assert len(packed.namelist()) == 2
    table = b"".join(client.get(f"/recalls/{recall.pk}/export/").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(table)))
    assert {row["Result"] for row in rows} == {"letter made, no answer yet"}
    assert not any(row["Name"].startswith("=") for row in rows)


def test_table_of_a_recall_is_in_the_language_of_its_reader(doctor, signed_in):
    session, recall = had(doctor), recalled()
    doctor.language = "fr"
    doctor.save()
    client = signed_in(doctor)
    client.post(f"/recalls/{recall.pk}/{session.patient_id}/", {"how": "phone", "result": "well"})
    table = b"".join(client.get(f"/recalls/{recall.pk}/export/").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(table), delimiter=";"))
    assert [row["Résultat"] for row in rows] == ["joint, va bien"]
    assert rows[0]["Nom"] == str(session.patient)


@pytest.mark.parametrize(("back", "kept"), [("all=&page=2", "?all=&page=2"), ("page=3&x=y", "?page=3"), ("", "")])
def test_whoever_calls_stays_where_they_are_in_the_list(doctor, assistant, signed_in, back, kept):
    session, recall = had(doctor), recalled()
    for result in ("not-reached", ""):
        said = {"how": "phone", "result": result, "back": back}
        answer = signed_in(assistant).post(f"/recalls/{recall.pk}/{session.patient_id}/", said)
        assert answer.url == f"/recalls/{recall.pk}/{kept}"


def test_recall_that_was_taken_back_is_not_ended_again(doctor):
    recall = recalled()
    withdraw(TESTS, recall, "a mistake")
    ended = Recall.objects.get()
    for end in (withdraw, finish):
        end(TESTS, recall, "from an older page")
    again = Recall.objects.get()
    assert (again.note, again.withdrawn_at, again.finished_at) == ("a mistake", ended.withdrawn_at, None)


def test_pages_over_a_whole_recall(doctor, assistant, signed_in):
    session = had(doctor, record=session_record(date(2026, 11, 10)))
    client = signed_in(assistant)
    address = f"/recalls/trace/?kind=lot&product={LIDOCAINE}&lot=A1"
    assert str(session.patient) in client.get(address).content.decode()
    assert client.post(address, {"reason": ""}).context["reason"].errors
    started = client.post(address, {"reason": "particles"})
    again = client.post(address, {"reason": "particles"})
    assert started.url == again.url
    recall = Recall.objects.get()
    page = client.get(started.url).content.decode()
    assert "0 of 1 reached" in page
    assert "nobody spoke with them yet" in page
    client.post(started.url, {"do": "finish", "note": "all called"})
    recall.refresh_from_db()
    assert (recall.finished_at is not None, recall.note) == (True, "all called")
    assert "finished, 0 of 1 reached" in client.get("/recalls/").content.decode()
    read = AuditEvent.objects.filter(subject="recalls:recall").last()
    assert read.detail["patients"] == [session.patient_id]


@pytest.mark.parametrize(
    "query",
    [
        "kind=lot",
        f"kind=lot&product={LIDOCAINE}",
        "kind=product&product=none",
        "kind=device&device=x",
        "kind=day",
        "kind=day&since=no&until=no",
        "kind=day&since=2026-11-10",
        "kind=day&since=2026-11-10&until=2026-11-09",
        "kind=room",
        f"kind=room&room={'x' * 101}",
        "kind=owl",
        f"kind=product&product={LIDOCAINE}&since=2099-01-01",
        f"kind=lot&product={LIDOCAINE}&lot={'9' * 41}",
    ],
)
def test_trace_of_something_that_is_not_whole_says_so(assistant, signed_in, query):
    client = signed_in(assistant)
    assert client.get(f"/recalls/trace/?{query}").context["form"].errors
    assert client.post(f"/recalls/trace/?{query}", {"reason": "x"}).status_code == 200
    assert not Recall.objects.exists()
