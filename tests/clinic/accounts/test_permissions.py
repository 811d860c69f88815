"""Every role against every address: closed by default, as the table says."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from papule.clinic.accounts.models import User
from papule.clinic.accounts.permissions import ALLOWED, PUBLIC, REFUSED, Role


def names(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    for each in (get_resolver() if resolver is None else resolver).url_patterns:
        if isinstance(each, URLResolver):
            yield from names(each, f"{space}{each.namespace}:" if each.namespace else space)
        elif each.name:
            yield f"{space}{each.name}"


NAMES = sorted(set(names()))
WORDS = {
    "secret": "x", "token": "x", "kind": "treatment", "passage": "letter.closing", "language": "fr", "number": 1,
    "uidb36": "x", "key": "x", "what": "substance", "entry": "thiocolchicoside", "encoded_pk": "x", "fact": "x",
    "indication": "low-back-pain-chronic",
}  # fmt: skip


def address(name: str, somebody) -> str:
    named = {"patient_id": somebody.patient_id, "course_id": somebody.course_id, "session_id": somebody.pk}
    return reverse(name, kwargs={each: named.get(each, WORDS.get(each, 1)) for each in patterns(name)})


def patterns(name: str) -> list[str]:
    resolver = get_resolver()
    space, _, last = name.rpartition(":")
    if space:
        resolver = resolver.namespace_dict[space][1]
    possibilities = resolver.reverse_dict.getlist(last)
    return list(possibilities[0][0][0][1])


@pytest.mark.parametrize("name", NAMES)
def test_every_address_stands_in_the_table_once(name):
    assert (name in PUBLIC) + (name in ALLOWED) + (name in REFUSED) == 1


def test_table_names_no_address_that_does_not_exist():
    assert set(NAMES) >= PUBLIC | set(ALLOWED) | set(REFUSED)


@pytest.mark.parametrize("name", [each for each in NAMES if each not in PUBLIC])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signed_in_is_sent_to_sign_in(name, method, db, somebody):
    answer = getattr(Client(), method)(address(name, somebody))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/")


@pytest.mark.parametrize("name", [each for each in NAMES if each not in PUBLIC])
def test_role_passes_as_the_table_says(name, db, people, somebody, signed_in):
    for role, user in people.items():
        for method in ("get", "post"):
            answer = getattr(signed_in(user), method)(address(name, somebody))
            allowed = role in ALLOWED.get(name, frozenset())
            if not allowed:
                assert answer.status_code == 403, (name, role, method)
            else:
                assert answer.status_code < 500, (name, role, method)
                refused_by_table = answer.status_code == 403 and method == "get"
                assert not refused_by_table, (name, role, method)


@pytest.mark.parametrize("name", sorted(each for each, roles in ALLOWED.items() if roles == frozenset({Role.doctor})))
def test_what_only_doctors_do_is_refused_to_a_superuser_without_the_role(name, db, people, somebody, signed_in):
    other = User.objects.get(pk=people[Role.administrator].pk)
    other.is_superuser = other.is_staff = True
    other.save()
    assert signed_in(other).get(address(name, somebody)).status_code == 403
