"""Instants as the database writes them: where only their day is wanted, of hundreds of rows."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache

from django.db.models import TextField
from django.db.models.functions import Cast


def written(column: str) -> Cast:
    """Ask for an instant as text."""
    return Cast(column, TextField())


@lru_cache(maxsize=4096)
def day_of(text: str, zone: tzinfo) -> date:
    """Read an instant that was written in UTC, and give its day in a time zone."""
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(zone).date()
