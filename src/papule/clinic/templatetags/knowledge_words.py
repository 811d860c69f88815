"""Words of the knowledge in templates."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from papule.assessment.finding import Cited
from papule.clinic import knowledge
from papule.clinic.knowledge import formulary, view_on, words
from papule.clinic.marks import listed
from papule.clinic.product_names import product_names, site_names

register = template.Library()


@register.filter
def cited(citations: Iterable[Cited]) -> str:
    """Name the sources, the places in them, and how much of each was read where it is not all."""
    return listed(map(_cited, citations), words().language)


def _cited(each: Cited) -> str:
    parts = [f"{formulary().sources[each.source].title}, {words().place(each.at)}"]
    if each.read and each.read != "full":
        parts.append(str(formulary().wording["command"][f"read.{each.read}"][words().language]))
    return " · ".join(parts)


@register.filter
def pregnancy_words(substance: str) -> list[str]:
    """Give what sources say of a substance in pregnancy, in the words of the knowledge."""
    known = formulary().substances.get(substance)
    return [words().text(each.text) for each in known.pregnancy] if known else []


@register.filter
def named(key: str) -> str:
    """Name a product, a substance, a site or any other item of the knowledge by its id."""
    return words().name(key)


@register.filter
def term(key: str) -> str:
    """Say a word of the knowledge: yes, no, unknown, a severity."""
    return words().term(key)


@register.filter
def text_of(text: dict[str, str]) -> str:
    """Give a text of the knowledge in the language of the request."""
    return words().text(text)


@register.filter
def figures(text: str) -> str:
    """Write the numbers of a text as the language of the request does."""
    return words().figures(text)


@register.filter
def in_a_row(parts: Iterable[str]) -> str:
    """Put parts in a row, with semicolons as the language of the request spaces them."""
    return listed(parts, words().language)


@register.filter
def kind_of(block: object) -> str:
    """Name the kind of a block of a document."""
    return type(block).__name__.lower()


@register.simple_tag(takes_context=True)
def emergency_number(context: Context) -> str:
    """Give what to call in an emergency where the practice is."""
    practice = context["practice"]
    view = view_on(timezone.localdate(), practice.country, practice.society or None)
    return knowledge.emergency_number(view, words().language)


@register.simple_tag
def names_of_products() -> SafeString:
    """Write by what products are looked for, where a script finds it (`find.js`)."""
    return json_script(product_names(words().language), "product-names")


@register.simple_tag
def names_of_sites() -> SafeString:
    """Write by what body sites are looked for."""
    return json_script(site_names(words().language), "site-names")


@register.filter
def phase(key: str) -> str:
    """Name a phase."""
    return {"acute": _("acute"), "chronic": _("chronic")}.get(key, "")


@register.filter
def indicated(indication: str, of: str) -> str:
    """Name an indication with its phase, which many a name tells by itself."""
    name, said = words().name(indication), phase(of)
    return name if not said or said in name else f"{name}, {said}"


@register.filter
def as_image(svg: str) -> str:
    """Give a drawing as the address of an image."""
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
