"""Fills a practice of Papule through its own models: fill.py DIRECTORY TASK, what to do as JSON on standard input.

`practice` makes the practice, its doctors, the cupboard and one patient whose plan is ready for a first session.
Once that session was signed in the browser's way, `people` adds patients and `history` patients whose many sessions
are copies of it: every row is one that Papule wrote itself, with another patient, number and date in it.
"""

import datetime as dt
import json
import os
import sys
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar

os.environ |= {"PAPULE_DATA": sys.argv[1], "DJANGO_SETTINGS_MODULE": "papule.clinic.settings"}

import django

django.setup()

from allauth.mfa.webauthn.internal.auth import WebAuthn  # noqa: E402
from django.utils import timezone  # noqa: E402

from clinic.mould import DAYS, Mould, course_of  # noqa: E402
from clinic.people import Person, people  # noqa: E402
from papule.clinic.accounts.models import Practice, User  # noqa: E402
from papule.clinic.audit.writing import system, writing  # noqa: E402
from papule.clinic.care.assessing import judge, stored_text  # noqa: E402
from papule.clinic.care.models import (  # noqa: E402
    Course,
    Plan,
    PlanVersion,
)
from papule.clinic.care.plan_body import body_of, plain  # noqa: E402
from papule.clinic.knowledge import formulary  # noqa: E402
from papule.clinic.patients.keys import keys_of  # noqa: E402
from papule.clinic.patients.models import FactAnswer, Patient, SearchKey  # noqa: E402
from papule.clinic.starting import make_ready  # noqa: E402
from papule.clinic.stock import services as stock  # noqa: E402
from papule.clinic.stock.models import Antiseptic, KitItem  # noqa: E402

PASSWORD = "little rarely in the right place"  # noqa: S105 -- of made-up people
BENCH = system("bench")
PRODUCT = "lidocaine-10mg-ml"
EVERY = 10  # one in so many has a course
PLAN = {
    "syringes": [
        {
            "contents": [{"product": PRODUCT, "volume_ml": 3}],
            "technique": "deep-intradermal",
            "needle": {"length_mm": 4, "gauge": 27, "angle_deg": 90, "inserted_mm": 4},
            "volume_per_point_ml": 0.1,
        }
    ],
    "points": [
        {"id": f"p{number}", "syringe": 0, "site": "lumbar-spine", "side": "left" if number < 12 else "right"}  # noqa: PLR2004
        for number in range(24)
    ],
    "planned": 3,
    "interval_days": DAYS,
}
FIRST = next(people(1, 1))._replace(is_woman=True, born_on=dt.date(1988, 5, 1))  # of whom most is asked
T = TypeVar("T")


def practice(wanted: dict[str, Any]) -> dict[str, Any]:
    """Make the practice, its doctors and its cupboard, and the patient whose first session is the mould."""
    make_ready(lambda _what: None)
    here = Practice.objects.create(
        name="Bench", country="FR", society="sfm", needs_second_factor=False, idle_minutes=600, is_demonstration=True
    )
    doctors = [_doctor(number) for number in range(wanted["doctors"])]
    today = timezone.localdate()
    stock.keep(BENCH, KitItem(name="adrenaline 1 mg/mL", expires_on=today + dt.timedelta(days=300)))
    stock.keep(BENCH, Antiseptic(name="Biseptine", allergy_groups=["chlorhexidine"], lot_number="B1"))
    lot = {"product": PRODUCT, "number": "L1", "expires_on": today + dt.timedelta(days=400), "ampoules": 1000}
    stock.receive(BENCH, {**lot, "gtin": "", "trade_name": "", "place": ""})
    with writing(BENCH, "patient.import"):
        [patient] = _patients([FIRST], 1)
    course = course_of(patient, doctors[0], today)
    with writing(BENCH, "plan.import"):
        course.save()
        _plan(course, here, doctors[0])
    return {"patient": patient.pk, "course": course.pk, "doctors": [each.username for each in doctors]}


def add_passkeys(wanted: dict[str, Any]) -> dict[str, Any]:
    """Give each doctor a passkey, as registering it in the browser does; who has one is asked for it at sign-in."""
    for number, credential in enumerate(wanted["credentials"]):
        WebAuthn.add(User.objects.get(username=f"doctor{number}"), "bench", credential)
    return {}


def _doctor(number: int) -> User:
    return User.objects.create_user(
        f"doctor{number}", password=PASSWORD, first_name="Nora", last_name=f"Fontaine {number}", title="Dr",
        is_doctor=True, has_diploma=True, language="en",
    )  # fmt: skip


def _plan(course: Course, here: Practice, doctor: User) -> None:
    """Answer every lasting question that the plan asks, and keep it as its first version."""
    body = body_of(PLAN)
    facts = formulary().facts
    missing = judge(course, body, here, doctor, timezone.localdate()).assessment.missing
    lasting = [each for each in missing if each in facts and facts[each].about == "patient"]
    FactAnswer.objects.bulk_create(_answers(course.patient, dict.fromkeys(lasting, "no")))
    judged = judge(course, body, here, doctor, timezone.localdate())
    plan = Plan.objects.create(course=course)
    plan.current = PlanVersion.objects.create(
        plan=plan, number=1, body=plain(body), assessment=stored_text(judged.case, judged.assessment),
        made_by=doctor, made_at=timezone.now(),
    )  # fmt: skip
    plan.save()


def _answers(patient: Patient, said: dict[str, str]) -> Iterator[FactAnswer]:
    for fact, answer in said.items():
        yield FactAnswer(patient=patient, fact=fact, answer=answer, answered_at=timezone.now())


def _patients(persons: Iterable[Person], first: int) -> list[Patient]:
    """Add patients with the keys by which they are found; the first gets the number `first` in its table."""
    today = timezone.localdate()
    made = [
        Patient(
            pk=number, record_number=f"{number:07}", family_name=each.family, given_names=each.given,
            birth_date=each.born_on, sex="female" if each.is_woman else "male", weight_kg=Decimal(70),
            phone=f"06 39 98 {number // 100 % 100:02} {number % 100:02}",  # 06 39 98 xx xx is kept for fiction
            allergies_asked_on=today, medicines_asked_on=today,
        )
        for number, each in enumerate(persons, first)
    ]  # fmt: skip
    Patient.objects.bulk_create(made)
    SearchKey.objects.bulk_create(
        (SearchKey(patient=each, value=value) for each in made for value in sorted(keys_of(each, (), "FR"))), 5000
    )
    return made


def add_people(wanted: dict[str, Any]) -> dict[str, Any]:
    """Add the people `first` to `last`; every tenth has a course with two sessions."""
    mould = Mould(wanted["mould"])
    for persons in _batches(people(wanted["first"], wanted["last"]), 2000):
        with writing(BENCH, "patient.import"):
            made = _patients(persons, wanted["free"] + persons[0].number)
            mould.copy({each: 2 for each in made if each.pk % EVERY == 0})
    return {}


def add_history(wanted: dict[str, Any]) -> dict[str, Any]:
    """Add patients whose course has so many sessions; the numbers of patients and courses are given back."""
    mould = Mould(wanted["mould"])
    courses: list[Course] = []
    for number in range(wanted["first"], wanted["first"] + wanted["patients"]):
        with writing(BENCH, "patient.import"):
            courses += mould.copy(dict.fromkeys(_patients(people(number, number), number), wanted["sessions"]))
    return {"courses": [[each.patient_id, each.pk] for each in courses]}


def _batches(values: Iterator[T], size: int) -> Iterator[list[T]]:
    while batch := list(islice(values, size)):
        yield batch


TASKS = {"practice": practice, "people": add_people, "history": add_history, "passkeys": add_passkeys}

if __name__ == "__main__":
    json.dump(TASKS[sys.argv[2]](json.load(sys.stdin)), sys.stdout)
