"""From what was filled in and found to the record of a session: every name, lot and number copied in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from papule.assessment.subject import Item, Subject
from papule.clinic.accounts.models import Practice, User
from papule.clinic.agenda.rooms import spelled
from papule.clinic.care import session_record as form
from papule.clinic.care.session_agreement import Consent, decided, thinking_of
from papule.clinic.care.session_assessing import Judged, daily, find_device, overridden, reasons_of
from papule.clinic.care.session_checks import find_antiseptic, volumes_of
from papule.clinic.care.session_entry import EnteredLot, EnteredSyringe, Entry
from papule.clinic.care.session_names import fact_names, names_of
from papule.clinic.care.session_opening import Couch, Opening, asepsis_steps
from papule.clinic.stock.kit import kit_on
from papule.kernel.value import Value
from papule.treatment.case import Content


class Signing(Value):
    """Everything that goes into a record."""

    couch: Couch
    entry: Entry
    judged: Judged
    acts: dict[str, dict[str, str]]
    at: datetime

    @property
    def opening(self) -> Opening:
        """Give what the session began with."""
        return self.couch.opening

    @property
    def signer(self) -> User:
        """Give who signs."""
        return self.couch.operator

    @property
    def practice(self) -> Practice:
        """Give where."""
        return self.couch.practice


def record_for(what: Signing) -> form.SessionRecord:
    """Write the record of a session that is about to be signed."""
    opening, entry, judged, course = what.opening, what.entry, what.judged, what.opening.course
    return form.SessionRecord(
        number=opening.number,
        planned=opening.plan.planned or course.planned_sessions,
        performed_at=what.at,
        performed_by=what.signer.name,
        registration=what.signer.registration,
        practice=_where(what),
        patient=_who(what),
        complaint=course.complaint,
        indication=course.indication or course.free_indication,
        indication_names=names_of(course.indication) if course.indication else {},
        phase=course.phase,
        plan_version=opening.version.number,
        identity=_act("identity", what),
        changes=_act("changes", what),
        lots_read=_act("lots", what),
        nothing_changed=entry.said("changes") == "none" and "yes" not in daily(entry).values(),
        answers=tuple(_answers(entry)),
        changed=entry.said("changed").strip(),
        consent=_consent(what),
        kit=_kit(what),
        antisepsis=_antisepsis(what),
        device=_device(what),
        syringes=tuple(_syringes(what)),
        points_changed=entry.said("points") == "changed",
        points=tuple(_points(entry)),
        duties=tuple(form.DutyDone(id=e.id, text=e.text, minutes=e.minutes, months=e.months) for e in judged.duties),
        observation=_observation(what),
        pain=_pain(entry),
        reactions=entry.said("reaction_text").strip() if entry.said("reactions") == "some" else "",
        overrides=tuple(overridden(judged, reasons_of(entry))),
        next_on=entry.next_on,
        note=entry.said("note").strip(),
        edition=judged.assessment.edition,
        fingerprint=judged.assessment.fingerprint,
        engine=judged.assessment.engine,
        verdict=judged.assessment.verdict,
    )


def _answers(entry: Entry) -> Iterator[form.Answered]:
    for key, said in sorted(daily(entry).items()):
        yield form.Answered(fact=key, names=fact_names(key), answer=said)


def _pain(entry: Entry) -> form.Pain:
    return form.Pain(nrs_before=entry.nrs, vas_before=entry.vas, nrs_after=entry.nrs_after, vas_after=entry.vas_after)


def _where(what: Signing) -> form.Where:
    practice = what.practice
    room = spelled(what.entry.said("room"))
    return form.Where(name=practice.name, country=practice.country, society=practice.society, room=room)


def _who(what: Signing) -> form.Who:
    patient = what.opening.course.patient
    return form.Who(
        name=str(patient),
        birth_date=patient.birth_date,
        record_number=patient.record_number,
        sex=patient.sex,
        weight_kg=None if patient.weight_kg is None else float(patient.weight_kg),
    )


def _act(name: str, what: Signing) -> form.Act:
    """Tell who did an act: the one who did it in the draft, else the one who signs."""
    noted = what.acts.get(name, {})
    at = parse_datetime(noted.get("at", ""))
    return form.Act(by=noted.get("by", what.signer.name), at=at or what.at)


def _consent(what: Signing) -> Consent:
    """Tell how consent was given; where it stands from an earlier session, as it was given then."""
    opening, how = what.opening, what.entry.said("consent")
    given_on, last = what.entry.consent_on or what.at.date(), opening.record.get("consent")
    if how == "standing" and last:
        how, given_on = str(last["how"]), date.fromisoformat(last["given_on"])
    thinking = thinking_of(opening.waiting, what.entry.said("wait_why"))
    who = decided(what.entry.said("capacity"), what.entry.said("capacity_who"))
    return Consent(how=how, given_on=given_on, thinking=thinking, **who)


def _kit(what: Signing) -> form.Kit:
    kit = kit_on(what.at.date())
    contents = tuple(
        form.KitContent(name=each.name, expires_on=each.expires_on) for each in kit.items if each.is_present
    )
    checked = bool(what.entry.said("kit"))
    why = "" if checked else what.entry.said("kit_why").strip()
    return form.Kit(checked=checked, why_not=why, checked_on=kit.checked_on, contents=contents)


def _antisepsis(what: Signing) -> form.Antisepsis:
    entry = what.entry
    chosen = find_antiseptic(entry)
    wanted = set(entry.said("steps").split())
    steps = tuple(
        form.Step(id=each.id, names=each.title) for each in asepsis_steps(what.couch.view) if each.id in wanted
    )
    if chosen is None:
        return form.Antisepsis(antiseptic="", steps=steps)
    return form.Antisepsis(antiseptic=chosen.name, lot=chosen.lot_number, expires_on=chosen.expires_on, steps=steps)


def _device(what: Signing) -> form.UsedDevice:
    device = find_device(what.entry)
    if device is None:
        return form.UsedDevice(kind=what.judged.body.device, names=names_of(what.judged.body.device))
    cleaned = what.entry.said("cleaning").strip() if what.entry.said("cleaned") else ""
    return form.UsedDevice(
        kind=device.kind, names=names_of(device.kind), name=device.name, serial=device.serial, cleaned=cleaned
    )


def _syringes(what: Signing) -> Iterator[form.GivenSyringe]:
    subject = Subject(what.judged.case, what.couch.view)
    sheets = iter(zip(subject.by_syringe, what.judged.assessment.syringes, strict=True))
    for number, entered in enumerate(what.entry.syringes):
        planned = what.opening.plan.syringes[number]
        items, sheet = next(sheets) if entered.given else ((), None)
        yield form.GivenSyringe(
            number=number + 1,
            given=entered.given,
            why_not="" if entered.given else entered.why_not,
            look=entered.look if entered.given else None,
            technique=planned.technique,
            technique_names=names_of(planned.technique),
            needle=planned.needle,
            products=tuple(_products(planned.contents, items, entered)),
            points=sum(each.syringe == number for each in what.entry.points) if entered.given else 0,
            injected_ml=sheet.injected_ml if sheet else None,
        )


def _products(
    contents: tuple[Content, ...], items: tuple[Item, ...], entered: EnteredSyringe
) -> Iterator[form.GivenProduct]:
    """Write what was given; of a syringe that was not given there is nothing to write."""
    for place, item in enumerate(items):
        content = contents[place]
        yield form.GivenProduct(
            product=item.written,
            names=names_of(item.written),
            substance=item.id,
            substance_names=names_of(item.id),
            volume_ml=content.volume_ml,
            amount=str(item.drawn) if item.drawn is not None else "",
            lots=tuple(_lots(entered.lots[place], content)),
        )


def _lots(lots: tuple[EnteredLot, ...], content: Content) -> Iterator[form.GivenLot]:
    for lot, volume in zip(lots, volumes_of(lots, content), strict=True):
        if lot.expires_on is not None:
            yield form.GivenLot(
                number=lot.number,
                expires_on=lot.expires_on,
                volume_ml=volume,
                gtin=lot.gtin,
                trade_name=lot.trade_name,
            )


def _points(entry: Entry) -> Iterator[form.GivenPoint]:
    for each in entry.points:
        if entry.syringes[each.syringe].given:
            yield form.GivenPoint(
                id=each.id,
                syringe=each.syringe + 1,
                site=each.site,
                site_names=names_of(each.site),
                side=each.side,
                view=each.view,
                map=each.map,
                x=each.x,
                y=each.y,
                technique=each.technique,
                inserted_mm=each.inserted_mm,
                volume_ml=each.volume_ml,
            )


def _observation(what: Signing) -> form.Observation | None:
    """Tell how long the patient is watched: from when it was started, at the latest from the signature."""
    minutes, why = what.judged.minutes, what.entry.said("observe_why").strip()
    if not minutes:
        return None
    if why and what.entry.observed_at is None:
        return form.Observation(minutes=minutes, why_not=why)
    started = timezone.localtime(what.entry.observed_at or what.at)
    ends = started + timedelta(minutes=minutes)
    return form.Observation(minutes=minutes, started_at=started, ends_at=ends, is_over=ends <= what.at)
