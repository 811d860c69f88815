"""What is written of the people and of the practice: one function a use, in one transaction, with its event."""

from __future__ import annotations

import hmac
import secrets
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from papule.clinic.accounts.models import Practice, User
from papule.clinic.audit.writing import Actor, record, system

WORDS = (
    "acacia bobine cerise domino fanion galet hublot indigo jardin koala lagune mimosa navire olive pinson "
    "quartz rivage sapin tulipe urne vallon wagon yacht"
).split()  # for passwords that are used once and said on the phone

_ADMINISTERS = Q(is_administrator=True, is_active=True)


class LastAdministratorError(Exception):
    """Without an administrator nobody could let anybody in again."""


def setup_code() -> str:
    """Give the code that the first start asks for, made once and kept beside the data until it was used."""
    path = _code_path()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text("-".join(secrets.choice(WORDS) for _ in range(4)))
    return path.read_text().strip()


def _code_path() -> Path:
    return Path(settings.DATA) / "setup-code"


def is_setup_code(said: str) -> bool:
    """Tell whether this is the code, in the same time whatever was said."""
    return hmac.compare_digest(said.strip().lower().encode(), setup_code().lower().encode())


def set_up(practice: dict[str, Any], administrator: dict[str, Any], password: str) -> User:
    """Make the practice and its first administrator, once.

    Raises ValueError when there is a practice already.
    """
    with transaction.atomic():
        if Practice.objects.exists():
            raise ValueError("set up already")
        Practice.objects.create(**practice)
        user = User.objects.create_user(password=password, is_administrator=True, **administrator)
        record(system("first start"), "practice.set_up", subject=f"accounts.User:{user.pk}")
    _code_path().unlink(missing_ok=True)
    return user


def one_time_password() -> str:
    """Make a password that is used once: five words, to be said on the phone."""
    return " ".join(secrets.choice(WORDS) for _ in range(5))


def add_user(actor: Actor, said: dict[str, Any]) -> tuple[User, str]:
    """Add a person; the password given back is used once and then changed."""
    password = one_time_password()
    with transaction.atomic():
        user = User.objects.create_user(password=password, must_change_password=True, **said)
        record(actor, "user.add", subject=f"accounts.User:{user.pk}", roles=sorted(user.roles))
    return user, password


def change_user(actor: Actor, user: User, said: dict[str, Any]) -> None:
    """Change a person's name, roles, or whether they may sign in.

    Raises LastAdministratorError when nobody would be left to administer.
    """
    with transaction.atomic():
        held = {each.pk: each for each in User.objects.select_for_update().filter(Q(pk=user.pk) | _ADMINISTERS)}
        changed = sorted(name for name, value in said.items() if getattr(held[user.pk], name) != value)
        for name, value in said.items():
            setattr(user, name, value)
        user.save(update_fields=sorted(said))
        if not User.objects.filter(_ADMINISTERS).exists():
            raise LastAdministratorError
        record(actor, "user.change", subject=f"accounts.User:{user.pk}", changed=changed, roles=sorted(user.roles))


def reset_password(actor: Actor, user: User) -> str:
    """Give a new password that is used once; whoever is signed in with the old one is signed out."""
    with transaction.atomic():
        password = _give_password(user)
        record(actor, "user.reset_password", subject=f"accounts.User:{user.pk}")
    return password


def reset_access(actor: Actor, user: User) -> str:
    """Give a new password that is used once, and take the second factor away: a telephone or a key was lost."""
    with transaction.atomic():
        password = _give_password(user)
        Authenticator.objects.filter(user=user).delete()
        record(actor, "user.reset_access", subject=f"accounts.User:{user.pk}")
    return password


def let_in_again(actor: Actor, user: User) -> str:
    """Reset the access of somebody who cannot be let in by anybody else, and let them sign in."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=True)
        user.refresh_from_db()
        return reset_access(actor, user)


def _give_password(user: User) -> str:
    password = one_time_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    return password


def change_practice(actor: Actor, practice: Practice, said: dict[str, Any]) -> None:
    """Change the practice."""
    with transaction.atomic():
        for name, value in said.items():
            setattr(practice, name, value)
        practice.save()
        record(actor, "practice.change", changed=sorted(said))
