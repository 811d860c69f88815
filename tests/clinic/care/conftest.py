"""A course that is ready for its session, and its doctor in a browser. For tests of care."""

import pytest
from tests.clinic.care.couch import ready


@pytest.fixture
def course(doctor, practice):
    return ready(doctor, practice)


@pytest.fixture
def client(doctor, signed_in):
    return signed_in(doctor)
