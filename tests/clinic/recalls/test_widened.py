"""The same recall asked for again, from an earlier day or without one."""

from datetime import date

import pytest
from tests.clinic.made import TESTS, make_course, make_patient, make_session

from papule.clinic.audit.models import AuditEvent
from papule.clinic.recalls.tracing import progress
from papule.clinic.stock.models import Recall
from papule.clinic.stock.recalls import StartedError, finish, running, start

pytestmark = pytest.mark.usefixtures("practice")
LIDOCAINE = "lidocaine-10mg-ml"
FIRST = date(2026, 11, 15)
EARLIER = date(2026, 11, 10)


def ask(since: date | None, **more) -> Recall:
    return start(TESTS, "particles", **{"product": LIDOCAINE, "lot_number": "A1", "since": since} | more)


@pytest.mark.parametrize("since", [EARLIER, None])
def test_recall_asked_for_from_an_earlier_day_reaches_back_to_it(doctor, since):
    made = ask(FIRST)
    make_session(doctor, make_course(doctor, make_patient()), EARLIER, lot="A1")
    assert progress(made).patients == 0
    with pytest.raises(StartedError) as error:
        ask(since, lot_number="a1")
    assert (error.value.recall, error.value.recall.since, error.value.is_widened) == (made, since, True)
    assert progress(error.value.recall).patients == 1
    event = AuditEvent.objects.get(action="stock.recall_widened")
    assert event.detail == {"before": "2026-11-15", "since": since.isoformat() if since else ""}


@pytest.mark.parametrize(("first", "again"), [(FIRST, FIRST), (EARLIER, FIRST), (None, FIRST), (None, None)])
def test_recall_asked_for_from_no_earlier_day_stays_as_it_is(first, again):
    made = ask(first)
    finish(TESTS, made, "all reached")
    with pytest.raises(StartedError) as error:
        ask(again)
    assert not error.value.is_widened
    made.refresh_from_db()
    assert (made.since, made.finished_at is None) == (first, False)


def test_recall_that_was_finished_is_worked_on_again_once_widened():
    made = ask(FIRST)
    finish(TESTS, made, "all reached")
    with pytest.raises(StartedError):
        ask(EARLIER)
    assert list(running()) == [made]


@pytest.mark.parametrize(
    ("since", "words"),
    [
        ("", "It reaches further back now: to all sessions."),
        ("2026-11-10", "It reaches further back now: to sessions since "),
        ("2026-11-16", "Nothing was started twice."),
    ],
)
def test_page_says_whether_it_reaches_further_back(assistant, signed_in, since, words):
    ask(FIRST)
    address = f"/recalls/trace/?kind=lot&product={LIDOCAINE}&lot=A1&since={since}"
    page = signed_in(assistant).post(address, {"reason": "x"}, follow=True, headers={"accept-language": "en"})
    assert words in page.text
