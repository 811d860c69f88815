"""The first start."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def setup(request: HttpRequest) -> HttpResponse:
    """Ask for the practice and its first administrator."""
    return render(request, "accounts/setup.html")
