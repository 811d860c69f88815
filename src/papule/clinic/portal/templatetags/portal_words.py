"""What the patient's own pages say in their own way: a number to call can be pressed."""

from __future__ import annotations

import re

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
NUMBER = re.compile(r"(\d+)")


@register.filter
def dialled(text: str, numbers: str = "") -> SafeString:
    """Make the numbers of a text links that call them: all of them, or those that `numbers` names."""
    called = set(NUMBER.findall(numbers or text))
    return format_html_join(
        "", "{}", ((_link(each) if each in called else escape(each),) for each in NUMBER.split(text))
    )


def _link(number: str) -> SafeString:
    return format_html('<a class="text-nowrap" href="tel:{0}">{0}</a>', number)
