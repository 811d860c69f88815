"""Who asks, where a web server stands in front: the address that it saw, as it wrote it last."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest, HttpResponse

from papule.clinic.accounts.middleware import Next


class AddressMiddleware:
    """Put the address of whoever asked in the place of the web server's.

    By it tries to sign in are counted, and the audit log says from where. Only the last entry is the web server's word:
    those before it may be anybody's.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on."""
        told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if _is_address(told):
            request.META["REMOTE_ADDR"] = told
        return self.get_response(request)


def _is_address(text: str) -> bool:
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False
