"""Tracing a lot in one database, measured: filled with copies of a session, then the page of its recall asked for.

Rows are copies, made inside the database, of one session that Papule's own models wrote. The lot that is called back
always went into as many people, however many other administrations and lots there are.
"""

import json
import sys
import time
from http import HTTPStatus

from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from papule.clinic.accounts.models import Practice, User
from papule.clinic.audit.writing import system, writing
from papule.clinic.care.models import Administration, Course, Session, SessionVersion
from papule.clinic.patients.models import Patient
from papule.clinic.recalls.tracing import progress
from papule.clinic.starting import make_ready
from papule.clinic.stock.recalls import start

BENCH = system("bench")
CALLED_BACK = 300  # administrations of the lot that is called back
EACH = 2  # administrations a session
OF_COURSE = 10  # sessions a course
ROUNDS = 20
SERIES = {
    "sqlite": "(WITH RECURSIVE c(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM c WHERE n < {count}) SELECT n FROM c) s",
    "postgresql": "generate_series(2, {count}) AS s(n)",
}


def first() -> User:
    """Make one session with one administration through the models: what the others are copies of."""
    make_ready(lambda _what: None)
    Practice.objects.create(name="Bench", country="FR", society="sfm", needs_second_factor=False, idle_minutes=600)
    doctor = User.objects.create_user("bench", is_doctor=True)
    now = timezone.now()
    with writing(BENCH, "bench"):
        patient = Patient.objects.create(record_number="B1", family_name="Essai", given_names="Ana", sex="female")
        course = Course.objects.create(
            patient=patient, doctor=doctor, complaint="low back pain", opened_on=now.date(), planned_sessions=3
        )
        session = Session.objects.create(
            course=course, patient=patient, number=1, performed_at=now, performed_by=doctor, key="k1"
        )
        version = SessionVersion.objects.create(
            session=session, number=1, record={"points": [{"site": "knee"}] * 20}, assessment="{}", digest="",
            signed_by=doctor, signed_at=now,
        )  # fmt: skip
        Session.objects.filter(pk=session.pk).update(current=version)
        Administration.objects.create(
            version=version, session=session, patient=patient, performed_on=now.date(), product="lidocaine-10mg-ml",
            product_name="lidocaine", substance="lidocaine", lot_number="L1", syringe=0, volume_ml=2,
        )  # fmt: skip
    return doctor


def copy(model: type[Model], count: int, **of: str) -> None:
    """Copy the first row of a table `count` - 1 times; `of` says in SQL what differs, `n` is the number of the copy."""
    table = model._meta.db_table  # noqa: SLF001 -- Django's public name
    columns = [each.column for each in model._meta.concrete_fields]  # noqa: SLF001
    values = ", ".join(of.get(each, "n" if each == "id" else f"t.{each}") for each in columns)
    series = SERIES[connection.vendor].format(count=count)
    rows = f"SELECT {values} FROM {table} t CROSS JOIN {series} WHERE t.id = 1"  # noqa: S608 -- names of columns
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({', '.join(columns)}) {rows}")


def fill(administrations: int, lots: int) -> None:
    """Fill the tables, foreign keys checked at the end."""
    sessions = administrations // EACH
    courses = max(sessions // OF_COURSE, 1)
    every = administrations // CALLED_BACK
    of_session = f"((n - 1) / {OF_COURSE} + 1)"
    with transaction.atomic():
        copy(Patient, courses, record_number="'B' || n")
        copy(Course, courses, patient_id="n")
        copy(Session, sessions, course_id=of_session, patient_id=of_session, number=f"(n - 1) % {OF_COURSE} + 1",
             key="'k' || n", current_id="n")  # fmt: skip
        copy(SessionVersion, sessions, session_id="n")
        given = f"((n - 1) / {EACH} + 1)"
        copy(Administration, administrations, session_id=given, version_id=given,
             patient_id=f"((n - 1) / {EACH * OF_COURSE} + 1)",
             lot_number=f"CASE WHEN n % {every} = 0 THEN 'BACK' ELSE 'L' || (n % {lots}) END")  # fmt: skip
    settle()


def settle() -> None:
    """Let PostgreSQL look at its tables, as it does by itself after a while; on SQLite Papule keeps no statistics."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def measure(administrations: int, lots: int) -> None:
    """Say as JSON how long the page of the recall took, each time, in seconds, and how many patients it found."""
    doctor = first()
    begun = time.perf_counter()
    fill(administrations, lots)
    filled = time.perf_counter() - begun
    recall = start(BENCH, "bench", product="lidocaine-10mg-ml", lot_number="back")
    client = Client(HTTP_HOST="localhost")
    client.force_login(doctor)
    times = []
    for _ in range(ROUNDS + 1):
        begun = time.perf_counter()
        answer = client.get(f"/recalls/{recall.pk}/")
        times.append(time.perf_counter() - begun)
        if answer.status_code != HTTPStatus.OK:
            sys.exit(f"the page of the recall answers {answer.status_code}")
    found = progress(recall).patients
    print(json.dumps({"times": times[1:], "patients": found, "filled": filled, "rows": Administration.objects.count()}))
