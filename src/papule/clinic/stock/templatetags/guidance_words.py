"""Guidance of the knowledge in templates: its words, and its sources."""

from __future__ import annotations

from django import template
from django.utils import timezone

from papule.assessment.finding import Cited
from papule.clinic.accounts.models import Practice
from papule.clinic.knowledge import view_on, words
from papule.clinic.templatetags.knowledge_words import cited
from papule.knowledge.model.statement import Statement

register = template.Library()


@register.filter
def worded(text: dict[str, str] | None) -> str:
    """Give a text of the knowledge in the language of the page."""
    return words().text(text)


@register.filter
def sourced(statement: Statement) -> str:
    """Name the sources of a statement."""
    practice = Practice.objects.first()
    country, society = (practice.country, practice.society or None) if practice else ("FR", None)
    citations: tuple[Cited, ...] = view_on(timezone.localdate(), country, society).here.citations(statement)
    return cited(citations)
