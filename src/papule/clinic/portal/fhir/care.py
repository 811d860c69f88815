"""What was done and what became of it, as FHIR R4 resources."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext as _

from papule.clinic.care.models import Administration, Consultation, Course, Session
from papule.clinic.knowledge import words_in
from papule.clinic.outcomes.models import AdverseEvent, MedicineUse, PainScore
from papule.clinic.outcomes.reports import kind_words, outcome_words, severity_words
from papule.clinic.portal.fhir.parts import LOINC, TERMINOLOGY, UCUM, Names, Resource, coded, instant, quantity
from papule.clinic.portal.fhir.planning import planning
from papule.clinic.portal.held import Held
from papule.clinic.portal.held_words import found_lines, places_of, signs_of

SCALES = {
    "nrs": ("72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported", "{score}"),
    "vas": ("38214-3", "Pain severity [Score] Visual analog score", "mm"),
}
YES_NO = {"yes": "Y", "no": "N"}
OUTCOMES = {
    "ongoing": "ongoing",
    "improving": "recovering",
    "recovered": "resolved",
    "lasting": "resolvedWithSequelae",
    "death": "fatal",
    "unknown": "unknown",
}


def care(held: Held, names: Names) -> Iterator[Resource]:
    """Give courses, consultations, sessions with everything given, scores and events."""
    yield from (_course(each, held, names) for each in held.courses)
    for consultation in held.consultations:
        yield from _consultation(consultation, held, names)
    yield from planning(held, names)
    yield from (_session(each, held, names) for each in held.sessions)
    sessions = {each.pk: each for each in held.sessions}
    for given in held.given:
        yield _lot(given, names)
        yield _given(given, sessions[given.session_id], held, names)
    yield from (_score(each, names) for each in held.scores)
    yield from (_use(each, held, names) for each in held.uses)
    yield from (_event(each, held, names) for each in held.events)


def _course(course: Course, held: Held, names: Names) -> Resource:
    status = "inactive" if course.closed_on else "active"
    indication = words_in(held.language).name(course.indication) if course.indication else course.free_indication
    return names.start("Condition", f"course-{course.pk}") | {
        "clinicalStatus": coded(status, f"{TERMINOLOGY}condition-clinical", status),
        "category": [coded(_("complaint that is treated"), f"{TERMINOLOGY}condition-category", "encounter-diagnosis")],
        "code": coded(indication or course.complaint),
        "subject": names.ref("Patient", course.patient_id),
        "onsetDateTime": course.onset_on,
        "abatementDateTime": course.closed_on,
        "recordedDate": course.opened_on,
        "asserter": names.ref("Practitioner", course.doctor_id, course.doctor.name),
        "note": [{"text": each} for each in (course.complaint, course.closing_note) if each],
    }


def _consultation(consultation: Consultation, held: Held, names: Names) -> Iterator[Resource]:
    signs = signs_of(consultation, held.language)
    looked = [names.ref("Observation", f"sign-{consultation.pk}-{key}", name) for key, name, _answer in signs]
    yield names.start("ClinicalImpression", consultation.pk) | {
        "status": "completed",
        "description": consultation.reason,
        "subject": names.ref("Patient", held.patient.pk),
        "effectiveDateTime": instant(consultation.held_at),
        "assessor": names.ref("Practitioner", consultation.held_by_id, consultation.held_by.name),
        "problem": [names.ref("Condition", f"course-{consultation.course_id}")],
        "investigation": [{"code": coded(_("signs of another cause")), "item": looked}] if looked else [],
        "summary": "\n\n".join(found_lines(consultation, held.language)),
    }
    yield from (_sign(consultation, each, held, names) for each in signs)


def _sign(consultation: Consultation, sign: tuple[str, str, str], held: Held, names: Names) -> Resource:
    """Give a sign that was looked for; where nobody could tell, it has no value and says so."""
    key, name, answer = sign
    said = words_in(held.language).term(answer)
    code = YES_NO.get(answer)
    return names.start("Observation", f"sign-{consultation.pk}-{key}") | {
        "status": "final",
        "category": [coded(_("examination"), f"{TERMINOLOGY}observation-category", "exam")],
        "code": coded(name),
        "subject": names.ref("Patient", held.patient.pk),
        "effectiveDateTime": instant(consultation.held_at),
        "performer": [names.ref("Practitioner", consultation.held_by_id, consultation.held_by.name)],
        "valueCodeableConcept": coded(said, f"{TERMINOLOGY}v2-0136", code) if code else None,
        "dataAbsentReason": None if code else coded(said, f"{TERMINOLOGY}data-absent-reason", "unknown"),
    }


def _session(session: Session, held: Held, names: Names) -> Resource:
    record = _record(session)
    given = [each.get("given") for each in record.get("syringes", ())]
    return names.start("Procedure", session.pk) | {
        "status": "completed" if any(given) or not given else "not-done",
        "code": coded(_("mesotherapy, session {number}").format(number=session.number)),
        "subject": names.ref("Patient", session.patient_id),
        "performedDateTime": instant(session.performed_at),
        "performer": [{"actor": names.ref("Practitioner", session.performed_by_id, session.performed_by.name)}],
        "reasonReference": [names.ref("Condition", f"course-{session.course_id}", session.course.complaint)],
        "bodySite": [coded(each) for each in places_of(record, held.language)],
        "note": [{"text": each} for each in (record.get("reactions"), record.get("note")) if each],
    }


def _record(session: Session) -> dict[str, Any]:
    return session.current.record if session.current else {}


def _lot(given: Administration, names: Names) -> Resource:
    return names.start("Medication", given.pk) | {
        "identifier": [{"system": "https://www.gs1.org/gtin", "value": given.gtin}] if given.gtin else [],
        "code": coded(given.product_name),
        "batch": {"lotNumber": given.lot_number, "expirationDate": given.expires_on},
    }


def _given(given: Administration, session: Session, held: Held, names: Names) -> Resource:
    record, number = _record(session), given.syringe + 1  # a record counts syringes from 1
    syringe = next((each for each in record.get("syringes", ()) if each.get("number") == number), None) or {}
    places = places_of(record, held.language, number)
    technique = words_in(held.language).text(syringe.get("technique_names", {}))
    return names.start("MedicationAdministration", given.pk) | {
        "partOf": [names.ref("Procedure", session.pk)],
        "status": "completed",
        "medicationReference": names.ref("Medication", given.pk, given.product_name),
        "subject": names.ref("Patient", held.patient.pk),
        "effectiveDateTime": instant(session.performed_at),
        "performer": [{"actor": names.ref("Practitioner", session.performed_by_id, session.performed_by.name)}],
        "dosage": {
            "text": given.amount,
            "site": coded("; ".join(places)) if places else None,
            "method": coded(technique) if technique else None,
            "dose": quantity(given.volume_ml, "mL", "mL"),
        },
    }


def scale_words(score: PainScore) -> str:
    """Name the scale of a score with its ends."""
    return _("NRS, 0 to 10") if score.scale == PainScore.Scale.nrs else _("VAS, 0 to 100 mm")


def _score(score: PainScore, names: Names) -> Resource:
    code, display, unit = SCALES[score.scale]
    done = [names.ref("Procedure", score.session_id)] if score.session_id else []
    return names.start("Observation", f"pain-{score.pk}") | {
        "partOf": done,
        "status": "final",
        "category": [coded(_("survey"), f"{TERMINOLOGY}observation-category", "survey")],
        "code": coded(_("pain, {scale}").format(scale=scale_words(score)), LOINC, code, display),
        "subject": names.ref("Patient", score.patient_id),
        "focus": [names.ref("Condition", f"course-{score.course_id}")],
        "effectiveDateTime": instant(score.scored_at),
        "valueQuantity": {"value": float(score.value), "unit": unit, "system": UCUM, "code": unit},
        "note": [{"text": str(score.get_moment_display())}],
    }


def _use(use: MedicineUse, held: Held, names: Names) -> Resource:
    """Give how much of a medicine was taken in the week before a day."""
    medicine = use.medicine
    began = use.week_before - timedelta(days=7)
    return names.start("MedicationStatement", f"use-{use.pk}") | {
        "status": "completed",
        "medicationCodeableConcept": coded(medicine.name),
        "subject": names.ref("Patient", held.patient.pk),
        "effectivePeriod": {"start": began, "end": use.week_before},
        "reasonReference": [names.ref("Condition", f"course-{medicine.course_id}")],
        "dosage": [
            {"text": _("{units} × {unit} in a week").format(units=localize(use.units.normalize()), unit=medicine.unit)}
        ],
    }


def _event(event: AdverseEvent, held: Held, names: Names) -> Resource:
    serious = ("Serious", _("serious")) if event.is_serious else ("Non-serious", _("not serious"))
    outcome = OUTCOMES.get(event.outcome, "unknown")
    session = event.session_id
    places = [words_in(held.language).name(each) for each in event.sites]
    told = (kind_words(event), event.description, ", ".join(places))
    return names.start("AdverseEvent", event.pk) | {
        "actuality": "actual",
        "event": coded(". ".join(filter(None, told))),
        "subject": names.ref("Patient", event.patient_id),
        "date": event.onset_on,
        "recordedDate": instant(event.recorded_at),
        "seriousness": coded(serious[1], f"{TERMINOLOGY}adverse-event-seriousness", serious[0]),
        "severity": coded(severity_words(event), f"{TERMINOLOGY}adverse-event-severity", event.severity),
        "outcome": coded(outcome_words(event), f"{TERMINOLOGY}adverse-event-outcome", outcome),
        "suspectEntity": [{"instance": names.ref("Procedure", session)}] if session else [],
    }
