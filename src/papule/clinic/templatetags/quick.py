"""Built into every template: `{% url %}` as Django has it, and `{% icon %}`."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parse_url
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

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
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """Draw an icon of the clinic; a word stands beside it."""
    shape = '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>'
    return format_html(shape, static("papule/icons.svg"), name)
