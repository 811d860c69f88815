"""What a request carries once the middleware has seen it."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from papule.clinic.accounts.models import Practice, User


class Request(HttpRequest):
    """A request of somebody who is signed in, in a practice that exists. For annotations of views."""

    user: User
    practice: Practice
    htmx: HtmxDetails
