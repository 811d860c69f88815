"""Signing a session: assessed again with what was really given, then written once, whole or not at all."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError
from django.utils import timezone

from papule.assessment.finding import Finding
from papule.assessment.people import Person
from papule.clinic.accounts.models import User
from papule.clinic.audit.writing import Actor, writing
from papule.clinic.care.assessing import ImpossibleError, stored_text
from papule.clinic.care.models import Administration, Draft, Override, Session, SessionVersion
from papule.clinic.care.rows import answers_now, find_newest, find_signed, hold
from papule.clinic.care.session_assessing import Judged, blocking, daily, find_device, judge, reasons_of
from papule.clinic.care.session_checks import Obstacle, is_given, obstacles
from papule.clinic.care.session_consent import find_withdrawal
from papule.clinic.care.session_drafts import Seen, SignedError, acts_of, check_basis, check_seen, find_draft, held_in
from papule.clinic.care.session_entry import Entry
from papule.clinic.care.session_opening import Couch
from papule.clinic.care.session_record import SessionRecord, digest_of, plain
from papule.clinic.care.session_recording import Signing, record_for
from papule.clinic.knowledge import formulary
from papule.clinic.outcomes.models import PainScore
from papule.clinic.outcomes.services import remind_after
from papule.clinic.patients.models import FactAnswer, Origin
from papule.clinic.stock.models import DeviceCleaning
from papule.clinic.stock.movements import use


class RefusedError(Exception):
    """What stands in the way of the signature; nothing was written."""

    def __init__(self, found: tuple[Obstacle, ...], findings: list[Finding]) -> None:
        self.obstacles = found
        self.findings = findings


def sign(actor: Actor, couch: Couch, entry: Entry, seen: Seen) -> Session:
    """Sign a session. Sent twice, it is signed once, and the second answer is the first session.

    Raises RefusedError, StaleError, OutdatedError, and SignedError where another session took its number meanwhile.
    """
    signed = find_signed(seen.key)
    if signed is not None:
        return signed
    try:
        return _sign(actor, couch, entry, seen)
    except SignedError as error:
        if error.session.key == seen.key:
            return error.session
        raise
    except IntegrityError:
        session = Session.objects.filter(course=couch.opening.course, number=couch.opening.number).first()
        if session is None:
            raise
        if session.key == seen.key:
            return session
        raise SignedError(session) from None


def _sign(actor: Actor, couch: Couch, entry: Entry, seen: Seen) -> Session:
    course, at = couch.opening.course, timezone.localtime()
    with writing(actor, "session.sign", patient_id=course.patient_id) as event:
        hold(course)
        draft = find_draft(course)
        check_seen(course, draft, seen)
        check_basis(course, couch.opening.version, couch.on, seen)
        judged = _judged(couch, entry)
        _check(entry, couch, judged)
        acts = acts_of(entry.fields, held_in(draft).acts, couch.operator)
        signing = Signing(couch, entry, judged, acts, at)
        session = write_session(signing, record_for(signing), seen.key)
        if draft is not None:
            Draft.objects.filter(course=course, kind=Draft.Kind.session).delete()
        event.subject = f"care.Session:{session.pk}"
        event.detail = {"number": session.number, "verdict": judged.assessment.verdict}
    return session


def _judged(couch: Couch, entry: Entry) -> Judged:
    """Assess it; what cannot be, three points for one or a drop too many, stands in the way like anything else."""
    try:
        return judge(couch, entry)
    except ImpossibleError as error:
        raise RefusedError(tuple(Obstacle("points", each) for each in error.problems), []) from None


def _check(entry: Entry, couch: Couch, judged: Judged) -> None:
    """Refuse what may not be signed, whatever the page showed."""
    person = Person(judged.case, couch.view.vocabulary, formulary(), couch.on)
    found = obstacles(entry, couch.opening, person, couch.on, find_withdrawal(couch.opening.course))
    findings = blocking(judged, reasons_of(entry)) if is_given(entry) else []
    if found or findings:
        raise RefusedError(found, findings)


def write_session(what: Signing, record: SessionRecord, key: str) -> Session:
    """Write a session that was looked at, with everything that follows from it; inside `writing()`."""
    course, entry = what.opening.course, what.entry
    session = Session.objects.create(
        course=course,
        patient_id=course.patient_id,
        plan_version=what.opening.version,
        number=what.opening.number,
        performed_at=what.at,
        performed_by=what.signer,
        key=key,
    )
    assessment = stored_text(what.judged.case, what.judged.assessment)
    version = add_version(session, record, assessment, what.signer, at=what.at)
    _overrides(what, version, record)
    _scores(what, session)
    _answers(what)
    _clean(what)
    remind_after(session, what.judged.duties if is_given(entry) else ())
    course.next_on = entry.next_on
    course.save(update_fields=["next_on"])
    return session


def add_version(
    session: Session, record: SessionRecord, assessment: str, signer: User, reason: str = "", at: datetime | None = None
) -> SessionVersion:
    """Write a version of a session, what it gave and what that takes out of the cupboard; it counts from now on."""
    body = plain(record)
    newest = find_newest(session)
    version = SessionVersion.objects.create(
        session=session,
        number=newest.number + 1 if newest else 1,
        record=body,
        assessment=assessment,
        digest=digest_of(body, assessment),
        signed_by=signer,
        signed_at=at or timezone.now(),
        reason=reason,
    )
    for given in _administrations(session, version, record):
        given.save()
    use(version)
    session.current = version
    session.save(update_fields=["current"])
    return version


def _administrations(session: Session, version: SessionVersion, record: SessionRecord) -> list[Administration]:
    """Give one row a syringe, product and lot."""
    return [
        Administration(
            version=version,
            session=session,
            patient_id=session.patient_id,
            performed_on=timezone.localdate(session.performed_at),
            product=product.product[:100],
            product_name=(lot.trade_name or product.names.get("fr", product.product))[:300],
            substance=product.substance,
            gtin=lot.gtin,
            lot_number=lot.number,
            expires_on=lot.expires_on,
            syringe=syringe.number - 1,
            volume_ml=Decimal(str(lot.volume_ml)),
            amount=_share(product.amount, lot.volume_ml, product.volume_ml),
            device=" ".join(filter(None, (record.device.name, record.device.serial)))[:100],
            room=record.practice.room,
        )
        for syringe in record.syringes
        if syringe.given
        for product in syringe.products
        for lot in product.lots
    ]


def _share(amount: str, volume_ml: float, of_ml: float) -> str:
    """Give the part of an amount that one of several lots brought."""
    if not amount or volume_ml == of_ml:
        return amount
    number, _, unit = amount.partition(" ")
    part = Decimal(number) * Decimal(str(volume_ml)) / Decimal(str(of_ml))
    return f"{part.quantize(Decimal('0.001')).normalize():f} {unit}"


def _overrides(what: Signing, version: SessionVersion, record: SessionRecord) -> None:
    for each in record.overrides:
        Override.objects.create(
            course=what.opening.course,
            session_version=version,
            code=each.code,
            about=each.about,
            severity=each.severity,
            reason=each.reason,
            made_by=what.signer,
            made_at=what.at,
        )


def _scores(what: Signing, session: Session) -> None:
    """Keep the scores; each scale is a series of its own."""
    entry, moments = what.entry, PainScore.Moment
    scores = (
        ("nrs", moments.before, entry.nrs),
        ("vas", moments.before, entry.vas),
        ("nrs", moments.after, entry.nrs_after),
        ("vas", moments.after, entry.vas_after),
    )
    for scale, moment, value in scores:
        if value is not None:
            PainScore.objects.create(
                patient_id=session.patient_id,
                course=session.course,
                session=session,
                scale=scale,
                value=Decimal(str(value)),
                moment=moment,
                scored_at=what.at,
            )


def _answers(what: Signing) -> None:
    """Keep today's answers with those of the patient; older ones stay and count no more."""
    patient, said = what.opening.course.patient, daily(what.entry)
    rows = answers_now(patient) if said else []
    same = {fact for fact, answer, at in rows if answer == said.get(fact) and at.date() == what.at.date()}
    changed = {fact: answer for fact, answer in said.items() if fact not in same}
    if not changed:
        return
    FactAnswer.objects.filter(patient=patient, is_current=True, fact__in=changed).update(is_current=False)
    FactAnswer.objects.bulk_create(
        FactAnswer(
            patient=patient,
            fact=fact,
            answer=answer,
            origin=Origin.doctor,
            answered_at=what.at,
            recorded_by=what.signer,
        )
        for fact, answer in changed.items()
    )


def _clean(what: Signing) -> None:
    """Add the cleaning of the injector to its log."""
    device = find_device(what.entry)
    if device is not None and what.entry.said("cleaned"):
        method = what.entry.said("cleaning").strip()[:300]
        DeviceCleaning.objects.create(device=device, cleaned_at=what.at, cleaned_by=what.signer, method=method)
