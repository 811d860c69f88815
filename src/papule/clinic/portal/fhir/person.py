"""Who the patient is and what they said, as FHIR R4 resources."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from papule.clinic.accounts.models import User
from papule.clinic.knowledge import words_in
from papule.clinic.patients.models import Allergy, Condition, FactAnswer, Origin, PatientMedicine
from papule.clinic.portal.fhir.parts import LOINC, TERMINOLOGY, Names, Resource, coded, instant, quantity
from papule.clinic.portal.held import Held
from papule.clinic.portal.held_words import registry_words

NATIONAL = {
    "ins-nir": "urn:oid:1.2.250.1.213.1.4.8",
    "ins-nia": "urn:oid:1.2.250.1.213.1.4.9",
    "ssin": "https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/ssin",
}
ICD10 = "http://hl7.org/fhir/sid/icd-10"
ATC = "http://www.whocc.no/atc"


def person(held: Held, names: Names) -> Iterator[Resource]:
    """Give the patient, the practice and its doctors, and what the patient said of their health."""
    yield _patient(held, names)
    yield _practice(held, names)
    yield from (_practitioner(each, names) for each in _doctors(held))
    if held.patient.opposed_to_registry_on:
        yield _opposition(held, names)
    if held.patient.weight_kg and held.patient.weighed_on:
        yield _weight(held, names)
    yield from (_allergy(each, names) for each in held.allergies)
    yield from (_medicine(each, names) for each in held.medicines)
    yield from (_condition(each, names) for each in held.conditions)
    for (day, origin), group in groupby(
        held.answers, key=lambda each: (timezone.localdate(each.answered_at), each.origin)
    ):
        yield _answers(held, names, f"{day} {origin}", list(group))


def _patient(held: Held, names: Names) -> Resource:
    patient = held.patient
    national = [{"use": "official", "system": NATIONAL[each.kind], "value": each.value} for each in held.identifiers]
    number = {"use": "usual", "type": coded(_("record number")), "value": patient.record_number}
    telecom = [{"system": "phone", "value": each} for each in (patient.phone, patient.other_phone) if each]
    born = [{"use": "maiden", "family": patient.birth_name}] if patient.birth_name else []
    doctor = patient.family_doctor
    return names.start("Patient", patient.pk) | {
        "identifier": [*national, number],
        "active": True,
        "name": [{"use": "official", "family": patient.family_name, "given": patient.given_names.split()}, *born],
        "telecom": [*telecom, {"system": "email", "value": patient.email} if patient.email else None],
        "gender": patient.sex,
        "birthDate": patient.birth_date,
        "address": [{"text": patient.address} if patient.address else None],
        "contact": [
            {
                "relationship": [coded(each.relation)] if each.relation else [],
                "name": {"text": each.name},
                "telecom": [{"system": "phone", "value": each.phone}] if each.phone else [],
            }
            for each in held.contacts
        ],
        "communication": [{"language": coded(patient.language, "urn:ietf:bcp:47", patient.language)}],
        "generalPractitioner": [{"display": doctor.name}] if doctor else [],
        "managingOrganization": names.ref("Organization", "practice", held.practice.name),
    }


def _practice(held: Held, names: Names) -> Resource:
    practice = held.practice
    telecom = {"phone": practice.phone, "email": practice.email}
    return names.start("Organization", "practice") | {
        "name": practice.name,
        "telecom": [{"system": system, "value": value} for system, value in telecom.items() if value],
        "address": [{"text": practice.address}] if practice.address else [],
    }


def _opposition(held: Held, names: Names) -> Resource:
    """Say that the patient does not want to be counted in the registry of the practice."""
    return names.start("Consent", "registry") | {
        "status": "active",
        "scope": coded(_("Registry of the practice"), f"{TERMINOLOGY}consentscope", "research"),
        "category": [coded(_("objection"))],
        "patient": names.ref("Patient", held.patient.pk),
        "dateTime": held.patient.opposed_to_registry_on,
        "organization": [names.ref("Organization", "practice", held.practice.name)],
        "policyRule": coded(registry_words(held.patient)),
        "provision": {"type": "deny"},
    }


def _doctors(held: Held) -> list[User]:
    """Give everybody who is named by a course, a consultation, a plan, a session or an appointment."""
    every = [each.doctor for each in held.courses] + [each.held_by for each in held.consultations]
    every += [each.performed_by for each in held.sessions] + [each.doctor for each in held.appointments]
    every += [each.made_by for each in held.plans] + [each.override.made_by for each in held.gone_past]
    return list({each.pk: each for each in every}.values())


def _practitioner(doctor: User, names: Names) -> Resource:
    return names.start("Practitioner", doctor.pk) | {"name": [{"text": doctor.name}]}


def _weight(held: Held, names: Names) -> Resource:
    assert held.patient.weight_kg is not None  # noqa: S101 -- looked at by the caller
    return names.start("Observation", "weight") | {
        "status": "final",
        "category": [coded(_("vital signs"), f"{TERMINOLOGY}observation-category", "vital-signs")],
        "code": coded(_("body weight"), LOINC, "29463-7", "Body weight"),
        "subject": names.ref("Patient", held.patient.pk),
        "effectiveDateTime": held.patient.weighed_on,
        "valueQuantity": quantity(held.patient.weight_kg, "kg", "kg"),
    }


def _allergy(allergy: Allergy, names: Names) -> Resource:
    status = "inactive" if allergy.ended_on else "active"
    return names.start("AllergyIntolerance", allergy.pk) | {
        "clinicalStatus": coded(status, f"{TERMINOLOGY}allergyintolerance-clinical", status),
        "verificationStatus": coded("unconfirmed", f"{TERMINOLOGY}allergyintolerance-verification", "unconfirmed"),
        "code": coded(allergy.said),
        "patient": names.ref("Patient", allergy.patient_id),
        "recordedDate": allergy.noted_on,
        "reaction": [{"manifestation": [coded(allergy.reaction)]}] if allergy.reaction else [],
    }


def _medicine(medicine: PatientMedicine, names: Names) -> Resource:
    return names.start("MedicationStatement", medicine.pk) | {
        "status": "stopped" if medicine.ended_on else "active",
        "medicationCodeableConcept": coded(medicine.name, ATC, medicine.atc),
        "subject": names.ref("Patient", medicine.patient_id),
        "effectivePeriod": {"start": medicine.since_on, "end": medicine.ended_on},
        "dateAsserted": medicine.noted_on,
        "dosage": [{"text": medicine.dose}] if medicine.dose else [],
    }


def _condition(condition: Condition, names: Names) -> Resource:
    status = "inactive" if condition.ended_on else "active"
    return names.start("Condition", f"history-{condition.pk}") | {
        "clinicalStatus": coded(status, f"{TERMINOLOGY}condition-clinical", status),
        "category": [coded(_("history"), f"{TERMINOLOGY}condition-category", "problem-list-item")],
        "code": coded(condition.name, ICD10, condition.icd10),
        "subject": names.ref("Patient", condition.patient_id),
        "onsetString": condition.since,
        "abatementDateTime": condition.ended_on,
        "recordedDate": condition.noted_on,
    }


def _answers(held: Held, names: Names, key: str, answers: list[FactAnswer]) -> Resource:
    """Give the answers of one day from one source."""
    say, patient = words_in(held.language), names.ref("Patient", held.patient.pk)
    return names.start("QuestionnaireResponse", f"{key} {answers[0].pk}") | {
        "status": "completed",
        "subject": patient,
        "authored": instant(answers[-1].answered_at),
        "source": patient if answers[0].origin == Origin.patient else None,
        "item": [
            {
                "linkId": f"{each.fact}",
                "text": say.fact(each.fact),
                "answer": [{"valueCoding": {"code": each.answer, "display": say.term(each.answer)}}],
            }
            for each in answers
        ],
    }
