"""What must never scroll away: who it is, age, allergies, anticoagulant, pregnancy, reactions to a product."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from papule.assessment.people import Person
from papule.clinic.accounts.models import Practice
from papule.clinic.care.models import Administration
from papule.clinic.knowledge import formulary, view_on, words
from papule.clinic.outcomes.models import AdverseEvent
from papule.clinic.patients.facts import allergies_said, patient_of
from papule.clinic.patients.models import Patient
from papule.clinic.prepared import Prepared
from papule.kernel.age import MONTHS_A_YEAR, completed_months
from papule.kernel.answer import Answer
from papule.kernel.value import Value
from papule.treatment import case
from papule.treatment.case import Case, Setting, Treatment

_MOST_REACTIONS = 5
_REACTIONS = ("allergy", "toxicity")  # kinds of adverse events of the knowledge that speak against a product
_EVENTS = Prepared(
    lambda patient: AdverseEvent.objects.filter(patient=patient, kind__in=_kinds()).order_by("-onset_on")[
        :_MOST_REACTIONS
    ]
)
_INFANT_YEARS = 3  # up to which age is told in months


class Mark(Value):
    """One thing the banner tells: the answer, and what it rests on."""

    answer: Answer
    detail: str = ""


class Banner(Value):
    """Everything the banner shows."""

    patient: Patient
    age: str
    allergies: tuple[str, ...] | None  # none: not asked
    anticoagulant: Mark
    pregnancy: Mark | None  # none: cannot be
    reactions: tuple[str, ...]


def banner_of(patient: Patient, practice: Practice, on: date | None = None) -> Banner:
    """Gather the banner of a patient: seven queries, whatever the history."""
    day = on or timezone.localdate()
    person = person_of(patient, practice, day)
    said = person.patient.allergies
    return Banner(
        patient,
        age_words(patient.birth_date, day),
        () if said == "none" else None if said is None else _allergies(patient, said),
        Mark(person.answer("anticoagulant-treatment"), _because(person)),
        _pregnancy(person, patient),
        reactions_of(patient),
    )


def person_of(patient: Patient, practice: Practice, on: date) -> Person:
    """Give the patient as the checks see them: with all that follows from the answers. Four queries."""
    setting = Setting(country=practice.country, society=practice.society or None)
    of = Case(papule=1, setting=setting, patient=patient_of(patient, on), treatment=Treatment())
    view = view_on(on, practice.country, practice.society or None)
    return Person(of, view.vocabulary, formulary(), on)


def age_words(born: date | None, on: date) -> str:
    """Say an age: in years, of a small child in months."""
    if born is None or born > on:
        return _("age not known")
    months = completed_months(born, on)
    if months < _INFANT_YEARS * MONTHS_A_YEAR:
        return ngettext("%(months)s month", "%(months)s months", months) % {"months": months}
    years = months // MONTHS_A_YEAR
    return ngettext("%(years)s year", "%(years)s years", years) % {"years": years}


def _allergies(patient: Patient, listed: tuple[str | case.NamedAllergy, ...]) -> tuple[str, ...]:
    """Name the allergies as they were said, then those that a reaction showed."""
    said = allergies_said(patient)
    shown = (each.name for each in listed[len(said) :] if isinstance(each, case.NamedAllergy))
    return tuple(dict.fromkeys((*said, *shown)))


def _because(person: Person) -> str:
    said = person.why_yes("anticoagulant-treatment") if person.answer("anticoagulant-treatment") == "yes" else {}
    return str(said.get("medicine", ""))


def _pregnancy(person: Person, patient: Patient) -> Mark | None:
    answer = person.answer("pregnancy")
    never_asked = answer == "no" and "pregnancy" not in person.stated
    if never_asked and (patient.sex != "unknown" or person.age_years is not None):
        return None
    weeks = person.patient.amenorrhoea_weeks
    told = _("%(weeks)s weeks since the last period") % {"weeks": int(weeks)} if weeks is not None else ""
    return Mark(answer, told)


def reactions_of(patient: Patient) -> tuple[str, ...]:
    """Name the products that a patient reacted to, with what happened and when. Two queries."""
    events = _EVENTS(patient.pk)
    given: dict[int, list[str]] = {}
    sessions = [each.session_id for each in events if each.session_id]
    rows = Administration.objects.filter(session__in=sessions).order_by("syringe", "pk") if sessions else ()
    for row in rows:
        given.setdefault(row.session_id, []).append(words().name(row.substance))
    return tuple(_reaction(each, given.get(each.session_id or 0, [])) for each in events)


def _kinds() -> list[str]:
    """Give the kinds of events that speak against a product: of the knowledge of this process."""
    return [key for key, each in formulary().adverse_events.items() if each.kind in _REACTIONS]


def _reaction(event: AdverseEvent, products: list[str]) -> str:
    what = words().text(formulary().adverse_events[event.kind].name)
    after = ", ".join(dict.fromkeys(products))
    said = f"{after}{words().colon} {what}" if after else what
    return f"{said} ({event.onset_on.year})"
