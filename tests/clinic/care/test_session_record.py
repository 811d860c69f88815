import pytest
from django.db import DatabaseError, connection, transaction
from msgspec.structs import replace
from tests.clinic.care.couch import RED_FLAG, filled, ready, signed
from tests.clinic.conftest import PASSWORD

from papule.clinic.audit.models import FixedError
from papule.clinic.audit.writing import writing
from papule.clinic.care.models import Administration, Override, Session, SessionVersion
from papule.clinic.care.session_record import Step, digest_of, record_of
from papule.clinic.care.session_showing import parts_of
from papule.clinic.knowledge import words_in
from papule.clinic.outcomes.models import PainScore

CHANGES = ("UPDATE {table} SET id = id", "DELETE FROM {table}")
STATEMENTS = {
    "sqlite": (*CHANGES, "INSERT OR REPLACE INTO {table} SELECT * FROM {table}"),
    "postgresql": (
        *CHANGES,
        "INSERT INTO {table} TABLE {table} ON CONFLICT (id) DO UPDATE SET id = {table}.id",
    ),
}


@pytest.fixture
def client(doctor, signed_in):
    return signed_in(doctor)


@pytest.fixture
def session(client, doctor, practice):
    course = ready(doctor, practice)
    refused = signed(client, course, filled(client, course) | RED_FLAG).context["refused"].findings
    reasons = {f"reason-{each.code}|{each.about.id}": "seen" for each in refused}
    assert signed(client, course, filled(client, course) | RED_FLAG | reasons).status_code == 302
    return Session.objects.get()


def record_address(session):
    return f"/care/{session.patient_id}/sessions/{session.pk}/"


def amendment(client, session, **more):
    page = client.get(f"{record_address(session)}amend/")
    form = page.context["form"]
    said = {name: form[name].value() for name in form.fields}
    said = {name: "" if value is None else str(value) for name, value in said.items()}
    return said | {"version": str(page.context["version"]), "password": PASSWORD} | more


def amended(client, session, fields):
    return client.post(f"{record_address(session)}amend/", fields)


def test_record_is_read_whole_with_lots_lines_and_seal(client, session):
    page = client.get(record_address(session)).content.decode()
    for words in ("L-FIRST", "T-1", "Biseptine", session.current.digest, "unchanged", "clear", "28 points"):
        assert words in page, words
    assert "was tampered with" not in page


def test_record_tells_what_was_drawn_up_from_what_was_injected(client, session, doctor):
    page = client.get(record_address(session)).content.decode()
    assert "2 mL, 20 mg drawn up; 1.867 mL, 18.667 mg injected; lot L-FIRST" in page
    doctor.language = "fr"
    doctor.save()
    page = client.get(record_address(session)).content.decode()
    assert "2 mL, 20 mg prélevés\u00a0; 1,867 mL, 18,667 mg injectés\u00a0; lot L-FIRST" in page


def test_record_lists_steps_and_names_the_society_in_words(session):
    known = record_of(session.current.record)
    step = known.antisepsis.steps[0] if known.antisepsis.steps else Step(id="x", names={"en": "Hands, rubbed"})
    told = replace(
        known,
        practice=replace(known.practice, society="sfm"),
        antisepsis=replace(known.antisepsis, steps=(step, step)),
    )
    said = {line.label: line.said[0] for part in parts_of((told,)) for line in part.lines}
    assert said["asepsis"] == "; ".join(2 * [step.names["en"]])
    assert words_in("en").name("sfm") in said["practice"]


def test_amendment_shows_a_whole_score_without_a_nought(client, session):
    assert 'value="6"' in str(client.get(f"{record_address(session)}amend/").context["form"]["nrs_before"])


def test_record_that_does_not_know_what_was_injected_says_so(session):
    known = record_of(session.current.record)
    unknown = replace(known, syringes=tuple(replace(each, injected_ml=None) for each in known.syringes))
    said = {line.label: line.said[0] for part in parts_of((unknown,)) for line in part.lines}
    assert "20 mg drawn up; how much of it was injected: not known; lot" in said["syringe 1: lidocaine 10 mg/mL"]


def test_record_names_nothing_by_reference(client, session, doctor):
    body = session.current.record
    assert body["performed_by"] == doctor.name
    assert body["syringes"][0]["products"][0]["names"] == {"en": "lidocaine 10 mg/mL", "fr": "lidocaïne 10 mg/mL"}
    assert body["points"][0]["site_names"]["fr"]


def test_digest_does_not_depend_on_the_order_in_which_a_database_keeps_keys(session):
    version = session.current
    turned = dict(reversed(list(version.record.items())))
    assert digest_of(turned, version.assessment) == version.digest
    assert digest_of(turned | {"note": "x"}, version.assessment) != version.digest
    assert digest_of(turned, version.assessment + " ") != version.digest


@pytest.mark.parametrize("model", [SessionVersion, Administration, Override])
def test_signed_rows_refuse_to_be_saved_or_deleted_again(session, actor, model):
    row = model.objects.first()
    for act in (row.save, row.delete):
        with writing(actor, "tamper"), pytest.raises(FixedError):
            act()


@pytest.mark.parametrize("table", ["care_sessionversion", "care_administration", "care_override"])
def test_database_itself_refuses_to_change_what_was_signed(session, table):
    for statement in STATEMENTS[connection.vendor]:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format(table=table))
    assert SessionVersion.objects.count() == 1


def test_amendment_is_a_new_version_and_the_old_one_stays(client, session, doctor):
    old = session.current
    fields = amendment(client, session, reason="misread", **{"lot-0-0-0": "L-RIGHT"}, nrs_before="4")
    assert amended(client, session, fields).status_code == 302
    session.refresh_from_db()
    assert (session.current.number, session.current.reason, session.current.signed_by) == (2, "misread", doctor)
    assert record_of(SessionVersion.objects.get(pk=old.pk).record).syringes[0].products[0].lots[0].number == "L-FIRST"
    assert record_of(session.current.record).syringes[0].products[0].lots[0].number == "L-RIGHT"
    assert set(Administration.objects.filter(version=session.current).values_list("lot_number", flat=True)) == {
        "L-RIGHT",
        "T-1",
    }
    assert [float(each.value) for each in PainScore.objects.filter(moment="before", scale="nrs")] == [4]


def test_both_versions_are_shown_side_by_side_with_what_changed(client, session):
    amended(client, session, amendment(client, session, reason="misread", **{"lot-0-0-0": "L-RIGHT"}))
    page = client.get(record_address(session))
    changed = [line for part in page.context["parts"] for line in part.lines if line.changed]
    assert len(changed) == 1
    assert "L-FIRST" in changed[0].said[0]
    assert "L-RIGHT" in changed[0].said[1]
    assert "misread" in page.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"password": "wrong"},
        {"password": ""},
        {"expiry-0-0-0": "never"},
        {"lot-0-0-0": ""},
        {"nrs_before": "11"},
    ],
)
def test_amendment_with_something_wrong_is_refused_and_nothing_is_lost(client, session, wrong):
    fields = amendment(client, session, note="what I meant", reason="because") | wrong
    page = amended(client, session, fields)
    assert page.status_code == 422
    assert page.context["form"]["note"].value() == "what I meant"
    assert SessionVersion.objects.count() == 1


def test_amendment_that_changes_nothing_is_refused(client, session):
    page = amended(client, session, amendment(client, session, reason="because"))
    assert page.status_code == 422
    assert SessionVersion.objects.count() == 1


def test_amendment_of_a_version_that_was_amended_meanwhile_is_told(client, session):
    mine = amendment(client, session, note="mine", reason="because")
    amended(client, session, amendment(client, session, note="theirs", reason="because"))
    page = amended(client, session, mine)
    assert page.status_code == 422
    assert "meanwhile" in str(page.context["form"].non_field_errors())
    assert SessionVersion.objects.count() == 2


def test_assistant_reads_a_record_and_may_not_amend_it(session, assistant, researcher, signed_in):
    helper = signed_in(assistant)
    assert helper.get(record_address(session)).status_code == 200
    assert helper.get(f"{record_address(session)}amend/").status_code == 403
    assert signed_in(researcher).get(record_address(session)).status_code == 403


def test_record_of_another_patient_is_not_found(client, session):
    assert client.get(f"/care/{session.patient_id + 1}/sessions/{session.pk}/").status_code == 404
