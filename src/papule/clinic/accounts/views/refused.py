"""A form that was refused because its page was too old."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page must be opened again; what was typed is still in the browser."""
    return render(request, "accounts/csrf.html", status=403)
