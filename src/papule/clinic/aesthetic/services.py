"""What is written of aesthetic acts: the terms of the practice, quotes, that a quote was handed over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from papule.assessment.view import View
from papule.clinic.accounts.models import Practice, User
from papule.clinic.aesthetic.models import Handover, Practitioner, Quote, Terms
from papule.clinic.aesthetic.quote_sheet import Offer, quote_sheet
from papule.clinic.aesthetic.waiting import products_of, rules
from papule.clinic.audit.writing import Actor, record, writing
from papule.clinic.billing.services import total_of, vat_of
from papule.clinic.care.models import Course
from papule.clinic.care.rows import find_newest_plan, hold
from papule.clinic.documents.models import Document
from papule.clinic.documents.parts import Letterhead
from papule.clinic.documents.services import keep
from papule.clinic.patients.models import Patient

CONTENT = "aesthetic-quote-content"  # of the knowledge: what a quote must say, where a law says so


class EarlyError(ValueError):
    """A quote cannot be handed over before it was made, nor on a day that has not come."""


def keep_terms(actor: Actor, days: int) -> None:
    """Let patients think for so many days after the quote of an aesthetic act."""
    Terms.objects.update_or_create(pk=1, defaults={"days": days})
    record(actor, "terms.change", subject="aesthetic.Terms:1", days=days)


def keep_practitioner(actor: Actor, doctor: User, said: dict[str, str]) -> None:
    """Keep what a quote says of a doctor."""
    Practitioner.objects.update_or_create(doctor=doctor, defaults=said)
    record(actor, "practitioner.change", subject=f"accounts.User:{doctor.pk}", changed=sorted(said))


def missing(practice: Practice, doctor: User, patient: Patient, view: View) -> list[str]:
    """Name what belongs on a quote and nobody has written down yet: the time to think, and what the law here wants."""
    terms = Terms.objects.first()
    found = [] if terms else [_("how many days a patient has to think")]
    return [*found, *_missing(practice, doctor, patient)] if CONTENT in rules(view) else found


def _missing(practice: Practice, doctor: User, patient: Patient) -> Iterator[str]:
    known = Practitioner.objects.filter(doctor=doctor).first() or Practitioner()
    if not known.order_number:
        yield _("the doctor’s number at the Order")
    if not known.qualification:
        yield _("the doctor’s qualification")
    if not known.insurance:
        yield _("the doctor’s professional liability insurance, or that there is none")
    if not practice.address.strip():
        yield _("the address of the practice")
    if patient.birth_date is None:
        yield _("the patient’s date of birth")
    if not patient.address.strip():
        yield _("the patient’s address")


def make_quote(actor: Actor, by: User, course: Course, head: Letterhead, offer: Offer) -> Quote:
    """Write a quote for what is planned: a document, with a number of its own.

    Raises ValueError where nothing is planned.
    """
    patient = head.patient
    with writing(actor, "quote.make", patient_id=patient.pk) as event:
        hold(course)
        version = find_newest_plan(course)
        if version is None:
            raise ValueError("a quote says what is planned, and nothing is")
        number = f"{patient.record_number}-{Quote.objects.filter(patient=patient).count() + 1}"
        document = keep(actor, quote_sheet(head, course, offer, number), patient, course)
        made = Quote.objects.create(
            patient=patient,
            course=course,
            plan_version=version,
            document=document,
            number=number,
            lines=offer.lines,
            products=products_of(offer.body),
            total_cents=total_of(offer.lines),
            vat_cents=vat_of(offer.lines),
            made_by=by,
            made_at=timezone.now(),
            made_on=timezone.localdate(),
        )
        event.subject = f"aesthetic.Quote:{made.pk}"
        event.detail = {"number": number}
    return made


def hand_over(actor: Actor, quote: Quote, how: str, on: date, by: User | None = None) -> Handover:
    """Note that the patient has a quote: the time to think begins.

    Raises EarlyError for a day before the quote was made, or after today.
    """
    if not quote.made_on <= on <= timezone.localdate():
        raise EarlyError
    with writing(actor, "quote.hand_over", patient_id=quote.patient_id, subject=f"aesthetic.Quote:{quote.pk}"):
        return Handover.objects.create(quote=quote, how=how, handed_on=on, recorded_by=by, recorded_at=timezone.now())


def note_opened(actor: Actor, document: Document) -> None:
    """Note that a patient opened a quote on their own page, the first time."""
    quote = Quote.objects.filter(document=document).first()
    if quote is not None and not quote.handovers.exists():
        hand_over(actor, quote, Handover.How.page, timezone.localdate())
