"""Every read of a patient's data is an event: an address with a patient in it is never read in silence."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from papule.clinic.accounts.middleware import Next, view_name
from papule.clinic.audit.writing import actor_of, record

FIRST_REFUSAL = 400


class AuditMiddleware:
    """Record who read which patient, where the address names a patient (`patient_id`)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, once the read is on record."""
        response = self.get_response(request)
        match = request.resolver_match
        if match and "patient_id" in match.kwargs and request.method == "GET" and response.status_code < FIRST_REFUSAL:
            record(actor_of(request), "read", patient_id=match.kwargs["patient_id"], subject=view_name(request))
        return response
