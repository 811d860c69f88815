"""The banner of a patient, and words for answers."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from papule.clinic.knowledge import words
from papule.clinic.patients.banner import Banner, banner_of
from papule.clinic.patients.facts import Answered
from papule.clinic.patients.models import Origin, Patient

register = template.Library()


@register.inclusion_tag("patients/banner.html", takes_context=True)
def patient_banner(context: Context, patient: Patient) -> dict[str, Any]:
    """Draw the banner of a patient: `{% block banner %}{% patient_banner patient %}{% endblock %}`."""
    banner: Banner = context.get("banner") or banner_of(patient, context["practice"])
    return {"banner": banner, "may": context.get("may", {})}


@register.filter
def answered(known: Answered) -> str:
    """Say a fact with its answer."""
    say = words()
    return f"{say.fact(known.fact)}{say.colon} {say.term(known.answer)}"


@register.filter
def fact_words(fact: str) -> str:
    """Name a fact, or a thing to be asked."""
    return words().fact(fact)


@register.filter
def origin_words(origin: str) -> str:
    """Say where an answer comes from."""
    return str(Origin(origin).label) if origin in Origin.values else origin
