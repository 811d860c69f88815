"""The locked screen, and how it opens again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked(request: HttpRequest) -> HttpResponse:
    """Lock, or unlock with the password."""
    return render(request, "accounts/locked.html")
