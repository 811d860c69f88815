"""Signing in and out in the log: who came in and how, who was refused, what somebody signs in with from now on."""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import password_changed
from allauth.account.signals import user_logged_in as signed_in
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.http import HttpRequest

from papule.clinic.accounts.models import User
from papule.clinic.audit.writing import Actor, actor_of, record


def listen() -> None:
    """Note it from now on."""
    signed_in.connect(_came_in)
    user_logged_out.connect(_went)
    user_login_failed.connect(_refused)
    authentication_failed.connect(_refused_factor)
    password_changed.connect(_own_password)
    for signal, action in (
        (authenticator_added, "factor.add"),
        (authenticator_reset, "factor.add"),
        (authenticator_removed, "factor.remove"),
    ):
        signal.connect(_factor(action), weak=False)


def subject_of(user: User | None) -> str:
    """Name somebody for the log; nothing for a name that nobody has: a password may have been typed in its place."""
    return f"accounts.User:{user.pk}" if user is not None else ""


def known_as(name: str) -> User | None:
    """Give whose sign-in name this is, whatever its letters' case."""
    return User.objects.filter(username__iexact=name).first()


def _came_in(request: HttpRequest, user: User, **_more: Any) -> None:  # noqa: ANN401 -- a signal's signature
    how = [each.get("type", each["method"]) for each in get_authentication_records(request, user)]
    record(actor_of(request), "sign_in", subject=subject_of(user), how=how)


def _went(request: HttpRequest, user: User | None, **_more: Any) -> None:  # noqa: ANN401 -- the same
    if user is not None:
        record(actor_of(request), "sign_out", subject=subject_of(user))


def _refused(credentials: dict[str, Any], request: HttpRequest | None = None, **_more: Any) -> None:  # noqa: ANN401 -- the same
    who = actor_of(request) if request else Actor("nobody")
    record(who, "sign_in.refused", subject=subject_of(known_as(credentials.get("username", ""))))


def _refused_factor(request: HttpRequest, user: User, authenticator: Any, **_more: Any) -> None:  # noqa: ANN401 -- the same
    record(actor_of(request), "sign_in.refused", subject=subject_of(user), factor=authenticator.type)


def _factor(action: str) -> Any:  # noqa: ANN401 -- a receiver
    def note(request: HttpRequest, user: User, authenticator: Any, **_more: Any) -> None:  # noqa: ANN401 -- a signal's signature
        record(actor_of(request), action, subject=subject_of(user), factor=authenticator.type)

    return note


def _own_password(request: HttpRequest, user: User, **_more: Any) -> None:  # noqa: ANN401 -- the same
    """A password that one chose oneself need not be changed."""
    if user.must_change_password:
        user.must_change_password = False
        user.save(update_fields=["must_change_password"])
    record(actor_of(request), "password.change", subject=subject_of(user))
