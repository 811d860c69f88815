"""An address with a patient who was merged leads to the record that was kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from papule.clinic.accounts.middleware import Next, view_name
from papule.clinic.patients.models import Patient
from papule.clinic.prepared import Prepared

_KEPT = Prepared(lambda pk: Patient.objects.filter(pk=pk).values_list("merged_into", flat=True))
SAME_METHOD = 307  # what was sent is sent again, to the record that was kept


class MergedMiddleware:
    """Send on to the record that was kept, with the rest of the address as it was."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        arguments: list[Any],
        named: dict[str, Any],
    ) -> HttpResponse | None:
        """Go on, or send on. One query where the address names a patient."""
        if "patient_id" not in named:
            return None
        kept = _KEPT.first(named["patient_id"])
        if kept is None:
            return None
        address = reverse(view_name(request), kwargs=named | {"patient_id": kept})
        query = request.META.get("QUERY_STRING", "")
        response = HttpResponseRedirect(f"{address}?{query}" if query else address)
        if request.method != "GET":
            response.status_code = SAME_METHOD
        return response
