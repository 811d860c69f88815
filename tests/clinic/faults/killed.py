"""Writes records and is killed, again and again: python killed.py TIMES SEED; prints what it found as JSON.

Each round forks a child that registers patients with their answers, or signs sessions, and tells through a pipe
what was confirmed. The child is killed with SIGKILL at a random moment between two of its statements. Then the
database is opened anew: what was confirmed must be there whole, what was not must be absent or whole, and the log
must have one event for each and an unbroken chain.
"""

import json
import os
import random
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "papule.clinic.settings"

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from papule.clinic.audit.models import AuditEvent
from papule.clinic.audit.verifying import verify
from papule.clinic.audit.writing import system, writing
from papule.clinic.care.models import Session
from papule.clinic.care.session_record import digest_of
from papule.clinic.demonstration import cupboard, histories
from papule.clinic.demonstration.people import person
from papule.clinic.patients.models import FactAnswer, Patient

ANSWERS = ("pregnancy", "diabetes", "fever", "herpes")


def register(number: str) -> None:
    with writing(system("kill test"), "patient.register", detail={"number": number}) as event:
        patient = Patient.objects.create(record_number=number, family_name="Essai", given_names=number)
        for fact in ANSWERS:
            FactAnswer.objects.create(patient=patient, fact=fact, answer="no", answered_at=timezone.now())
        event.patient_id = patient.pk


def practice() -> histories.Made:
    """A practice with a doctor, lots, kit and antiseptics."""
    today = timezone.localdate()
    made, doctors = cupboard.practice(today)
    return histories.Made(made, doctors, system("kill test"), random.Random(7), today)  # noqa: S311 -- no secret


def sign(made: histories.Made, number: int) -> str:
    """A course of a new patient, and its first session, signed: many rows of many tables."""
    scenario = next(each for each in histories.scenarios() if each["id"] == "chronic-back")
    known = histories.patient(made, person(made.chance, made.today, (40, 41), number), {})
    opened = histories.course(made, known, scenario, made.today - timedelta(days=20))
    signed = histories.session(made, opened, made.today - timedelta(days=14), 6)
    assert signed is not None
    return signed.key


def child(told: int, first: int, made: histories.Made) -> None:
    for number in range(first, first + 10_000):
        register(f"K{number}")
        os.write(told, f"K{number}\n".encode())
        os.write(told, f"{sign(made, number)}\n".encode())


def round_of(first: int, seconds: float, made: histories.Made) -> list[str]:
    """One child, killed after some time. Gives the numbers that it confirmed."""
    connection.close()
    reading, told = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        child(told, first, made)
        os._exit(0)
    os.close(told)
    with os.fdopen(reading, "rb") as pipe:
        pipe.readline()  # the first is confirmed: it is at work
        time.sleep(seconds)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        rest = pipe.read().decode()
    return [f"K{first}", *(each for each in rest.split("\n") if each)]


def wrong(confirmed: set[str]) -> list[str]:
    """What does not hold, in words."""
    there = dict(Patient.objects.filter(record_number__startswith="K").values_list("record_number", "pk"))
    signed = {each.key: each for each in Session.objects.select_related("current")}
    found = [f"{number} was confirmed and is absent" for number in sorted(confirmed - set(there) - set(signed))]
    found += [f"session {key} is there in part" for key, each in signed.items() if not is_whole(each)]
    if AuditEvent.objects.filter(action="session.sign").count() != len(signed):
        found.append("the log and the sessions do not tell the same")
    for number, key in there.items():
        if FactAnswer.objects.filter(patient=key).count() != len(ANSWERS):
            found.append(f"{number} is there in part")
    registered = AuditEvent.objects.filter(action="patient.register").values_list("detail", flat=True)
    events = [each["number"] for each in registered if "number" in each]
    if sorted(events) != sorted(there):
        found.append("the log and the records do not tell the same")
    return found


def is_whole(session: Session) -> bool:
    """A session with its version, what was given, the pain before and after, and the digest of all of it."""
    version = session.current
    return (
        version is not None
        and version.digest == digest_of(version.record, version.assessment)
        and session.administrations.count() == 1
        and session.pain_scores.count() == 2
    )


def main() -> None:
    times, chance = int(sys.argv[1]), random.Random(int(sys.argv[2]))  # noqa: S311 -- no secret
    call_command("migrate", verbosity=0)
    made = practice()
    confirmed: set[str] = set()
    for number in range(times):
        confirmed |= set(round_of(number * 10_000, chance.uniform(0, 0.12), made))
    found = wrong(confirmed)
    count, breaks = verify()
    told = {"killed": times, "confirmed": len(confirmed), "events": count, "breaks": len(breaks), "wrong": found}
    Path(sys.argv[3]).write_text(json.dumps(told))


if __name__ == "__main__":
    main()
