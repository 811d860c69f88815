"""Everything of one patient as a document: what the bundle says to programs, said to people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import override

from papule.clinic.documents.parts import Letterhead, day_words, sheet
from papule.clinic.documents.sheet import AnyBlock, Heading, Pairs, Sheet, Text
from papule.clinic.knowledge import formulary, words_in
from papule.clinic.patients.models import FactAnswer, Origin
from papule.clinic.portal.held import Held
from papule.clinic.portal.held_care import care
from papule.clinic.portal.held_papers import papers
from papule.clinic.portal.held_parts import at_words, day_figures, table
from papule.clinic.portal.held_words import answer_lines, registry_words


def held_sheet(head: Letterhead, held: Held) -> Sheet:
    """Build the document of everything that is held, in the language of what is held."""
    with override(held.language):
        blocks = [*_opening(held), *_person(held), *_health(held), *care(held), *papers(held)]
        return sheet(head, "own-data", _("Everything the practice holds about you"), blocks)


def _opening(held: Held) -> Iterator[AnyBlock]:
    edition = formulary().edition.edition
    yield Text(
        text=_(
            "This is a copy of your record as it stood on {day}. Words of medicine are those of edition {edition} of "
            "the knowledge. The documents themselves are not in it: ask for them, or open them on your page."
        ).format(day=at_words(held.at), edition=edition)
    )


def _person(held: Held) -> Iterator[AnyBlock]:
    patient = held.patient
    weight = (
        f"{localize(patient.weight_kg.normalize())} kg, {day_figures(patient.weighed_on)}" if patient.weight_kg else ""
    )
    rows = [
        (_("Family name"), patient.family_name),
        (_("Given names"), patient.given_names),
        (_("Name at birth"), patient.birth_name),
        (_("Born"), day_words(patient.birth_date, held.language) if patient.birth_date else ""),
        (_("Sex"), str(patient.get_sex_display())),
        (_("Record number"), patient.record_number),
        *((each.get_kind_display(), each.value) for each in held.identifiers),
        (_("Weight"), weight),
        (_("Phone"), ", ".join(filter(None, (patient.phone, patient.other_phone)))),
        (_("E-mail"), patient.email),
        (_("Address"), patient.address),
        (_("Family doctor"), str(patient.family_doctor or "")),
        *((_("Person to call"), ", ".join(filter(None, (one.name, one.relation, one.phone)))) for one in held.contacts),
        (_("Registered"), at_words(patient.registered_at)),
        (_("Note of the practice"), patient.note),
        (_("Registry of the practice"), registry_words(patient)),
    ]
    yield Heading(text=_("Who you are"))
    yield Pairs(pairs=tuple((name, value) for name, value in rows if value))


def _asked(answer: FactAnswer) -> tuple[date, str]:
    """Give the day of an answer and who gave it: what was answered together stands together."""
    return timezone.localdate(answer.answered_at), answer.origin


def _health(held: Held) -> Iterator[AnyBlock]:
    say, noted, ended = words_in(held.language), _("Noted"), _("Ended")
    yield from table(
        _("Allergies"),
        (_("Allergy"), _("Reaction"), noted, ended),
        ((each.said, each.reaction, day_figures(each.noted_on), day_figures(each.ended_on)) for each in held.allergies),
    )
    yield from table(
        _("Medicines"),
        (_("Medicine"), _("Dose"), noted, ended),
        ((each.name, each.dose, day_figures(each.noted_on), day_figures(each.ended_on)) for each in held.medicines),
    )
    yield from table(
        _("Conditions and operations"),
        (_("Condition"), _("Since"), noted, ended),
        ((each.name, each.since, day_figures(each.noted_on), day_figures(each.ended_on)) for each in held.conditions),
    )
    yield from table(
        _("Answers to questions"),
        (_("Day"), _("Origin"), _("Answers")),
        (
            (
                day_figures(day),
                str(Origin(origin).label),
                "\n".join(answer_lines(((say.fact(each.fact), each.answer) for each in answers), held.language)),
            )
            for (day, origin), answers in groupby(held.answers, _asked)
        ),
        2,
    )
