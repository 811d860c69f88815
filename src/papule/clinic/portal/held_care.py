"""What was planned, done and felt, in the document of everything that is held."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _

from papule.clinic.documents.drawn import where_of_all
from papule.clinic.documents.parts import millilitres
from papule.clinic.documents.sheet import AnyBlock
from papule.clinic.knowledge import words_in
from papule.clinic.marks import listed
from papule.clinic.outcomes.reports import kind_words, outcome_words, severity_words
from papule.clinic.portal.fhir.care import scale_words
from papule.clinic.portal.held import Held
from papule.clinic.portal.held_parts import at_words, day_figures, table
from papule.clinic.portal.held_words import found_lines, places_of, plan_lines, sign_lines


def care(held: Held) -> Iterator[AnyBlock]:
    """Give courses, consultations, plans, sessions, and what became of them."""
    say = words_in(held.language)
    yield from table(
        _("Courses of treatment"),
        (_("No."), _("Complaint"), _("Indication"), _("Doctor"), _("Opened"), _("Closed")),
        (
            (
                str(number),
                each.complaint,
                say.name(each.indication) if each.indication else each.free_indication,
                each.doctor.name,
                day_figures(each.opened_on),
                " ".join(filter(None, (day_figures(each.closed_on), each.closing_note))),
            )
            for number, each in enumerate(held.courses, 1)
        ),
        *(1, 1, 5),
    )
    yield from table(
        _("Consultations"),
        (_("Day"), _("What you said"), _("What was found"), _("Signs of another cause")),
        (
            (
                at_words(each.held_at),
                each.reason,
                "\n".join(found_lines(each, held.language)),
                "\n".join(sign_lines(each, held.language)),
            )
            for each in held.consultations
        ),
        *(1, 2, 3, 3),
    )
    yield from _plans(held)
    yield from _sessions(held)
    yield from _after(held)


def _numbers(held: Held) -> dict[int, str]:
    """Number the courses of treatment, by which the other tables name them."""
    return {each.pk: str(number) for number, each in enumerate(held.courses, 1)}


def _on(at: datetime) -> str:
    return day_figures(timezone.localdate(at))


def _plans(held: Held) -> Iterator[AnyBlock]:
    numbers = _numbers(held)
    yield from table(
        _("Plans"),
        (_("Day"), _("Treatment"), _("Version"), _("Made by"), _("What was planned"), _("Why it was changed")),
        (
            (
                _on(each.made_at),
                numbers[each.plan.course_id],
                str(each.number),
                each.made_by.name,
                "\n".join(plan_lines(each, held.language)),
                each.reason,
            )
            for each in held.plans
        ),
        *(4, 4, 5),
    )
    say = words_in(held.language)
    yield from table(
        _("Warnings that your doctor set aside"),
        (_("Day"), _("Treatment"), _("Warning"), _("Reason given"), _("Doctor")),
        (
            (
                _on(each.override.made_at),
                numbers[each.override.course_id],
                f"{say.term(each.override.severity)}{say.colon} {each.message}",
                each.override.reason,
                each.override.made_by.name,
            )
            for each in held.gone_past
        ),
        *(2, 2, 3),
    )


def _sessions(held: Held) -> Iterator[AnyBlock]:
    numbers = _numbers(held)
    records = [each.current.record if each.current else {} for each in held.sessions]
    yield from table(
        _("Sessions of mesotherapy"),
        (_("Day"), _("Treatment"), _("Session"), _("Injected by"), _("Sites"), _("Note")),
        (
            (
                at_words(each.performed_at),
                numbers[each.course_id],
                str(each.number),
                each.performed_by.name,
                listed(places_of(record, held.language), held.language),
                "\n".join(filter(None, (record.get("reactions"), record.get("note")))),
            )
            for each, record in zip(held.sessions, records, strict=True)
        ),
        *(4, 4, 5),
    )
    yield from table(
        _("Products and lots"),
        (_("Day"), _("Product"), _("Lot"), _("Expires"), _("Volume"), _("Dose")),
        (
            (
                day_figures(each.performed_on),
                each.product_name,
                each.lot_number,
                day_figures(each.expires_on),
                millilitres(each.volume_ml),
                each.amount,
            )
            for each in held.given
        ),
    )
    yield from where_of_all(records, held.language)


def _after(held: Held) -> Iterator[AnyBlock]:
    yield from table(
        _("Pain"),
        (_("Day"), _("Scale"), _("Value"), _("When")),
        (
            (
                at_words(each.scored_at),
                scale_words(each),
                localize(each.value.normalize()),
                str(each.get_moment_display()),
            )
            for each in held.scores
        ),
    )
    yield from _spared(held)
    yield from table(
        _("Adverse events"),
        (_("Began"), _("Event"), _("Severity"), _("Outcome"), _("Description")),
        (
            (day_figures(each.onset_on), kind_words(each), severity_words(each), outcome_words(each), each.description)
            for each in held.events
        ),
    )


def _spared(held: Held) -> Iterator[AnyBlock]:
    yield from table(
        _("Medicines to be spared"),
        (_("Week before"), _("Medicine"), _("Unit"), _("Taken")),
        (
            *(
                (_("before treatment"), each.name, each.unit, localize(each.baseline_per_week.normalize()))
                for each in held.spared
            ),
            *(
                (
                    day_figures(each.week_before),
                    each.medicine.name,
                    each.medicine.unit,
                    localize(each.units.normalize()),
                )
                for each in held.uses
            ),
        ),
    )
