"""Made-up people and what is done for them: factories for the tests of the clinic. Each writes under an event."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from random import Random
from typing import Any

from django.utils import timezone

from papule.clinic.accounts.models import Practice, User
from papule.clinic.audit.writing import Actor, system, writing
from papule.clinic.care import session_record as form
from papule.clinic.care.models import Administration, Consultation, Course, Session, SessionVersion
from papule.clinic.care.session_agreement import Consent
from papule.clinic.demonstration import cupboard
from papule.clinic.demonstration.histories import Made, scenarios
from papule.clinic.demonstration.histories import course as history_of_course
from papule.clinic.demonstration.histories import patient as history_of_patient
from papule.clinic.demonstration.histories import session as session_of_history
from papule.clinic.demonstration.people import person
from papule.clinic.outcomes.models import PainScore
from papule.clinic.patients import services
from papule.clinic.patients.models import Allergy, Condition, FactAnswer, Patient, PatientMedicine

TESTS: Actor = system("tests")
_numbers = count(1)


def make_patient(**more: Any) -> Patient:
    """A woman of 46 in 2026, found by search, unless said otherwise. `actor` tells who registers her."""
    actor = more.pop("actor", TESTS)
    said = {
        "record_number": f"P{next(_numbers):05}",
        "family_name": "Essai",
        "given_names": "Ana",
        "birth_date": date(1980, 2, 29),
        "sex": "female",
    } | more
    with writing(actor, "patient.register") as event:
        patient = Patient.objects.create(**said)
        event.patient_id = patient.pk
        services.index(patient)
    return patient


def make_answers(patient: Patient, on: date | None = None, **answers: str) -> None:
    """Answers to facts, `fever="no"`; a fact's hyphens are written as underscores. An older answer stays."""
    at = _instant(on or timezone.localdate())
    with writing(TESTS, "answers", patient_id=patient.pk):
        for name, answer in answers.items():
            fact = name.replace("_", "-")
            FactAnswer.objects.filter(patient=patient, fact=fact, is_current=True).update(is_current=False)
            FactAnswer.objects.create(patient=patient, fact=fact, answer=answer, answered_at=at)


def make_allergy(patient: Patient, said: str, group: str = "", **more: Any) -> Allergy:
    with writing(TESTS, "allergy.add", patient_id=patient.pk):
        return Allergy.objects.create(
            **{"patient": patient, "said": said, "group": group, "noted_on": date(2026, 1, 5)} | more
        )


def make_medicine(patient: Patient, name: str, atc: str = "", **more: Any) -> PatientMedicine:
    with writing(TESTS, "medicine.add", patient_id=patient.pk):
        return PatientMedicine.objects.create(
            **{"patient": patient, "name": name, "atc": atc, "noted_on": date(2026, 1, 5)} | more
        )


def make_condition(patient: Patient, name: str, **more: Any) -> Condition:
    with writing(TESTS, "condition.add", patient_id=patient.pk):
        return Condition.objects.create(**{"patient": patient, "name": name, "noted_on": date(2026, 1, 5)} | more)


def make_course(doctor: User, patient: Patient, **more: Any) -> Course:
    said = {
        "complaint": "low back pain",
        "indication": "low-back-pain-acute",
        "phase": "acute",
        "opened_on": date(2026, 11, 2),
        "planned_sessions": 5,
    } | more
    with writing(TESTS, "course.open", patient_id=patient.pk):
        return Course.objects.create(patient=patient, doctor=doctor, **said)


def make_consultation(doctor: User, course: Course, **more: Any) -> Consultation:
    said = {"held_at": _instant(course.opened_on), "reason": "It hurts when I bend down."} | more
    with writing(TESTS, "consultation.write", patient_id=course.patient_id):
        return Consultation.objects.create(course=course, held_by=doctor, **said)


def make_session(doctor: User, course: Course, on: date | None = None, **more: Any) -> Session:
    """A signed session with one lot of lidocaine. `record` is what the session says, `lot` its lot."""
    lot, record = more.pop("lot", "A1"), more.pop("record", {})
    number = more.pop("number", course.sessions.count() + 1)
    day = on or course.opened_on + timedelta(days=7 * number)
    at = _instant(day)
    with writing(TESTS, "session.sign", patient_id=course.patient_id):
        session = Session.objects.create(
            course=course,
            patient_id=course.patient_id,
            number=number,
            performed_at=at,
            performed_by=doctor,
            key=f"{course.pk}-{number}",
        )
        version = SessionVersion.objects.create(
            session=session, number=1, record=record, assessment="{}", digest="", signed_by=doctor, signed_at=at
        )
        Session.objects.filter(pk=session.pk).update(current=version)
        Administration.objects.create(
            version=version, session=session, patient_id=course.patient_id, performed_on=day,
            lot_number=lot, expires_on=date(2027, 6, 30), syringe=0,
            **{"product": "lidocaine-10mg-ml", "product_name": "Lidocaïne 10 mg/mL", "substance": "lidocaine",
               "volume_ml": Decimal("2.0"), "amount": "20 mg"} | more,
        )  # fmt: skip
    session.refresh_from_db()
    return session


def session_record(
    on: date, *products: str, points: int = 10, site: str = "knee", side: str = "left", given: bool = True
) -> dict[str, Any]:
    """What a signed session says, for `make_session(record=…)`: one syringe, its points at one site."""
    act = form.Act(by="Dr Essai", at=_instant(on))
    held = tuple(
        form.GivenProduct(
            product=each,
            names={"en": each},
            substance=each.partition("-")[0],
            substance_names={"en": each},
            volume_ml=2,
            lots=(form.GivenLot(number="A1", expires_on=date(2027, 6, 30), volume_ml=2),),
        )
        for each in products or ("lidocaine-10mg-ml",)
    )
    syringe = form.GivenSyringe(
        number=1,
        given=given,
        look="clear",
        technique="papule",
        technique_names={"en": "papule"},
        products=held,
        points=points,
        injected_ml=points * 0.1,
    )
    drawn = tuple(
        form.GivenPoint(id=f"p{place}", syringe=1, site=site, site_names={"en": site}, side=side)
        for place in range(points)
    )
    record = form.SessionRecord(
        number=1, performed_at=_instant(on), performed_by="Dr Essai",
        practice=form.Where(name="Cabinet des Essais", country="FR"),
        patient=form.Who(name="Ana Essai", birth_date=date(1980, 2, 29), record_number="P1", sex="female"),
        complaint="knee", indication="knee-osteoarthritis", indication_names={"en": "knee"},
        identity=act, changes=act, lots_read=act, nothing_changed=True,
        consent=Consent(how="oral", given_on=on), kit=form.Kit(checked=True),
        antisepsis=form.Antisepsis(antiseptic="Biseptine"),
        device=form.UsedDevice(kind="manual", names={"en": "by hand"}),
        syringes=(syringe,), points_changed=False, points=drawn if given else (), pain=form.Pain(),
        edition="2026.11", fingerprint="", engine="", verdict="no_finding",
    )  # fmt: skip
    return form.plain(record)


def make_signed(doctor: User, practice: Practice) -> Session:
    """A session that was signed through the same functions as a real one, of a made-up patient with a plan."""
    today = timezone.localdate()
    cupboard.lots(today)
    cupboard.equipment(today)
    made = Made(practice, [doctor], TESTS, Random(1952), today)  # noqa: S311 -- no secret
    scenario = next(each for each in scenarios() if each["id"] == "chronic-back")
    known = history_of_patient(made, person(made.chance, today, (40, 41), next(_numbers)), {})
    opened = history_of_course(made, known, scenario, today - timedelta(days=20))
    signed = session_of_history(made, opened, today - timedelta(days=14), 6)
    assert signed is not None
    return signed


def make_score(course: Course, value: float, on: date, moment: str = "before", **more: Any) -> PainScore:
    with writing(TESTS, "pain.score", patient_id=course.patient_id):
        return PainScore.objects.create(
            patient_id=course.patient_id,
            course=course,
            value=Decimal(str(value)),
            moment=moment,
            scored_at=_instant(on),
            **{"scale": "nrs"} | more,
        )


def _instant(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 10))  # noqa: DTZ001 -- made aware here
