import pytest
from django.db import DatabaseError, connection, transaction

from papule.clinic.audit.models import AuditEvent, AuditHead
from papule.clinic.audit.verifying import Break, verify
from papule.clinic.audit.writing import NoEventError, record, system, writing
from papule.clinic.patients.models import Patient

pytestmark = pytest.mark.django_db
ACTOR = system("test")


@pytest.fixture
def five_events():
    for number in range(5):
        record(ACTOR, "read", patient_id=number, words="é ☃")


@pytest.fixture
def without_triggers():
    """As somebody with the whole database in hands would do."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER ALL")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_auditevent'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_chain_untouched_is_whole(five_events):
    assert verify() == (5, ())


def test_chain_empty_is_whole():
    assert verify() == (0, ())


@pytest.mark.parametrize(
    ("statement", "breaks"),
    [
        ("UPDATE audit_auditevent SET actor = 'nobody' WHERE number = 3", (Break(3, "changed"),)),
        ("UPDATE audit_auditevent SET patient_id = NULL WHERE number = 3", (Break(3, "changed"),)),
        ("DELETE FROM audit_auditevent WHERE number = 3", (Break(3, "removed"),)),
        ("DELETE FROM audit_auditevent WHERE number = 1", (Break(1, "removed"),)),
        ("DELETE FROM audit_auditevent WHERE number = 5", (Break(5, "end"),)),
        ("DELETE FROM audit_auditevent", (Break(1, "end"),)),
    ],
)
def test_chain_tampered_is_found(five_events, without_triggers, statement, breaks):
    execute(statement)
    assert verify()[1] == breaks


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps no text that is none, and no such time")
@pytest.mark.parametrize("rubbish", ["at = 'rubbish'", "actor = CAST(x'ff' AS TEXT)", "actor = x'ff'", "detail = '5'"])
@pytest.mark.parametrize(("number", "breaks"), [(3, (Break(3, "changed"),)), (5, (Break(5, "changed"),))])
def test_event_that_can_no_longer_be_read_is_found(five_events, without_triggers, rubbish, number, breaks):
    execute(f"UPDATE audit_auditevent SET {rubbish} WHERE number = {number}")  # noqa: S608 -- of this test
    assert verify() == (5, breaks)


def test_chain_with_inserted_event_is_found(five_events, without_triggers):
    forged = AuditEvent.objects.get(number=5)
    forged.number = 6
    forged.save(force_insert=True)
    assert {each.kind for each in verify()[1]} >= {"inserted", "end"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditevent SET actor = 'nobody'",
        "DELETE FROM audit_auditevent WHERE number = 2",
        """INSERT INTO audit_auditevent SELECT * FROM audit_auditevent WHERE number = 2
           ON CONFLICT (number) DO UPDATE SET actor = 'nobody'""",
    ],
)
def test_log_changed_in_database_is_refused(five_events, statement):
    with pytest.raises(DatabaseError), transaction.atomic():
        execute(statement)
    assert verify() == (5, ())


def test_replace_in_sqlite_is_refused(five_events):
    if connection.vendor == "sqlite":  # PostgreSQL has no such statement
        execute("PRAGMA recursive_triggers=OFF")  # as a foreign connection would have it
        with pytest.raises(DatabaseError), transaction.atomic():
            execute("INSERT OR REPLACE INTO audit_auditevent SELECT * FROM audit_auditevent WHERE number = 2")
        execute("PRAGMA recursive_triggers=ON")
    assert verify() == (5, ())


def test_write_that_fails_leaves_neither_row_nor_event():
    with pytest.raises(KeyError), writing(ACTOR, "patient.register") as event:  # noqa: PT012 -- the write, then the failure
        Patient.objects.create(record_number="1", family_name="A", given_names="B")
        event.detail["absent"]
    assert (Patient.objects.count(), AuditEvent.objects.count()) == (0, 0)


def test_write_whose_event_fails_leaves_no_row():
    AuditHead.objects.all().delete()
    with pytest.raises(NoEventError), writing(ACTOR, "patient.register"):
        Patient.objects.create(record_number="1", family_name="A", given_names="B")
    assert Patient.objects.count() == 0


@pytest.mark.parametrize("way", ["save", "update", "delete", "bulk_create", "bulk_update", "create"])
def test_write_without_event_is_refused_in_every_way(way):
    with writing(ACTOR, "patient.register"):
        patient = Patient.objects.create(record_number="1", family_name="A", given_names="B")
    ways = {
        "save": patient.save,
        "update": lambda: Patient.objects.update(note="x"),
        "delete": lambda: Patient.objects.all().delete(),
        "bulk_create": lambda: Patient.objects.bulk_create([Patient(record_number="2")]),
        "bulk_update": lambda: Patient.objects.bulk_update([patient], ["note"]),
        "create": lambda: Patient.objects.create(record_number="2"),
    }
    with pytest.raises(NoEventError):
        ways[way]()
