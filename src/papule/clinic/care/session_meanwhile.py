"""Answers of the day that were given elsewhere while a session was filled in: none is written over unseen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from papule.clinic.care.session_assessing import DAILY
from papule.clinic.care.session_entry import Fields
from papule.clinic.knowledge import formulary, words
from papule.clinic.patients.facts import answers_of
from papule.clinic.patients.models import Patient

ANSWERED, NEW = "answered", "answered_new"  # what the page showed; what came since, in words


def answered_today(patient: Patient, on: date) -> dict[str, str]:
    """Give the answers of this day, by the patient or on another page."""
    facts = formulary().facts
    return {
        fact: each.answer
        for fact, each in answers_of(patient, on).items()
        if each.counts and facts[fact].about in DAILY
    }


def written(known: Mapping[str, str]) -> str:
    """Write answers as a page carries them."""
    return " ".join(f"{fact}:{answer}" for fact, answer in known.items())


def asked_again(fields: Fields, known: Mapping[str, str]) -> Fields:
    """Ask anew whether anything has changed, where an answer came that the page did not show and that is no no."""
    seen = fields.get(ANSWERED, "").split()
    new = {
        fact: answer
        for fact, answer in known.items()
        if answer != "no" and f"{fact}:{answer}" not in seen and fields.get(f"fact-{fact}") != answer
    }
    if not new or "changes" not in fields:
        return fields
    say = words()
    told = ", ".join(f"{say.fact(fact)}{say.colon} {say.term(answer)}" for fact, answer in new.items())
    left = {name: said for name, said in fields.items() if name != "changes" and name.removeprefix("fact-") not in new}
    return left | {NEW: told}
