"""One call of a service: from what was sent to the cards."""

from __future__ import annotations

from papule.assessment.assess import assess_in
from papule.assessment.view import View
from papule.interop.cds_hooks.cards import Cards
from papule.interop.cds_hooks.model import Card, Request
from papule.interop.cds_hooks.services import Service
from papule.interop.fhir.from_fhir import Received, Sent, from_fhir
from papule.interop.fhir.reading import Refused
from papule.kernel.told import told
from papule.treatment.case import Setting


def answer(service: Service, request: Request, view: View, cards: Cards) -> list[Card]:
    """Give the cards of a call, under the law, market and knowledge of a view.

    Raises Refused where something is missing without which nothing can be said.
    """
    received = received_by(service, request, view)
    assessment = assess_in(received.case, view) if received.case else None
    return (cards.of_order if service.reads_orders else cards.of_patient)(received, assessment)


def received_by(service: Service, request: Request, view: View) -> Received:
    """Read what was sent. Raises Refused."""
    orders = request.context.draft_orders
    if service.reads_orders and (orders is None or orders.get("resourceType") != "Bundle"):
        raise Refused(told("the draft orders are missing: send context.draftOrders"))
    if service.hook == "order-select" and not request.context.selections:
        raise Refused(told("the selections are missing: send context.selections"))
    sent = Sent(request.context.patient_id, request.prefetch, orders if service.reads_orders else None)
    setting = Setting(country=view.here.country, society=view.society)
    return from_fhir(sent, setting, view.formulary, view.here.as_of, without_orders=not service.reads_orders)
