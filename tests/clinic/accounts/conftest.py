"""A person of each role and a signed session: written once for a module, each test begins from them."""

import pytest
from tests.clinic.conftest import make_practice, make_user
from tests.clinic.made import make_signed

from papule.clinic.accounts.models import Practice, User
from papule.clinic.accounts.permissions import Role


@pytest.fixture(scope="module")
def people(once) -> dict[Role, User]:
    more = {Role.doctor: {"title": "Dr", "has_diploma": True}}
    once(make_practice)
    return once(lambda: {each: make_user(each, each, language="en", **more.get(each, {})) for each in Role})


@pytest.fixture(scope="module")
def somebody(once, people):
    """A signed session, so that a permitted address finds something."""
    return once(lambda: make_signed(people[Role.doctor], Practice.objects.get()))
