"""Where somebody is signed in: kept in the database, as Django does it, with statements that are written once."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as Kept
from django.contrib.sessions.models import Session
from django.utils import timezone

from papule.clinic.prepared import Prepared
from papule.clinic.saving import update

_FOUND = Prepared(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))


class SessionStore(Kept):
    """Django's store in the database; only its two frequent statements are ours."""

    def _get_session_from_db(self) -> Any:  # noqa: ANN401 -- Django's signature
        """Give the session where it is known and has not ended; else forget its key, as Django does."""
        found = _FOUND.first(self.session_key or "", timezone.now())
        if found is None:
            self._session_key = None
        return found

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 -- Django's signature
        """Keep it; Django adds a new one.

        Raises UpdateError where it ended meanwhile: somebody signed out elsewhere.
        """
        if must_create or self.session_key is None:
            super().save(must_create)
        elif not update(self.create_model_instance(dict(self.items()))):
            raise UpdateError
