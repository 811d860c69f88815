"""What a request carries once the middleware has seen it."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from papule.clinic.accounts.models import Practice, User

MOST_FIGURES = 9  # of a counter: what a database takes


def counted(text: str) -> int:
    """Read a counter that a page sends back; 0, which stands for none, where it is no number."""
    return int(text) if text.isdecimal() and len(text) <= MOST_FIGURES else 0


class Request(HttpRequest):
    """A request of somebody who is signed in, in a practice that exists. For annotations of views."""

    user: User
    practice: Practice
    htmx: HtmxDetails
