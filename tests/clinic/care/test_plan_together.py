"""Two people, or two pages, on one plan: what a page has not seen is told, and is not written over."""

import re

import msgspec
import pytest
from django.urls import reverse
from tests.clinic.care.test_plan import FIELDS
from tests.clinic.conftest import make_user

from papule.clinic.accounts.permissions import Role
from papule.clinic.audit.models import AuditEvent
from papule.clinic.care.models import Draft, Override, PlanVersion


@pytest.fixture
def other(signed_in):
    return signed_in(make_user("other", Role.doctor))


@pytest.fixture
def address(course) -> str:
    return reverse("care:plan", args=[course.patient_id, course.pk])


def opened(client, address) -> dict:
    """What the page would send, with another number of points than the plan that counts."""
    seen = client.get(address).context["seen"]
    return FIELDS | msgspec.to_builtins(seen)


def send(client, address, fields: dict, do: str, **more):
    return client.post(address, fields | {"do": do} | {name.replace("_", "-"): said for name, said in more.items()})


def test_plan_saved_over_a_newer_version_is_refused_and_tells_who_changed_what(client, other, address):
    mine, theirs = opened(client, address), opened(other, address)
    assert send(other, address, theirs, "save", volume_0_0="1").status_code == 302
    page = send(client, address, mine, "save", volume_0_0="4")
    text = page.content.decode()
    assert page.status_code == 409
    assert "Other Essai has changed this plan too" in text
    assert re.search(r"<td>lidocaine 10 mg/mL 4 mL.*?</td><td>lidocaine 10 mg/mL 1 mL", text)
    assert 'value="4"' in text
    assert [each.number for each in PlanVersion.objects.all()] == [1, 2]


@pytest.mark.parametrize("do", ["save", "discard"])
def test_draft_of_a_colleague_outlives_a_page_that_has_not_seen_it(client, other, address, do):
    mine, theirs = opened(client, address), opened(other, address)
    send(other, address, theirs, "keep", note="a long note")
    page = send(client, address, mine, do)
    assert page.status_code == 409
    assert "Other Essai has changed this plan too" in page.content.decode()
    assert Draft.objects.get().body["fields"]["note"] == "a long note"
    assert PlanVersion.objects.count() == 1
    assert not AuditEvent.objects.filter(action__in=["plan.save", "plan.discard"]).exists()


def test_draft_begun_on_an_older_version_is_refused(client, other, address):
    mine, theirs = opened(client, address), opened(other, address)
    send(other, address, theirs, "save")
    assert send(client, address, mine, "keep", volume_0_0="4").status_code == 409
    assert not Draft.objects.exists()


def test_draft_that_was_seen_is_saved_or_thrown_away(client, other, address):
    send(other, address, opened(other, address), "keep")
    assert send(client, address, opened(client, address), "discard").status_code == 302
    assert not Draft.objects.exists()
    send(other, address, opened(other, address), "keep")
    assert send(client, address, opened(client, address), "save").status_code == 302
    assert (Draft.objects.count(), PlanVersion.objects.count()) == (0, 2)


def test_save_pressed_twice_makes_one_version(client, address):
    mine = opened(client, address)
    assert [send(client, address, mine, "save").status_code for _ in range(2)] == [302, 302]
    assert PlanVersion.objects.count() == 2


def test_plan_saved_as_it_stands_stays_its_version(client, address):
    page = client.get(address).context
    fields = {**page["fields"], **msgspec.to_builtins(page["seen"])}
    assert send(client, address, fields, "save").status_code == 302
    assert PlanVersion.objects.get().number == 1


def test_reason_given_once_the_plan_was_saved_is_kept_and_counted_once(client, address):
    mine = opened(client, address) | {"product-0-0": "piroxicam-20mg-ml", "volume-0-0": "1"}
    shown = client.post(address, mine | {"do": "keep"}, headers={"HX-Request": "true"})
    told = next(each for block in shown.context["findings"].blocks for each in block.findings if each.may_override)
    send(client, address, mine, "save")
    for _ in range(2):
        send(client, address, mine | {f"reason-{told.key}": "the last ampoules"}, "save")
    assert PlanVersion.objects.count() == 2
    assert Override.objects.get().reason == "the last ampoules"


def test_reason_that_is_too_long_is_refused_with_words_and_not_cut(client, address):
    mine = opened(client, address) | {"reason-mixture|x": "a" * 501}
    page = send(client, address, mine, "save")
    assert page.status_code == 422
    assert "A written reason has at most 500 signs: shorten it." in page.content.decode()
    assert send(client, address, mine | {"reason-mixture|x": "a\r\n" * 250}, "save").status_code == 302
