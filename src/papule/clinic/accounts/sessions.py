"""Where somebody is signed in: kept in the database, as Django does it, and found with a prepared question."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as Kept
from django.contrib.sessions.models import Session
from django.utils import timezone

from papule.clinic.prepared import Prepared

_FOUND = Prepared(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))


class SessionStore(Kept):
    """Django's store in the database; only its question is prepared."""

    def _get_session_from_db(self) -> Any:  # noqa: ANN401 -- Django's signature
        """Give the session where it is known and has not ended; else forget its key, as Django does."""
        found = _FOUND.first(self.session_key or "", timezone.now())
        if found is None:
            self._session_key = None
        return found
