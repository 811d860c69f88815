"""What every template may ask for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from papule.clinic.accounts.permissions import ALLOWED, PUBLIC
from papule.clinic.knowledge import formulary


def practice(request: HttpRequest) -> dict[str, Any]:
    """Give the practice, the edition of the knowledge and what the person may ask for."""
    user = getattr(request, "user", None)
    roles = user.roles if user is not None and user.is_authenticated else frozenset()
    allowed = {name.replace(":", "_") for name, allowed in ALLOWED.items() if roles & allowed} | PUBLIC
    return {
        "practice": getattr(request, "practice", None),
        "edition": formulary().edition,
        "may": dict.fromkeys(allowed, True),
    }
