"""A record as it is read: parts and lines in the reader's language, and what differs between two versions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from papule.clinic.care import session_record as form
from papule.clinic.care.session_agreement import capacity_word, thinking_lines
from papule.clinic.care.session_page import ANSWERS, look_word
from papule.clinic.care.templatetags.session_words import consent_word, plain_number
from papule.clinic.dates import date_format
from papule.clinic.knowledge import words
from papule.clinic.marks import listed
from papule.kernel.quantity import Quantity, exact, quantity
from papule.kernel.value import Value


class Line(Value):
    """One line: its name, and what each version says."""

    label: str
    said: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Tell whether the versions differ."""
        return len(set(self.said)) > 1


class Part(Value):
    """Lines that belong together."""

    title: str
    lines: tuple[Line, ...]


Said = dict[tuple[str, str], str]  # (part, label) -> words


def parts_of(records: tuple[form.SessionRecord, ...]) -> tuple[Part, ...]:
    """Put versions side by side, line by line, in the order in which they are read."""
    told: list[Said] = [dict(_lines(each)) for each in records]
    keys = dict.fromkeys(key for said in told for key in said)
    titles = dict.fromkeys(title for title, _label in keys)
    return tuple(
        Part(
            title,
            tuple(
                Line(label, tuple(said.get((title, label), "") for said in told))
                for part, label in keys
                if part == title
            ),
        )
        for title in titles
    )


def _lines(record: form.SessionRecord) -> Iterator[tuple[tuple[str, str], str]]:
    parts = (
        (_("Who, when, where"), _who(record)),
        (_("Before"), _before(record)),
        (_("What was given"), _given(record)),
        (_("Points"), _points(record)),
        (_("After"), _after(record)),
        (_("Assessment"), _assessed(record)),
    )
    for title, lines in parts:
        for label, said in lines:
            if said:
                yield (title, label), said


Lines = Iterator[tuple[str, str]]


def _who(record: form.SessionRecord) -> Lines:
    patient, practice = record.patient, record.practice
    yield _("patient"), f"{patient.name}, {_day(patient.birth_date)}, {patient.record_number}"
    yield _("number of the session"), f"{record.number} / {record.planned}" if record.planned else str(record.number)
    yield _("performed"), _instant(record.performed_at)
    yield _("by"), f"{record.performed_by} {record.registration}".strip()
    society = words().name(practice.society) if practice.society else ""
    yield _("practice"), ", ".join(filter(None, (practice.name, practice.country, society)))
    yield _("room"), practice.room or _("not noted")
    yield _("complaint"), record.complaint
    yield _("indication"), words().text(record.indication_names) or record.indication


def _before(record: form.SessionRecord) -> Lines:
    yield _("identity confirmed"), _act(record.identity)
    nothing = _("nothing changed") if record.nothing_changed else record.changed
    yield _("changes since last time"), f"{nothing} ({_act(record.changes)})" if nothing else _act(record.changes)
    for each in record.answers:
        yield words().text(each.names), str(dict(ANSWERS).get(each.answer, each.answer))
    yield _("consent"), f"{consent_word(record.consent.how)}, {_day(record.consent.given_on)}"
    yield _("who decided"), capacity_word(record.consent)
    yield from thinking_lines(record.consent.thinking)
    yield _("emergency kit"), _kit(record.kit)
    antisepsis = record.antisepsis
    steps = (words().text(each.names) for each in antisepsis.steps)
    yield _("antiseptic"), _lot(antisepsis.antiseptic, antisepsis.lot, antisepsis.expires_on)
    yield _("asepsis"), listed(steps, words().language)
    device = record.device
    yield _("injected with"), ", ".join(filter(None, (words().text(device.names), device.name, device.serial)))
    yield _("cleaning of the injector"), device.cleaned
    yield _("pain before, NRS"), _number(record.pain.nrs_before) or _("cannot say")
    yield _("pain before, VAS"), _number(record.pain.vas_before, " mm")


def _kit(kit: form.Kit) -> str:
    if not kit.checked:
        return _("not checked: %(why)s") % {"why": kit.why_not}
    contents = (_lot(each.name, "", each.expires_on) for each in kit.contents)
    return listed((_("at hand, whole, in date"), *contents), words().language)


def _given(record: form.SessionRecord) -> Lines:
    yield _("lots read on the ampoules"), _act(record.lots_read)
    for syringe in record.syringes:
        name = _("syringe %(number)s") % {"number": syringe.number}
        if not syringe.given:
            yield name, _("not given: %(why)s") % {"why": syringe.why_not}
            continue
        yield name, ", ".join(filter(None, _syringe(syringe)))
        for product in syringe.products:
            label = f"{name}{words().colon} {words().text(product.names)}"
            yield label, listed(_product(product, _share(syringe)), words().language)


def _share(syringe: form.GivenSyringe) -> Decimal | None:
    """Give the part of what was drawn up that was injected; none where it is not known."""
    held = sum((exact(each.volume_ml) for each in syringe.products), Decimal(0))
    return exact(syringe.injected_ml) / held if held and syringe.injected_ml is not None else None


def _product(product: form.GivenProduct, share: Decimal | None) -> Iterator[str]:
    """Say what was drawn up of a product, how much of that was injected, and from which lots."""
    yield _("%(dose)s drawn up") % {"dose": _dose(product, Decimal(1))}
    unknown = _("how much of it was injected: not known")
    yield unknown if share is None else _("%(dose)s injected") % {"dose": _dose(product, share)}
    yield from (_given_lot(each, product) for each in product.lots)


def _dose(product: form.GivenProduct, share: Decimal) -> str:
    """Write a part of a product: the volume and, where it is known, the amount."""
    amount = quantity(product.amount) if product.amount else None
    parts = [Quantity(exact(product.volume_ml), "mL"), *([amount] if amount else [])]
    return words().figures(", ".join(str(Quantity(each.amount * share, each.unit)) for each in parts))


def _given_lot(lot: form.GivenLot, product: form.GivenProduct) -> str:
    said = _lot(lot.trade_name, lot.number, lot.expires_on)
    if lot.despite:
        despite = _("written down all the same: %(why)s") % {"why": lot.despite}
        said = " · ".join((said, words().text(lot.refused), despite))
    return f"{said} ({plain_number(lot.volume_ml)} mL)" if len(product.lots) > 1 else said


def _syringe(syringe: form.GivenSyringe) -> Iterator[str]:
    yield words().text(syringe.technique_names)
    if syringe.look:
        yield look_word(syringe.look)
    if syringe.needle:
        needle = syringe.needle
        gauge = f"{needle.gauge} G" if needle.gauge else ""
        yield " ".join(
            filter(None, (f"{plain_number(needle.length_mm)} mm", gauge, f"{plain_number(needle.angle_deg)}°"))
        )
    yield ngettext("%(count)s point", "%(count)s points", syringe.points) % {"count": syringe.points}
    if syringe.injected_ml is not None:
        yield _("%(volume)s mL injected") % {"volume": plain_number(syringe.injected_ml)}


def _points(record: form.SessionRecord) -> Lines:
    yield _("done"), _("otherwise than planned") if record.points_changed else _("as planned")
    counted: dict[str, int] = {}
    for each in record.points:
        name = f"{words().text(each.site_names)}, {words().term(each.side)}"
        counted[name] = counted.get(name, 0) + 1
    for name, count in counted.items():
        yield name, str(count)


def _after(record: form.SessionRecord) -> Lines:
    yield _("reactions on the spot"), record.reactions or _("none seen")
    yield _("observation"), _observation(record.observation)
    yield _("pain after, NRS"), _number(record.pain.nrs_after)
    yield _("pain after, VAS"), _number(record.pain.vas_after, " mm")
    for number, each in enumerate(record.duties, 1):
        yield _("to do, %(number)s") % {"number": number}, words().text(each.text)
    yield _("next session"), _day(record.next_on)
    yield _("note"), record.note
    yield _("correction"), record.correction


def _observation(watched: form.Observation | None) -> str:
    if watched is None:
        return ""
    if watched.started_at is None or watched.ends_at is None:
        return _("asked for %(minutes)s minutes, not done: %(why)s") % {
            "minutes": watched.minutes,
            "why": watched.why_not,
        }
    span = f"{_instant(watched.started_at)} – {timezone.localtime(watched.ends_at):%H:%M}"
    return span if watched.is_over else _("%(span)s, signed before its end") % {"span": span}


def _assessed(record: form.SessionRecord) -> Lines:
    yield _("knowledge"), _("edition %(edition)s") % {"edition": record.edition}
    yield _("result"), words().term(record.verdict)
    for each in record.overrides:
        yield words().text(each.message), _("gone past: %(reason)s") % {"reason": each.reason}


def _act(act: form.Act) -> str:
    return f"{act.by}, {_instant(act.at)}"


def _lot(name: str, number: str, expires_on: date | None) -> str:
    lot = _("lot %(number)s") % {"number": number} if number else ""
    expires = _("expires %(day)s") % {"day": _day(expires_on)} if expires_on else ""
    return ", ".join(filter(None, (name, lot, expires)))


def _day(day: date | None) -> str:
    return _written(day, get_language()) if day else ""


@lru_cache(maxsize=4096)
def _written(day: date, _language: str | None) -> str:
    """Write a day once for each language."""
    return date_format(day, "j F Y")


def _instant(at: datetime) -> str:
    here = timezone.localtime(at)
    return f"{_day(here.date())}, {here:%H:%M}"


def _number(value: float | None, unit: str = "") -> str:
    return "" if value is None else f"{plain_number(value)}{unit}"
