"""A practice of ten doctors in one database, and how much work its agenda is: queries, seconds of the processor.

For each line that is read, `queries` or `seconds`, says as JSON how much of them each page takes.
"""

import json
import sys
import time as clock
from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta
from http import HTTPStatus
from itertools import islice
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from office.traced import BENCH, copy, first, settle
from papule.clinic.accounts.models import User
from papule.clinic.agenda.models import Appointment, Opening, Room, VisitType
from papule.clinic.agenda.times import at
from papule.clinic.audit.writing import writing
from papule.clinic.patients.models import Patient

DOCTORS = 10
PATIENTS = 1_000
DAYS = 5
MINUTES = 20
A_WEEK = 1_000  # in each of the other weeks
NINE = 9 * 60


def practice() -> list[User]:
    """Make ten doctors with their hours, a room and a type of visit, a thousand patients."""
    doctors = [first(), *(User.objects.create_user(f"bench{each}", is_doctor=True) for each in range(1, DOCTORS))]
    for doctor in doctors:
        for weekday in range(DAYS):
            Opening.objects.create(doctor=doctor, weekday=weekday, begins=time(9), ends=time(17))
    Room.objects.create(name="1")
    VisitType.objects.create(name="Session", minutes=MINUTES, is_session=True)
    copy(Patient, PATIENTS, record_number="'B' || n")
    return doctors


def places(monday: date, doctors: list[User]) -> Iterator[Appointment]:
    """Give the appointments that a week can hold: a time of the day, then every day, then every doctor."""
    visit, room = VisitType.objects.get(), Room.objects.get()
    patients = list(Patient.objects.all())
    number = 0
    for minute in range(NINE, 17 * 60, MINUTES):
        for day in range(DAYS):
            for doctor in doctors:
                starts_at = at(monday + timedelta(days=day), time(minute // 60, minute % 60))
                yield Appointment(
                    patient=patients[number % PATIENTS], doctor=doctor, room=room, type=visit, starts_at=starts_at,
                    ends_at=starts_at + timedelta(minutes=MINUTES), uid=f"{monday}-{number}",
                )  # fmt: skip
                number += 1


def book(rows: Iterable[Appointment]) -> None:
    with writing(BENCH, "bench"):
        Appointment.objects.bulk_create(rows, batch_size=A_WEEK)


def fill(doctors: list[User], weeks: dict[int, date], others: int) -> None:
    """Book the weeks that are looked at, and as many before as after them."""
    for count, monday in weeks.items():
        book(islice(places(monday, doctors), count))
    first_monday, last_monday = min(weeks.values()), max(weeks.values())
    for number in range(others // A_WEEK):
        away = timedelta(weeks=number // 2 + 1)
        book(islice(places(last_monday + away if number % 2 else first_monday - away, doctors), A_WEEK))
    settle()


def worked() -> float:
    """Give the seconds that the processor worked so far: for this program, and for its process in PostgreSQL."""
    spent = clock.process_time()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            number = cursor.fetchone()[0]
        spent += int(Path(f"/proc/{number}/schedstat").read_text().split()[0]) / 1e9
    return spent


class Desk:
    """A doctor who opens pages. The addresses of a page are those of a week: every doctor, or every day."""

    def __init__(self, doctors: list[User], weeks: dict[int, date]) -> None:
        self.client = Client(HTTP_HOST="localhost")
        self.client.force_login(doctors[0])
        self.pages = {}
        for count, monday in weeks.items():
            days = [monday + timedelta(days=each) for each in range(DAYS)]
            self.pages[f"week {count}"] = [f"/agenda/week/{each.pk}/?on={monday}" for each in doctors]
            self.pages[f"day {count}"] = [f"/agenda/?on={day}" for day in days]

    def open(self, address: str) -> None:
        """Open one page."""
        answer = self.client.get(address)
        if answer.status_code != HTTPStatus.OK:
            sys.exit(f"{address} answers {answer.status_code}")

    def queries(self, addresses: list[str]) -> int:
        """Give how many queries the page takes that takes most."""
        found = []
        for each in addresses:
            with CaptureQueriesContext(connection) as asked:
                self.open(each)
            found.append(len(asked))
        return max(found)

    def seconds(self, addresses: list[str]) -> float:
        """Give the mean time of a page."""
        begun = worked()
        for each in addresses:
            self.open(each)
        return (worked() - begun) / len(addresses)


def measure(others: int, *counts: int) -> None:
    """Fill the database: weeks with so many appointments, others in other weeks; then answer what is asked."""
    today = timezone.localdate()
    monday = today + timedelta(days=14 - today.weekday())
    weeks = {count: monday + timedelta(weeks=number) for number, count in enumerate(counts)}
    doctors = practice()
    fill(doctors, weeks, others)
    desk = Desk(doctors, weeks)
    for each in desk.pages.values():
        desk.seconds(each)  # what a process learns at its first page
    for line in sys.stdin:
        ask = desk.queries if line.strip() == "queries" else desk.seconds
        print(json.dumps({name: ask(addresses) for name, addresses in desk.pages.items()}), flush=True)
