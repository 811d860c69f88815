"""Allergic reactions that were recorded: what the session gave is held against the patient until tests clear it."""

from __future__ import annotations

from collections.abc import Iterable

from papule.clinic.care.models import Administration
from papule.clinic.knowledge import formulary
from papule.clinic.outcomes.models import AdverseEvent
from papule.clinic.prepared import Prepared

_REACTED = Prepared(
    lambda patient: (
        AdverseEvent.objects.filter(patient=patient, kind__in=_allergic(), session__isnull=False)
        .order_by("pk")
        .values_list(
            "cleared", "session__current__administrations__substance", "session__current__administrations__product"
        )
    )
)


def is_allergic(kind: str) -> bool:
    """Tell whether the knowledge calls a kind of event an allergy."""
    known = formulary().adverse_events.get(kind)
    return known is not None and known.kind == "allergy"


def _allergic() -> list[str]:
    return [each for each in formulary().adverse_events if is_allergic(each)]


def reacted_to(patient: int) -> tuple[str, ...]:
    """Give the substances that a patient had before an allergic reaction and that no test cleared. One query."""
    rows = [row for row in _REACTED(patient) if row[1]]
    return _once(each for cleared, *given in rows for each in _held(*given) if each not in cleared)


def substances_given(event: AdverseEvent) -> tuple[str, ...]:
    """Give the substances of the session after which an event came, by the version that counts. One query."""
    if event.session is None:
        return ()
    given = Administration.objects.filter(version=event.session.current_id).order_by("syringe", "pk")
    return _once(each for row in given.values_list("substance", "product") for each in _held(*row))


def _held(substance: str, product: str) -> tuple[str, ...]:
    """Give the substance of a product, and what it contains beside it."""
    known = formulary().products.get(product)
    return (substance, *(each.substance for each in known.contains)) if known else (substance,)


def _once(listed: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(listed))
