"""What a page sent before a button and what arrives after it: it begins no draft anew and undoes nothing."""

import msgspec
import pytest
from django.urls import reverse
from tests.clinic.care.couch import address as session_address
from tests.clinic.care.couch import fields_of
from tests.clinic.care.test_plan import FIELDS

from papule.clinic.audit.models import AuditEvent
from papule.clinic.care.models import Draft, PlanVersion

LATE = {"note": "typed before the button", "volume-0-0": "4"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def plan(course) -> str:
    return reverse("care:plan", args=[course.patient_id, course.pk])


def opened(client, plan) -> dict:
    return FIELDS | msgspec.to_builtins(client.get(plan).context["seen"])


def note() -> str:
    return Draft.objects.get().body["fields"]["note"]


@pytest.mark.parametrize("do", ["save", "discard"])
def test_change_that_was_under_way_when_the_plan_was_ended_begins_no_draft(client, plan, do):
    page = opened(client, plan)
    client.post(plan, page | {"do": "keep", "note": "first", "turn": "1"}, headers=HTMX)
    assert client.post(plan, page | {"do": do, "turn": "3"}).status_code == 302
    late = client.post(plan, page | LATE | {"do": "keep", "turn": "2"}, headers=HTMX)
    assert "has changed this plan too" in late.content.decode()  # nobody sees it, unless the page is still there
    assert not Draft.objects.exists()


def test_change_that_was_under_way_when_the_plan_was_saved_as_it_stands_begins_no_draft(client, plan):
    page = client.get(plan).context
    fields = {**page["fields"], **msgspec.to_builtins(page["seen"])}
    assert client.post(plan, fields | {"do": "save", "turn": "2"}).status_code == 302
    assert PlanVersion.objects.get().number == int(fields["base"])
    client.post(plan, fields | LATE | {"do": "keep", "turn": "1"}, headers=HTMX)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("do", ["save", "discard"])
def test_next_page_begins_a_draft_as_ever_and_the_one_before_does_not_write_over_it(client, plan, do):
    page = opened(client, plan)
    for turn in "123":
        client.post(plan, page | {"do": "keep", "turn": turn, "note": turn}, headers=HTMX)
    client.post(plan, page | {"do": do, "turn": "5", "revision": "3"})
    client.post(plan, opened(client, plan) | {"do": "keep", "turn": "1", "note": "new"}, headers=HTMX)
    client.post(plan, page | LATE | {"do": "keep", "turn": "4", "revision": "3"}, headers=HTMX)
    assert note() == "new"


def test_change_that_was_under_way_when_a_button_was_pressed_does_not_undo_it(client, plan):
    page = opened(client, plan)
    client.post(plan, page | {"do": "add-content:0", "turn": "2"})
    assert "product-0-1" in Draft.objects.get().body["fields"]
    late = client.post(plan, page | LATE | {"do": "keep", "turn": "1"}, headers=HTMX)
    assert late.status_code == 200
    assert "product-0-1" in Draft.objects.get().body["fields"]
    assert AuditEvent.objects.filter(action="plan.draft").count() == 1
    assert client.post(plan, opened(client, plan) | {"do": "keep", "turn": "1"}, headers=HTMX).status_code == 200
    assert Draft.objects.get().revision == 2


def test_page_without_a_script_goes_on_after_each_button(client, plan):
    page = opened(client, plan)
    client.post(plan, page | {"do": "keep", "note": "one", "turn": "0"})
    client.post(plan, page | {"do": "keep", "note": "two", "turn": "0"})
    assert note() == "two"


def test_turns_go_on_from_a_page_that_was_sent_back(client, plan):
    page = opened(client, plan)
    client.post(plan, page | {"do": "keep", "turn": "6"}, headers=HTMX)
    back = client.post(plan, page | {"do": "save", "volume-0-0": "x", "turn": "7"})
    assert back.status_code == 422
    assert '<input type="hidden" name="turn" value="7">' in back.content.decode()


def test_session_thrown_away_is_not_begun_anew_by_what_was_under_way(client, course):
    address, page = session_address(course), fields_of(client, course)
    client.post(address, page | {"do": "save", "note": "first", "turn": "1"}, headers=HTMX)
    client.post(address, page | {"do": "discard", "turn": "3"})
    assert client.post(address, page | LATE | {"do": "save", "turn": "2"}, headers=HTMX).status_code == 200
    assert client.post(address, page | LATE | {"do": "save", "turn": "4"}).status_code == 302
    assert not Draft.objects.exists()
    again = fields_of(client, course)
    assert client.post(address, again | {"do": "save", "note": "new", "turn": "1"}, headers=HTMX).status_code == 200
    assert note() == "new"


def test_session_keeps_the_answer_of_a_button_against_what_was_under_way(client, course):
    address, page = session_address(course), fields_of(client, course)
    client.post(address, page | {"do": "save", "note": "after", "turn": "2"}, headers=HTMX)
    client.post(address, page | {"do": "save", "note": "before", "turn": "1"}, headers=HTMX)
    assert note() == "after"
    client.post(address, page | {"do": "save", "note": "later", "turn": "3"}, headers=HTMX)
    assert note() == "later"
