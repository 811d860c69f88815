"""A practice with its people, for tests of the clinic."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils.translation import deactivate

from papule.clinic import currency
from papule.clinic.accounts.models import Practice, User
from papule.clinic.accounts.permissions import Role
from papule.clinic.audit.writing import Actor

PASSWORD = "little rarely in the right place"  # noqa: S105 -- of made-up people


@pytest.fixture(autouse=True)
def no_tries() -> None:
    """Nobody has tried to sign in before a test."""
    if settings.CACHES["default"]["BACKEND"].endswith("LocMemCache"):
        cache.clear()


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """No test speaks the language, or charges in the currency, of the request that another one sent last."""
    yield
    deactivate()
    currency.activate("")


@pytest.fixture(scope="module")
def once(django_db_setup, django_db_blocker) -> Iterator[Callable[[Callable[[], Any]], Any]]:
    """Write rows that every test of a module begins from: what a test changes is undone, all is gone after the module.

    Not for a module with a test that commits (`django_db(transaction=True)`).
    """

    def write(rows: Callable[[], Any]) -> Any:
        with django_db_blocker.unblock():
            return rows()

    held = transaction.atomic()
    write(held.__enter__)
    yield write
    write(lambda: transaction.set_rollback(True))
    write(lambda: held.__exit__(None, None, None))


def make_practice() -> Practice:
    return Practice.objects.create(name="Cabinet des Essais", country="FR", society="sfm", needs_second_factor=False)


@pytest.fixture
def practice(db) -> Practice:
    return make_practice()


def make_user(name: str, *roles: Role, **more) -> User:
    flags = {f"is_{role.value}": True for role in roles}
    return User.objects.create_user(
        name, password=PASSWORD, first_name=name.title(), last_name="Essai", **flags, **more
    )


@pytest.fixture
def doctor(practice) -> User:
    return make_user("doctor", Role.doctor, title="Dr", has_diploma=True, language="en")


@pytest.fixture
def assistant(practice) -> User:
    return make_user("assistant", Role.assistant, language="en")


@pytest.fixture
def researcher(practice) -> User:
    return make_user("researcher", Role.researcher, language="en")


@pytest.fixture
def administrator(practice) -> User:
    return make_user("administrator", Role.administrator, language="en")


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="papule.clinic.accounts.backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def actor(doctor) -> Actor:
    return Actor(doctor.name, doctor.pk, "doctor")
