"""A session that was begun on another day: what is done on the day itself is done anew, the rest is kept."""

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from tests.clinic.care.couch import ACTS, FIRST, address, fields_of, filled, signed, told
from tests.clinic.made import TESTS

from papule.clinic.audit.writing import writing
from papule.clinic.care.models import Draft, Session

BEGUN = {
    "note": "prepared",
    "changes": "some",
    "fact-herpes": "no",
    "changed": "a cold",
    "lot-0-0-0": "L-MINE",
    "expiry-0-0-0": "12/2098",
    "points": "changed",
    "count-0": "13",
    "nrs_after": "2",
    "vas": "40",
}
OF_DAY = {"identity", "changes", "lots", "look-0", "nrs", "vas", "nrs_after", "consent", "capacity", "observed_at"}


@pytest.fixture
def begun(client, course):
    """Nine days ago it was filled in, and not signed."""
    client.post(address(course), filled(client, course) | BEGUN | {"do": "save"})
    then = timezone.now() - timedelta(days=9)
    body = Draft.objects.get().body
    body["acts"] = {act: noted | {"at": then.isoformat()} for act, noted in body["acts"].items()}
    body["on"] = timezone.localdate(then).isoformat()
    with writing(TESTS, "session.draft"):
        Draft.objects.update(body=body, changed_at=then)
    return timezone.localdate(then)


def test_acts_of_another_day_are_open_and_the_page_says_of_which(client, course, begun):
    fields = fields_of(client, course)
    assert not {name for name in OF_DAY if fields.get(name)}
    assert not fields.get("fact-herpes")
    assert f"This was filled in on {begun:%-d %B %Y}, not today." in client.get(address(course)).content.decode()
    missing = told(signed(client, course, fields))
    assert missing == ["identity", "changes", "look-0", "lots", "nrs", "consent", "capacity"]
    assert not Session.objects.exists()


def test_lots_points_and_words_are_kept_with_their_day(client, course, begun):
    fields = fields_of(client, course)
    assert (fields["lot-0-0-0"], fields["points"], fields["count-0"]) == ("L-MINE", "changed", "13")
    assert re.sub(r"\s+", " ", fields["note"]) == f"prepared {begun:%-d %B %Y}: a cold"
    assert fields["next_on"] == (timezone.localdate() + timedelta(days=7)).isoformat()


def test_record_tells_when_the_acts_were_really_done(client, course, begun):
    client.post(address(course), fields_of(client, course) | ACTS | FIRST | {"do": "save"})
    again = fields_of(client, course)
    assert again["filled_on"] == begun.isoformat()
    assert signed(client, course, again).status_code == 302
    record = Session.objects.get().current.record
    today = timezone.localdate().isoformat()
    for act in ("identity", "changes", "lots_read"):
        assert timezone.localtime(datetime.fromisoformat(record[act]["at"])).date().isoformat() == today


def test_page_that_stayed_open_since_yesterday_is_not_signed(client, course):
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    page = signed(client, course, filled(client, course, on=yesterday, note="typed"))
    assert (page.status_code, Session.objects.count()) == (409, 0)
    assert page.context["fields"]["note"] == "typed"
    assert not page.context["fields"].get("identity")
    assert "Nothing was signed." in page.content.decode()


@pytest.mark.parametrize("day", ["", "soon", "2026-13-40"])
def test_page_that_does_not_say_its_day_is_not_signed(client, course, day):
    assert signed(client, course, filled(client, course, on=day)).status_code == 409
    assert not Session.objects.exists()
