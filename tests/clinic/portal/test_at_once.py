"""Several at the door of a link at once: each has read the invitation before any of the others has tried."""

import pytest
from tests.clinic.made import TESTS, make_patient

from papule.clinic.portal import services
from papule.clinic.portal.models import Invitation
from papule.clinic.portal.services import BarredError, Key, WrongError


@pytest.fixture
def key(doctor) -> Key:
    return services.invite(TESTS, doctor, make_patient(), None, ["questionnaire"])


def read(key: Key) -> Invitation:
    return Invitation.objects.select_related("patient").get(pk=key.invitation.pk)


def enter(read: Invitation, code: str) -> None:
    services.enter(TESTS, read, code, read.patient.birth_date, is_known_device=False)


def test_wrong_codes_tried_at_once_all_count_and_bar_the_link(key):
    tries = [read(key) for _ in range(services.MOST_FAILED + 3)]
    for each in tries[: services.MOST_FAILED]:
        with pytest.raises(WrongError):
            enter(each, "wrong")
    for each in tries[services.MOST_FAILED :]:
        with pytest.raises(BarredError):
            enter(each, key.code)  # the right one comes too late
    assert read(key).code


def test_code_given_twice_at_once_lets_in_once(key):
    first, second = read(key), read(key)
    enter(first, key.code)
    with pytest.raises(WrongError):
        enter(second, key.code)


def test_code_that_was_renewed_meanwhile_does_not_let_in(key):
    before = read(key)
    code = services.renew_code(TESTS, key.invitation)
    with pytest.raises(WrongError):
        enter(before, key.code)
    enter(read(key), code)
