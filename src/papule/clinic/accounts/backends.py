"""Who somebody is: allauth's way; only the question that every request asks is prepared."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend as Allauth

from papule.clinic.accounts.models import User
from papule.clinic.prepared import Prepared

_USER = Prepared(lambda pk: User.objects.filter(pk=pk))


class AuthenticationBackend(Allauth):  # type: ignore[misc] # allauth ships no types
    """Signs in as allauth does."""

    def get_user(self, user_id: int) -> User | None:
        """Give the person of a session, unless they work here no more."""
        user = _USER.first(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
