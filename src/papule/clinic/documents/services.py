"""Making a document: built from the rows, typeset, kept with its digest, in one transaction with its event."""

from __future__ import annotations

import json
from collections.abc import Callable

import msgspec
from django.utils import timezone
from django.utils.translation import override

from papule.assessment.view import View
from papule.clinic.accounts.models import Practice, User
from papule.clinic.audit.writing import Actor, writing
from papule.clinic.care.models import Course, PlanVersion, Session
from papule.clinic.care.plan_body import PlanBody, body_of
from papule.clinic.documents import building, building_letter, prescribing
from papule.clinic.documents.models import Document, Kind
from papule.clinic.documents.parts import Letterhead
from papule.clinic.documents.sheet import Sheet
from papule.clinic.documents.typesetting import typeset
from papule.clinic.patients.models import Patient

OFF_LABEL = ("route/off-label", "indication/licence", "indication/safety-restriction")


class MissingError(Exception):
    """What a document needs and the record does not have."""


def head_for(
    practice: Practice, doctor: User, patient: Patient, language: str = "", *, to_doctor: bool = False
) -> Letterhead:
    """Give the header: in the patient's language unless another is asked for."""
    family = patient.family_doctor if to_doctor else None
    addressee = (family.name, *family.address.splitlines()) if family else (str(patient), *patient.address.splitlines())
    return Letterhead(practice, doctor, patient, language or patient.language, timezone.localdate(), addressee)


def planned_of(course: Course) -> building.Planned:
    """Give what is planned, from the plan that counts; no products where there is none yet."""
    version = PlanVersion.objects.filter(plan__course=course).order_by("-number").first()
    if version is None:
        return building.Planned(course, PlanBody(), frozenset())
    return building.Planned(course, body_of(version.body), off_label_in(version.assessment))


def off_label_in(stored: str) -> frozenset[str]:
    """Give the products and substances that a stored assessment found off-label."""
    findings = json.loads(stored)["assessment"]["findings"] if stored else ()
    return frozenset(each["about"]["id"] for each in findings if each["code"] in OFF_LABEL)


def build(kind: str, head: Letterhead, of: Course | Session | None, view: View) -> Sheet:
    """Build the sheet of a kind, in the language of its header.

    Raises MissingError where the record lacks what the kind needs.
    """
    of_course: dict[str, Callable[[Course], Sheet]] = {
        Kind.information: lambda known: building.information(head, planned_of(known), view),
        Kind.consent: lambda known: building.consent(head, planned_of(known), view),
        Kind.prescription: lambda known: prescribing.prescription(head, _with_products(known), view),
        Kind.letter: lambda known: building_letter.letter(head, known, view),
    }
    with override(head.language):
        if kind == Kind.presence:
            return building.presence(head)
        if kind == Kind.session and isinstance(of, Session):
            return building.session_sheet(head, of, view)
        if kind in of_course and isinstance(of, Course):
            return of_course[kind](of)
    raise MissingError(kind)


def _with_products(course: Course) -> building.Planned:
    planned = planned_of(course)
    if not planned.body.contents:
        raise MissingError(Kind.prescription)
    return planned


def keep(actor: Actor, sheet: Sheet, patient: Patient, of: Course | Session | None = None) -> Document:
    """Typeset a sheet and keep it. The same sheet made again is the one that was kept."""
    known = Document.objects.filter(patient=patient, digest=sheet.digest).first()
    if known is not None:
        return known
    pdf = typeset(sheet)
    with writing(actor, "document.make", patient_id=patient.pk, detail={"kind": sheet.kind}) as event:
        made = Document.objects.create(
            kind=sheet.kind,
            patient=patient,
            course=of if isinstance(of, Course) else None,
            session=of if isinstance(of, Session) else None,
            language=sheet.language,
            title=sheet.title,
            sheet=msgspec.to_builtins(sheet),
            digest=sheet.digest,
            pdf=pdf,
            made_by_id=actor.id,
            made_at=timezone.now(),
        )
        event.subject = f"documents.Document:{made.pk}"
    return made
