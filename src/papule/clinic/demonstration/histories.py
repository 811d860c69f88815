"""Histories of made-up people, written through the same functions as real ones, at days that have passed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import yaml
from django.utils import timezone

from papule.clinic.accounts.models import Practice, User
from papule.clinic.audit.writing import Actor, writing
from papule.clinic.bodymap.atlas import Side
from papule.clinic.bodymap.drawing import VERSION, points_in
from papule.clinic.care.assessing import judge
from papule.clinic.care.models import Consultation, Course, Session
from papule.clinic.care.plan_body import PlanBody, body_of
from papule.clinic.care.plans import Composed, save_plan
from papule.clinic.care.session_assessing import DAILY, blocking
from papule.clinic.care.session_assessing import judge as judge_session
from papule.clinic.care.session_entry import Fields, read
from papule.clinic.care.session_opening import Couch, asepsis_steps, find_opening
from papule.clinic.care.session_recording import Signing, record_for
from papule.clinic.care.session_signing import write_session
from papule.clinic.demonstration.cupboard import ROOMS
from papule.clinic.demonstration.people import Person
from papule.clinic.knowledge import formulary
from papule.clinic.outcomes.models import MedicineUse, PainScore, SparedMedicine
from papule.clinic.patients.models import Allergy, Condition, FactAnswer, Origin, Patient, PatientMedicine
from papule.clinic.patients.screening import facts_for
from papule.clinic.patients.services import Identity, register
from papule.clinic.stock.models import Antiseptic, Lot
from papule.kernel.age import is_minor
from papule.kernel.value import Value

SCENARIOS = Path(__file__).parent / "scenarios.yaml"
ALLERGIES = (("Pénicilline", "penicillins", "urticaire"), ("Aspirine", "", "asthme"), ("Latex", "", "eczéma"))
MEDICINES = (
    ("Doliprane 1000 mg", "N02BE01"),
    ("Levothyrox 75", "H03AA01"),
    ("Amlor 5 mg", "C08CA01"),
    ("Tahor 20 mg", "C10AA05"),
)
CONDITIONS = (
    ("Hypertension artérielle", "I10"),
    ("Hypothyroïdie", "E03"),
    ("Hypercholestérolémie", "E78"),
    ("Migraine", "G43"),
)


class Made(Value):
    """What histories are made with."""

    practice: Practice
    doctors: list[User]
    actor: Actor
    chance: Random
    today: date


def scenarios() -> list[dict[str, Any]]:
    """Give what made-up patients come with."""
    found: list[dict[str, Any]] = yaml.safe_load(SCENARIOS.read_text())
    return found


def patient(made: Made, who: Person, needs: dict[str, str]) -> Patient:
    """Register somebody, with everything that is asked before mesotherapy."""
    columns = {name: getattr(who, name) for name in who.__struct_fields__}
    known = register(made.actor, Identity(columns | {"weighed_on": made.today}))
    asked = made.today - timedelta(days=made.chance.randint(20, 500))
    at = timezone.make_aware(datetime.combine(asked, time(10)))
    with writing(made.actor, "patient.answers", patient_id=known.pk):
        answers = {fact.id: "no" for fact in facts_for(known, made.today) if fact.about == "patient"} | needs
        if who.sex == "female":
            answers.setdefault("effective-contraception", "yes")
        FactAnswer.objects.bulk_create(
            FactAnswer(patient=known, fact=fact, answer=answer, origin=Origin.doctor, answered_at=at)
            for fact, answer in answers.items()
        )
        Patient.objects.filter(pk=known.pk).update(allergies_asked_on=asked, medicines_asked_on=asked)
        _background(made, known, asked)
    known.refresh_from_db()
    return known


def _background(made: Made, known: Patient, asked: date) -> None:
    """Give some an allergy, medicines, diseases."""
    chance = made.chance
    if chance.random() < 0.12:  # noqa: PLR2004 -- one in eight
        said, group, reaction = chance.choice(ALLERGIES)
        Allergy.objects.create(
            patient=known,
            said=said,
            group=group if group in formulary().allergy_groups else "",
            reaction=reaction,
            noted_on=asked,
        )
    for name, atc in chance.sample(MEDICINES, chance.choice((0, 0, 1, 1, 2))):
        PatientMedicine.objects.create(patient=known, name=name, atc=atc, noted_on=asked)
    for name, icd10 in chance.sample(CONDITIONS, chance.choice((0, 0, 1, 1))):
        Condition.objects.create(patient=known, name=name, icd10=icd10, noted_on=asked)


def course(made: Made, known: Patient, scenario: dict[str, Any], opened_on: date) -> Course:
    """Open a course with its consultation and its plan."""
    chance, doctor = made.chance, made.chance.choice(made.doctors)
    at = timezone.make_aware(datetime.combine(opened_on, time(9, 30)))
    begun = Decimal(chance.randint(5, 9))
    with writing(made.actor, "course.open", patient_id=known.pk):
        opened = Course.objects.create(
            patient=known,
            doctor=doctor,
            complaint=scenario["complaint"][known.language],
            aim=scenario.get("aim", "therapeutic"),
            indication=scenario["indication"],
            phase=scenario["phase"],
            opened_on=opened_on,
            onset_on=opened_on
            - timedelta(days=chance.randint(4, 40) if scenario["phase"] == "acute" else chance.randint(100, 900)),
        )
        Consultation.objects.create(course=opened, held_at=at, held_by=doctor, reason="", red_flags={})
        PainScore.objects.create(
            patient=known, course=opened, scale="nrs", value=begun, moment=PainScore.Moment.consultation, scored_at=at
        )
    body = plan_body(scenario, chance)
    judged = judge(opened, body, made.practice, doctor, opened_on, float(begun))
    save_plan(made.actor, doctor, opened, Composed(body, judged, {}))
    return Course.objects.select_related("patient", "plan__current", "doctor").get(pk=opened.pk)


def plan_body(scenario: dict[str, Any], chance: Random) -> PlanBody:
    """Give the plan of a scenario, with a point for each injection."""
    side: Side = "left" if chance.choice(("left", "right")) == "left" else "right"
    points: list[dict[str, Any]] = []
    for row in scenario["points"]:
        where: Side = side if row["side"] == "one" else row["side"]
        view = row["view"].format(side=where)
        spots = points_in(view, row["site"], where, row["count"], chance.randrange(4))
        points += [
            {"id": f"{row['site']}-{where}-{number}", "syringe": 0, "site": row["site"], "side": where}
            | {"view": view, "map": VERSION, "x": x, "y": y}
            for number, (x, y) in enumerate(spots)
        ]
    kept = {"syringes": scenario["syringes"], "points": points}
    return body_of(kept | {"planned": scenario["planned"], "interval_days": scenario["interval_days"]})


def session(made: Made, opened: Course, on: date, nrs: float) -> Session | None:
    """Write a session as it was signed on its day; none where something stood in the way then."""
    opening = find_opening(opened)
    if opening is None:
        return None
    at = timezone.make_aware(datetime.combine(on, time(made.chance.randint(9, 17), made.chance.choice((0, 20, 40)))))
    couch = Couch(opening, made.practice, opened.doctor, on)
    entry = read(_fields(made, couch, on, nrs), opening.plan)
    judged = judge_session(couch, entry)
    if blocking(judged, {}):
        return None
    signing = Signing(couch, entry, judged, {}, at)
    with writing(made.actor, "session.sign", patient_id=opened.patient_id):
        return write_session(signing, record_for(signing), f"demonstration-{opened.pk}-{opening.number}")


def _fields(made: Made, couch: Couch, on: date, nrs: float) -> Fields:
    """Fill a session in as its doctor would have."""
    opening = couch.opening
    interval = opening.plan.interval_days or 0
    more = opening.number < (opening.plan.planned or 0)
    fields = {
        "identity": "yes",
        "changes": "none",
        "lots": "yes",
        "consent": "written",
        "consent_on": opening.course.opened_on.isoformat(),
        **_decides(opening.course.patient, on),
        "kit": "yes",
        "antiseptic": str(Antiseptic.objects.values_list("pk", flat=True)[0]),
        "device": "manual",
        "steps": " ".join(each.id for each in asepsis_steps(couch.view)),
        "room": room_of(made, opening.course.doctor),
        "points": "planned",
        "reactions": "none",
        "nrs": f"{nrs:g}",
        "nrs_after": f"{max(nrs - 2, 0):g}",
        "next_on": (on + timedelta(days=interval)).isoformat() if more else "",
    }
    facts = formulary().facts
    fields |= {f"fact-{key}": "no" for key, each in facts.items() if each.about in DAILY and not each.computed}
    for number, syringe in enumerate(opening.plan.syringes):
        fields |= {f"look-{number}": "clear", f"given-{number}": "yes"}
        for place, content in enumerate(syringe.contents):
            lot = _lot(made, content.product or "", on)
            fields |= {f"lot-{number}-{place}-0": lot.number, f"expiry-{number}-{place}-0": lot.expires_on.isoformat()}
    return fields


def _decides(patient: Patient, on: date) -> Fields:
    """Let a parent decide for who is not of age."""
    if patient.birth_date is None or not is_minor(patient.birth_date, on):
        return {"capacity": "able"}
    return {"capacity": "represented", "capacity_who": f"Claire {patient.family_name}"}


def room_of(made: Made, doctor: User) -> str:
    """Name the room of a doctor."""
    return ROOMS[made.doctors.index(doctor) % len(ROOMS)]


def _lot(made: Made, product: str, on: date) -> Lot:
    lots = list(Lot.objects.filter(product=product, expires_on__gt=on).order_by("pk"))
    return made.chance.choice(lots)


def spared(made: Made, opened: Course, scenario: dict[str, Any], share: float) -> None:
    """Note a medicine that the course spares, and what was taken of it over the weeks."""
    said = scenario.get("spared")
    if said is None:
        return
    language, (low, high) = opened.patient.language, said["baseline"]
    baseline = made.chance.randint(low, high)
    with writing(made.actor, "medicine.spare", patient_id=opened.patient_id):
        row = SparedMedicine.objects.create(
            course=opened, name=said["name"][language], unit=said["unit"][language], baseline_per_week=baseline
        )
        for week in range(1, 5):
            day = opened.opened_on + timedelta(weeks=week)
            if day < made.today:
                MedicineUse.objects.create(
                    medicine=row, week_before=day, units=max(round(baseline * (1 - share * week / 4)), 0)
                )
