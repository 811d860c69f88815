"""The prescription of the ampoules that a patient brings: what, how much, and what of it is off-label."""

from __future__ import annotations

from collections import defaultdict

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from papule.assessment.view import View
from papule.clinic.accounts.models import Practice, User
from papule.clinic.documents.building import Planned, is_off_label, passage_of
from papule.clinic.documents.parts import Letterhead, millilitres, paragraphs, sheet
from papule.clinic.documents.sheet import AnyBlock, Items, Pairs, Sheet, Signature, Text
from papule.clinic.knowledge import words_in

REGISTERS = {"FR": "RPPS", "BE": "INAMI"}


def prescription(head: Letterhead, planned: Planned, view: View) -> Sheet:
    """Build the prescription, off-label said where it is so; what several syringes hold is one line."""
    count = planned.course.planned_sessions or 1
    blocks: list[AnyBlock] = [
        Pairs(pairs=tuple(_person(head))),
        Text(text=ngettext("For {count} session:", "For {count} sessions:", count).format(count=count)),
        Items(items=tuple(_lines(head, planned, view, count))),
        *paragraphs(passage_of(head, "prescription.closing", planned.course)),
        Signature(label=_signer(head.doctor, head.practice)),
    ]
    return sheet(head, "prescription", _("Prescription"), blocks)


def _person(head: Letterhead) -> list[tuple[str, str]]:
    """Say of the patient what a pharmacist needs beside the name and the birth date."""
    patient = head.patient
    rows = [(_("Sex"), str(patient.get_sex_display()))]
    if patient.weight_kg:
        rows.append((_("Weight"), f"{localize(patient.weight_kg.normalize())} kg"))
    return rows


def _lines(head: Letterhead, planned: Planned, view: View, count: int) -> list[str]:
    say, volumes = words_in(head.language), defaultdict[str, float](float)
    off_label = set()
    for each in planned.body.contents:
        key = each.product or each.substance or ""
        volumes[key] += each.volume_ml
        if is_off_label(each, planned, view):
            off_label.add(key)
    off = _("off-label, not reimbursed")
    lines = []
    for key, volume in volumes.items():
        told = _("{name}: {volume} for each session, {all} in all").format(
            name=say.name(key), volume=millilitres(volume), all=millilitres(round(volume * count, 3))
        )
        lines.append(f"{told[:1].upper()}{told[1:]} ({off})" if key in off_label else f"{told[:1].upper()}{told[1:]}")
    return lines


def _signer(doctor: User, practice: Practice) -> str:
    register = REGISTERS.get(practice.country, "")
    number = f"{register} {doctor.registration}".strip() if doctor.registration else ""
    return ", ".join(filter(None, (doctor.name, number)))
