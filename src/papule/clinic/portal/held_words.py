"""What several rows say in words, for the document and for the bundle alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from papule.clinic.accounts.forms import ROLES
from papule.clinic.care.forms import care_words
from papule.clinic.care.models import Consultation, PlanVersion
from papule.clinic.care.plan_body import PlannedSyringe, body_of
from papule.clinic.dates import date_format
from papule.clinic.documents.parts import millilitres
from papule.clinic.knowledge import formulary, words_in
from papule.clinic.marks import listed
from papule.clinic.patients.models import Patient
from papule.clinic.portal.models import Message
from papule.knowledge.model.rule import Guidance

PURPOSES = {
    "patients": _("your care"),
    "care": _("your care"),
    "outcomes": _("your care"),
    "documents": _("your documents"),
    "portal": _("your private page"),
    "agenda": _("appointments"),
    "mail": _("e-mail"),
    "billing": _("accounts"),
    "aesthetic": _("quotes"),
    "recalls": _("recall of a product"),
}
ANSWERS = ("yes", "unknown", "no")  # what matters most comes first


def registry_words(patient: Patient) -> str:
    """Say whether a patient is counted in the registry, and since when not."""
    said = patient.opposed_to_registry_on
    if said is None:
        return gettext("what was injected and how it went is counted, without the name")
    return gettext("not counted: said no on {day}").format(day=date_format(said))


def places_of(record: dict[str, Any], language: str, syringe: int | None = None) -> list[str]:
    """Name where points lie, with the side: those of one syringe, or of all that were given."""
    say = words_in(language)
    kept_back = {each.get("number") for each in record.get("syringes", ()) if not each.get("given", True)}
    wanted = (
        (each.get("site", ""), each.get("side", ""))
        for each in record.get("points", ())
        if each.get("syringe") not in kept_back and syringe in (None, each.get("syringe"))
    )
    return [f"{say.name(site)}, {say.term(side)}" for site, side in dict.fromkeys(wanted)]


@lru_cache(maxsize=1)
def _signs() -> dict[str, Guidance]:
    return {each.id: each for file in formulary().guidance.values() for each in file.items}


def signs_of(consultation: Consultation, language: str) -> list[tuple[str, str, str]]:
    """Give the signs that were looked for: the id, the name, the answer."""
    say, known = words_in(language), _signs()
    found = [
        (key, say.text(known[key].title) if key in known else key, answer)
        for key, answer in consultation.red_flags.items()
        if answer in ANSWERS
    ]
    return sorted(found, key=lambda each: ANSWERS.index(each[2]))


def ticked_words(message: Message, language: str) -> list[str]:
    """Name the signs that a patient ticked in a message."""
    say, known = words_in(language), _signs()
    return [say.text(known[key].title) if key in known else key for key in message.signs]


def sign_lines(consultation: Consultation, language: str) -> list[str]:
    """Say the signs that were looked for, those of one answer on one line."""
    return answer_lines(((name, said) for _id, name, said in signs_of(consultation, language)), language)


def answer_lines(answered: Iterable[tuple[str, str]], language: str) -> list[str]:
    """Say what was answered, what has one answer on one line: not known and yes come before no."""
    say, by_answer = words_in(language), defaultdict[str, list[str]](list)
    for name, answer in answered:
        by_answer[answer].append(name)
    order = sorted(by_answer, key=lambda each: ANSWERS.index(each) if each in ANSWERS else len(ANSWERS))
    return [f"{say.term(each).capitalize()}{say.colon} {' · '.join(by_answer[each])}" for each in order]


def found_lines(consultation: Consultation, language: str) -> list[str]:
    """Say what was found and noted at a consultation, and what else is done."""
    painful = listed(places_of({"points": consultation.painful}, language), language)
    others = ", ".join(care_words(consultation.other_care))
    lines = (
        consultation.examination,
        _("Painful: {places}").format(places=painful) if painful else "",
        _("What else is done: {care}").format(care=others) if others else "",
        consultation.note,
    )
    return [each for each in lines if each]


def plan_lines(version: PlanVersion, language: str) -> list[str]:
    """Say a version of a plan: a line a syringe, then where, how often, and the note."""
    body = body_of(version.body)
    places = listed(places_of(version.body, language), language)
    lines = [_syringe(each, language) for each in body.syringes]
    if body.points:
        count = ngettext("{count} point", "{count} points", len(body.points)).format(count=len(body.points))
        lines.append(f"{count} ({places})")
    if body.planned and body.interval_days:
        often = _("{count} sessions, every {days} days")
        lines.append(often.format(count=body.planned, days=body.interval_days))
    elif body.planned:
        lines.append(ngettext("{count} session", "{count} sessions", body.planned).format(count=body.planned))
    return [each for each in (*lines, body.note) if each]


def _syringe(syringe: PlannedSyringe, language: str) -> str:
    say = words_in(language)
    names = ((say.name(each.product or each.substance or ""), each.volume_ml) for each in syringe.contents)
    held = " + ".join(f"{name}, {millilitres(volume)}" for name, volume in names)
    told = listed(filter(None, (held, say.name(syringe.technique))), language)
    return told[:1].upper() + told[1:]


def purpose_words(parts: Iterable[str]) -> str:
    """Say what a record was opened for, by the parts of the program that were used."""
    return _purpose_words(tuple(dict.fromkeys(parts)), get_language())


@lru_cache(maxsize=256)
def _purpose_words(parts: tuple[str, ...], _language: str | None) -> str:
    named = (str(PURPOSES.get(each, _("other"))) for each in parts)
    return ", ".join(dict.fromkeys(named))


def role_words(roles: str) -> str:
    """Name the roles of who acted, as the audit log keeps them."""
    return _role_words(roles, get_language())


@lru_cache(maxsize=256)
def _role_words(roles: str, _language: str | None) -> str:
    known = {str(role): str(name) for role, name in ROLES}
    return ", ".join(known.get(each, each) for each in roles.split(",") if each) or str(_("a program"))
