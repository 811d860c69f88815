"""Doses drawn up against every maximum: session, 12 hours, day, course, weight, summed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import msgspec

from papule.assessment.finding import About, Finding, Lacking
from papule.assessment.subject import Subject
from papule.assessment.sums import window_start
from papule.assessment.uses import Use, earlier_anaesthetics, maximum_of, untold_anaesthetics
from papule.kernel.quantity import plain, quantity
from papule.kernel.severity import Severity
from papule.treatment.case import PastSession


def check(subject: Subject) -> Iterator[Finding | Lacking]:
    """Find what exceeds or nears a maximum, alone or summed over local anaesthetics."""
    used = subject.uses
    over = {use.substance for use in used if use.fraction is not None and use.fraction > 1}
    for use in used:
        yield from _one(use, subject, told=use.substance in over)
        yield from _untold(use, subject)
    if any(use.local_anaesthetic for use in used):
        yield from _summed((*used, *earlier_anaesthetics(subject)), high(subject))
        for use in untold_anaesthetics(subject):
            yield from _untold(use, subject, variant="given-before")
        yield from _own_anaesthetics(used, subject)
    if subject.person.age_years is None:
        for key, substance in subject.substances.items():
            if substance.limits.leaves_out_the_young:
                yield Lacking("age", "caution", key)


def high(subject: Subject) -> Decimal:
    """Give the share of a maximum from which a dose is called high."""
    return subject.view.high_dose_share


def _one(use: Use, subject: Subject, *, told: bool) -> Iterator[Finding | Lacking]:
    """Judge one maximum; a dose that is over some maximum is not also called high."""
    if use.fraction is None:
        yield _found("dose/weight-unknown", "needs_answer", use, subject, missing=("weight_kg",))
    elif use.fraction > 1:
        severity: Severity = "caution" if use.limit.foreign else "stop"
        yield _found("dose/maximum", severity, use, subject)
    elif use.limit.for_older:
        yield _found("dose/maximum", "caution", use, subject, variant="for-older")
    elif not told and use.fraction >= high(subject) and (use.local_anaesthetic or use.limit.by_weight):
        yield _found("dose/high", "caution", use, subject)


def _found(
    code: str, severity: Severity, use: Use, subject: Subject, missing: tuple[str, ...] = (), variant: str = ""
) -> Finding:
    maximum = maximum_of(use, subject.person.patient.weight_kg)
    because = {"amount": str(use.amount), "maximum": maximum, "per": use.limit.per}
    return Finding(
        code=code,
        check="doses",
        severity=severity,
        scope="mixture",
        about=About("substance", use.substance),
        because=dict(because),
        missing=missing,
        citations=use.limit.citations,
        disagreement=use.limit.disagreement,
        params={**because, "share": plain((use.fraction or Decimal(0)) * 100), "variant": variant},
    )


def _summed(used: tuple[Use, ...], high_share: Decimal) -> Iterator[Finding]:
    """Add the shares of all local anaesthetics of the day, each of its own gravest maximum."""
    shares: dict[str, Decimal] = {}
    gravest: dict[str, Use] = {}
    for use in used:
        if use.local_anaesthetic and use.fraction is not None and use.fraction > shares.get(use.substance, Decimal(-1)):
            shares[use.substance], gravest[use.substance] = use.fraction, use
    total = sum(shares.values(), Decimal(0))
    if len(shares) < 2 or total < high_share:  # noqa: PLR2004 -- one alone is judged alone
        return
    ids = tuple(sorted(shares))
    yield Finding(
        code="dose/local-anaesthetics" if total > 1 else "dose/high",
        check="doses",
        severity="stop" if total > 1 else "caution",
        scope="mixture",
        about=About("pair", "+".join(ids), ids),
        because={key: f"{plain(shares[key] * 100)} %" for key in ids},
        citations=tuple(dict.fromkeys(cited for key in ids for cited in gravest[key].limit.citations)),
        params={"share": plain(total * 100), "substances": ids},
    )


def _own_anaesthetics(used: tuple[Use, ...], subject: Subject) -> Iterator[Finding]:
    """Tell of medicines of the patient that numb too: they count, and nobody knows how much."""
    for use in used:
        kin = set(subject.view.classes_of(use.substance)) if use.local_anaesthetic else set()
        for medicine in subject.person.medicines:
            if not kin.isdisjoint(medicine.classes):
                found = _found("dose/local-anaesthetics", "caution", use, subject)
                ids = tuple(sorted((use.substance, medicine.name)))
                yield msgspec.structs.replace(
                    found,
                    scope="patient",
                    about=About("pair", "+".join(ids), ids),
                    because={**found.because, "medicines": medicine.name},
                    params={**found.params, "medicine": medicine.name, "substance": use.substance},
                )


def _untold(use: Use, subject: Subject, variant: str = "") -> Iterator[Finding]:
    """Ask for what counts against a maximum and has no amount: the same substance by other means, or earlier today."""
    if use.window == "session":
        return
    for medicine in subject.person.medicines if use.limit.per != "session" else ():
        if not set(subject.view.substance(use.substance).substance.atc).isdisjoint(medicine.atc):
            yield _asked(use, subject, {"medicines": medicine.name}, "own-medicine-amount", variant)
    since = window_start(use.window, subject)
    for past in subject.treatment.history:
        if past.performed_on >= since and _is_untold(use, past):
            yield _asked(use, subject, {"performed_on": past.performed_on.isoformat()}, "earlier-amount", variant)


def _is_untold(use: Use, past: PastSession) -> bool:
    """Tell whether an earlier session gave the substance in an amount that cannot be added."""
    amount = past.amounts.get(use.substance)
    if amount is None:
        return use.substance in past.substances
    return quantity(amount).unit != use.amount.unit


def _asked(use: Use, subject: Subject, because: Mapping[str, object], missing: str, variant: str) -> Finding:
    found = _found("dose/maximum", "needs_answer", use, subject, variant=variant)
    rests_on = {**found.because, **because}
    return msgspec.structs.replace(found, because=rests_on, scope="patient", missing=(missing,))
