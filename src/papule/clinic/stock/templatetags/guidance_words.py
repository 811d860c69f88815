"""Guidance of the knowledge in templates: its words, and its sources."""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils import timezone

from papule.clinic.accounts.models import Practice
from papule.clinic.knowledge import view_on, words
from papule.clinic.templatetags.knowledge_words import cited
from papule.knowledge.model.statement import Statement

register = template.Library()


@register.filter
def worded(text: dict[str, str] | None) -> str:
    """Give a text of the knowledge in the language of the page."""
    return words().text(text)


@register.simple_tag(takes_context=True)
def sourced(context: Context, statement: Statement) -> str:
    """Name the sources of a statement."""
    practice: Practice = context["practice"]
    here = view_on(timezone.localdate(), practice.country, practice.society or None).here
    return cited(here.citations(statement))
