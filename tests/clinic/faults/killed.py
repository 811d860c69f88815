"""Writes records and is killed, again and again: python killed.py TIMES SEED; prints what it found as JSON.

Each round forks a child that registers patients with their answers and tells, through a pipe, the number of each
one that was confirmed. The child is killed with SIGKILL at a random moment between two of its statements. Then
the database is opened anew: what was confirmed must be there whole, what was not must be absent or whole, and the
log must have one event for each registration and an unbroken chain.
"""

import json
import os
import random
import signal
import sys
import time
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
from papule.clinic.patients.models import FactAnswer, Patient

ANSWERS = ("pregnancy", "diabetes", "fever", "herpes")


def register(number: str) -> None:
    with writing(system("kill test"), "patient.register", detail={"number": number}) as event:
        patient = Patient.objects.create(record_number=number, family_name="Essai", given_names=number)
        for fact in ANSWERS:
            FactAnswer.objects.create(patient=patient, fact=fact, answer="no", answered_at=timezone.now())
        event.patient_id = patient.pk


def child(told: int, first: int) -> None:
    for number in range(first, first + 10_000):
        register(f"K{number}")
        os.write(told, f"K{number}\n".encode())


def round_of(first: int, seconds: float) -> list[str]:
    """One child, killed after some time. Gives the numbers that it confirmed."""
    connection.close()
    reading, told = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        child(told, first)
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
    there = dict(Patient.objects.values_list("record_number", "pk"))
    found = [f"{number} was confirmed and is absent" for number in sorted(confirmed - set(there))]
    for number, key in there.items():
        if FactAnswer.objects.filter(patient=key).count() != len(ANSWERS):
            found.append(f"{number} is there in part")
    events = [each["number"] for each in AuditEvent.objects.values_list("detail", flat=True)]
    if sorted(events) != sorted(there):
        found.append("the log and the records do not tell the same")
    return found


def main() -> None:
    times, chance = int(sys.argv[1]), random.Random(int(sys.argv[2]))  # noqa: S311 -- no secret
    call_command("migrate", verbosity=0)
    confirmed: set[str] = set()
    for number in range(times):
        confirmed |= set(round_of(number * 10_000, chance.uniform(0, 0.02)))
    found = wrong(confirmed)
    count, breaks = verify()
    told = {"killed": times, "confirmed": len(confirmed), "events": count, "breaks": len(breaks), "wrong": found}
    Path(sys.argv[3]).write_text(json.dumps(told))


if __name__ == "__main__":
    main()
