"""A demonstration practice: three doctors, two assistants, four hundred patients who do not exist."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from papule.clinic.accounts.models import User
from papule.clinic.aesthetic.services import keep_practitioner
from papule.clinic.agenda import services as agenda
from papule.clinic.agenda.models import Room, VisitType
from papule.clinic.agenda.refusals import TakenError
from papule.clinic.agenda.times import at
from papule.clinic.agenda.waiting import wait
from papule.clinic.audit.writing import system, writing
from papule.clinic.care.models import Course
from papule.clinic.demonstration import cupboard, histories
from papule.clinic.demonstration.histories import Made
from papule.clinic.demonstration.people import person
from papule.clinic.outcomes.models import Reminder
from papule.clinic.outcomes.services import record_event
from papule.clinic.patients.models import Patient
from papule.clinic.registry.services import make as count_registry
from papule.clinic.stock.models import Lot
from papule.clinic.stock.recalls import start

PATIENTS = 400
SEED = 1952  # the year of Pistor's first injection: the same practice every time
ACTOR = system("papule demo")


def build(say: Callable[[int, int], None], count: int = PATIENTS) -> None:
    """Build the practice as of today, whole or not at all. `say` is told how many patients are done."""
    today = timezone.localdate()
    with transaction.atomic():
        practice, doctors = cupboard.practice(today)
        made = Made(practice, doctors, ACTOR, Random(SEED), today)  # noqa: S311 -- no secret
        with timezone.override(practice.zone):
            coming = _patients(made, count, say)
            _appointments(made, coming)
            _waiting(coming)
            _adverse_event(made)
            _ticked(made)
            _looks(made, count)
            with writing(ACTOR, "stock.receive"):
                cupboard.delivered()
            called_back = Lot.objects.get(number=cupboard.RECALLED)
            start(
                ACTOR, "Particules visibles (démonstration)", product=called_back.product, lot_number=called_back.number
            )
    count_registry(ACTOR, practice)


def _patients(made: Made, count: int, say: Callable[[int, int], None]) -> list[Course]:
    known = histories.scenarios()
    shares = [each["share"] for each in known]
    coming = []
    for number in range(count):
        scenario = made.chance.choices(known, shares)[0]
        who = person(made.chance, made.today, tuple(scenario["ages"]), number)
        patient = histories.patient(made, who, scenario.get("needs", {}))
        opened = _history(made, patient, scenario)
        if opened.next_on and opened.next_on >= made.today:
            coming.append(opened)
        say(number + 1, count)
    return coming


def _history(made: Made, patient: Patient, scenario: dict[str, Any]) -> Course:
    """Give a patient a course, its sessions so far, and how the pain answered: two in three are better."""
    chance = made.chance
    opened_on = made.today - timedelta(days=_days_ago(made))
    opened = histories.course(made, patient, scenario, opened_on)
    first = opened.pain_scores.get()
    nrs, better = float(first.value), chance.random() < 0.67  # noqa: PLR2004 -- made up
    day = opened_on + timedelta(days=chance.randint(0, 5))
    for _number in range(scenario["planned"]):
        if day >= made.today:
            break
        if histories.session(made, opened, day, nrs) is None:
            break  # three sessions without relief: what follows is a decision, not a habit
        opened = Course.objects.select_related("patient", "plan__current", "doctor").get(pk=opened.pk)
        nrs = max(nrs - chance.choice((1, 2, 2)) if better else nrs + chance.choice((-1, 0, 0, 1)), 0)
        nrs = min(nrs, 10)
        day += timedelta(days=scenario["interval_days"])
    histories.spared(made, opened, scenario, 0.7 if better else 0.1)
    return _ended(made, opened, scenario)


def _days_ago(made: Made) -> int:
    """Most courses are over, one in four is under way."""
    return made.chance.randint(0, 30) if made.chance.random() < 0.28 else made.chance.randint(31, 540)  # noqa: PLR2004


def _ended(made: Made, opened: Course, scenario: dict[str, Any]) -> Course:
    done = opened.sessions.count()
    with writing(ACTOR, "course.follow", patient_id=opened.patient_id):
        if done >= scenario["planned"]:
            opened.closed_on = made.today - timedelta(days=1)
            opened.next_on = None
        elif opened.next_on is None or opened.next_on < made.today:
            opened.next_on = made.today + timedelta(days=made.chance.choice((0, 1, 2, 3, 4, 5, 6, 7)))
        opened.save()
    return opened


def _appointments(made: Made, coming: list[Course]) -> None:
    """Book those who are under way, at the first time that is free."""
    visit = VisitType.objects.get(is_session=True)
    for opened in coming:
        day = opened.next_on or made.today
        while day.weekday() > 4:  # noqa: PLR2004 -- Saturday and Sunday
            day += timedelta(days=1)
        room = Room.objects.get(name=histories.room_of(made, opened.doctor))
        for step in range(18):
            start = at(day, time(9 + step // 3 + (2 if step > 9 else 0), 20 * (step % 3)))  # noqa: PLR2004 -- after noon
            number = opened.sessions.count() + 1
            wanted = agenda.Wanted(opened.patient, opened.doctor, visit, start, room, opened, number)
            try:
                agenda.book(ACTOR, wanted)
                break
            except TakenError:
                continue


def _waiting(coming: list[Course]) -> None:
    """Put those who come last on the waiting list: they would come earlier, to any doctor or to their own."""
    visit = VisitType.objects.get(is_session=True)
    late = sorted(coming, key=lambda each: each.next_on or date.max)[-2:]
    doctors = [None, *(each.doctor for each in late[1:])]
    for opened, doctor, wish in zip(late, doctors, ("le matin", "après 16 h"), strict=False):
        wait(ACTOR, opened.patient, {"type": visit, "doctor": doctor, "wish": wish})


def _ticked(made: Made) -> None:
    """Tick off what was due a while ago, as a practice does."""
    before = made.today - timedelta(days=9)
    with writing(ACTOR, "reminder.done"):
        Reminder.objects.filter(due_on__lt=before, done_on=None).update(done_on=before, done_by=made.doctors[0])


def _looks(made: Made, number: int) -> None:
    """Plan an aesthetic act today, of one more patient: its quote is still to be written."""
    scenario = next(each for each in histories.scenarios() if each["id"] == "looks")
    who = person(made.chance, made.today, tuple(scenario["ages"]), number)
    histories.course(made, histories.patient(made, who, scenario.get("needs", {})), scenario, made.today)
    for last, doctor in enumerate(made.doctors, 1):
        said = {"qualification": "médecine générale", "insurance": "Assureur imaginaire, police 000"}
        keep_practitioner(ACTOR, doctor, said | {"order_number": f"75/{last:05}"})


def _adverse_event(made: Made) -> None:
    """One infection that is being followed, after a session of three weeks ago or earlier."""
    before = timezone.make_aware(datetime.combine(made.today - timedelta(days=21), time(0)))
    opened = Course.objects.filter(sessions__performed_at__lt=before).order_by("-pk").first()
    session = opened.sessions.order_by("-performed_at").first() if opened else None
    if opened is None or session is None:
        return
    onset: date = timezone.localdate(session.performed_at) + timedelta(days=9)
    record = session.current.record if session.current else {}
    said = {
        "session": session,
        "kind": "bacterial-infection",
        "onset_on": onset,
        "severity": "moderate",
        "description": "Rougeur et chaleur à trois points, traitée, en amélioration.",
        "outcome": "improving",
        "sites": sorted({each["site"] for each in record.get("points", ())}),
    }
    doctor: User = session.performed_by
    record_event(ACTOR, doctor, opened.patient, said)
