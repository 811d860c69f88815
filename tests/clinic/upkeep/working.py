"""A practice that works: python working.py make | write (register patients until killed, a line for each) | day."""

import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "papule.clinic.settings"

import django

django.setup()

from papule.clinic.accounts.models import Practice
from papule.clinic.audit.writing import system, writing
from papule.clinic.patients.models import Patient
from papule.clinic.starting import make_ready
from papule.clinic.upkeep import daily


def make() -> None:
    make_ready(lambda _what: None)
    Practice.objects.create(name="Cabinet des Essais", country="FR")


def write() -> None:
    for number in range(1, 1_000_000):
        with writing(system("test"), "patient.register") as event:
            event.patient_id = Patient.objects.create(record_number=f"W{number}", family_name="Essai").pk
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


def a_day() -> None:
    sys.stdout.write(f"{daily.work()} {daily.work()}")


{"make": make, "write": write, "day": a_day}[sys.argv[1]]()
