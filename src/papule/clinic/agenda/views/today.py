"""Today: who comes, what is due."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def today(request: HttpRequest) -> HttpResponse:
    """Show the day."""
    return render(request, "agenda/today.html")
