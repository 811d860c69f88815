"""Built into every template: `{% url %}` and `|date` as Django has them, `{% icon %}`, `{% colon %}`."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaultfilters import date as date_of_django
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parse_url
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from papule.clinic.accounts.context import may_of
from papule.clinic.accounts.permissions import Role
from papule.clinic.dates import date_format, spelled
from papule.clinic.knowledge import words
from papule.clinic.places import place

register = template.Library()


class PlaceNode(URLNode):
    """Django's node; an address whose arguments are numbers is worked out once."""

    def render(self, context: Context) -> str:
        """Give the address: digits and the words of a path, in which nothing is escaped."""
        if self.kwargs or self.asvar:
            return super().render(context)
        numbers = [each.resolve(context) for each in self.args]
        if not all(type(each) is int for each in numbers):
            return super().render(context)
        return SafeString(place(self.view_name.resolve(context), *numbers))


@register.tag
def url(parser: Parser, token: Token) -> PlaceNode:
    """Read `{% url %}`."""
    read = parse_url(parser, token)
    return PlaceNode(read.view_name, read.args, read.kwargs, read.asvar)


@register.simple_tag
def colon() -> str:
    """Write a colon after a value, as the language spaces it; after a word it stands in what is translated."""
    return words().colon


@register.filter("date", expects_localtime=True, is_safe=False)
def date_words(at: date | None, written: str | None = None) -> str:
    """Write a day or a moment as Django does, spelled as the language spells it."""
    return spelled(date_of_django(at, written))


@register.filter
def day(at: date | None) -> str:
    """Write a day, or the day of a moment in the practice, as short as the language writes it."""
    on = timezone.localdate(at) if isinstance(at, datetime) else at
    return _short(on, get_language()) if on else ""


@lru_cache(maxsize=4096)
def _short(on: date, _language: str | None) -> str:
    """Write it once a day and language."""
    return date_format(on, "SHORT_DATE_FORMAT")


@register.simple_tag(takes_context=True)
def bar_links(context: Context) -> SafeString:
    """Draw the links of the bar that somebody with these roles has."""
    return _bar_links(context["user"].roles, get_language(), get_script_prefix())


@lru_cache(maxsize=64)
def _bar_links(roles: frozenset[Role], _language: str | None, _prefix: str) -> SafeString:
    """Draw them once for roles, language and prefix of addresses: nothing else is in them."""
    return render_to_string("components/bar_links.html", {"may": may_of(roles)})


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """Draw an icon of the clinic; a word stands beside it."""
    shape = '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>'
    return format_html(shape, static("papule/icons.svg"), name)
