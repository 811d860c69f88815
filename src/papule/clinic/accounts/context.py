"""What every template may ask for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from django.http import HttpRequest

from papule.clinic.accounts.permissions import PUBLIC, Role, allowed_to
from papule.clinic.knowledge import formulary


def practice(request: HttpRequest) -> dict[str, Any]:
    """Give the practice, the edition of the knowledge and what the person may ask for."""
    user = getattr(request, "user", None)
    roles = user.roles if user is not None and user.is_authenticated else frozenset()
    return {
        "practice": getattr(request, "practice", None),
        "edition": formulary().edition,
        "may": may_of(roles),
    }


@cache
def may_of(roles: frozenset[Role]) -> Mapping[str, bool]:
    """Give what these roles may ask for, by names as a template writes them."""
    names = {name.replace(":", "_") for name in allowed_to(roles)} | PUBLIC
    return MappingProxyType(dict.fromkeys(names, True))
