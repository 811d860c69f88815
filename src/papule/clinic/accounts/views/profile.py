"""One's own account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def profile(request: HttpRequest) -> HttpResponse:
    """Show and change one's own settings."""
    return render(request, "accounts/profile.html")
