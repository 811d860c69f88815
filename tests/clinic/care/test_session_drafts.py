import json

import pytest
from django.utils import timezone
from tests.clinic.care.couch import (
    GTIN,
    LIDOCAINE,
    THIOCOLCHICOSIDE,
    address,
    fields_of,
    filled,
    receive,
    signed,
)
from tests.clinic.conftest import make_user

from papule.clinic.accounts.permissions import Role
from papule.clinic.audit.models import AuditEvent
from papule.clinic.care.models import Draft, Session


@pytest.fixture
def other(practice, signed_in):
    return signed_in(make_user("other", Role.doctor, language="en", has_diploma=True))


def kept(client, course, fields, do="save", **headers):
    return client.post(address(course), {**fields, "do": do}, headers=headers)


def test_page_that_is_only_looked_at_keeps_nothing(client, course):
    fields_of(client, course)
    assert not Draft.objects.exists()


def test_what_is_filled_in_is_kept_and_shown_again(client, course):
    fields = fields_of(client, course) | {"note": "begun", "identity": "yes"}
    assert kept(client, course, fields).status_code == 302
    again = fields_of(client, course)
    assert (again["note"], again["identity"], again["key"]) == ("begun", "yes", fields["key"])
    assert AuditEvent.objects.filter(action="session.draft", patient_id=course.patient_id).count() == 1


def test_page_keeps_by_itself_and_gets_back_what_is_left_to_do(client, course):
    fields = fields_of(client, course)
    page = kept(client, course, fields | {"identity": "yes"}, **{"HX-Request": "true"})
    assert 'name="revision" id="revision" value="1"' in page.content.decode()
    assert "Confirm the identity" not in page.content.decode()
    kept(client, course, fields | {"identity": ""}, **{"HX-Request": "true"})  # sent before the answer came
    assert Draft.objects.get().revision == 2
    assert "identity" not in Draft.objects.get().body["acts"]


def test_somebody_else_who_fills_in_the_same_session_is_told_and_overwrites_nothing(client, other, course):
    mine, theirs = fields_of(client, course), fields_of(other, course)
    kept(client, course, mine | {"note": "mine"})
    page = kept(other, course, theirs | {"note": "theirs"})
    assert page.status_code == 409
    assert page.context["fields"]["note"] == "theirs"
    says = kept(other, course, theirs | {"note": "theirs"}, **{"HX-Request": "true"})
    assert (says.status_code, "has filled in this session too" in says.content.decode()) == (200, True)
    assert Draft.objects.get().body["fields"]["note"] == "mine"


def test_second_page_of_the_same_person_is_told_too(client, course):
    kept(client, course, fields_of(client, course) | {"note": "first"})
    left, right = fields_of(client, course), fields_of(client, course)
    kept(client, course, left | {"note": "left"})
    assert kept(client, course, right | {"note": "right"}).status_code == 409
    assert Draft.objects.get().body["fields"]["note"] == "left"


def test_signing_over_what_somebody_else_kept_is_refused(client, other, course):
    mine = filled(client, course)
    kept(other, course, fields_of(other, course) | {"note": "theirs"})
    assert signed(client, course, mine).status_code == 409
    assert not Session.objects.exists()


def test_colleague_goes_on_with_what_was_begun(client, other, course):
    kept(client, course, fields_of(client, course) | {"note": "begun"})
    assert fields_of(other, course)["note"] == "begun"
    assert signed(other, course, filled(other, course)).status_code == 302
    assert not Draft.objects.exists()


def test_draft_thrown_away_is_gone(client, course):
    kept(client, course, fields_of(client, course) | {"note": "begun"})
    kept(client, course, fields_of(client, course), do="discard")
    assert not Draft.objects.exists()
    assert AuditEvent.objects.filter(action="session.discard").exists()


def test_fields_that_are_none_of_the_page_are_not_kept(client, course):
    hostile = {"password": "secret", "__proto__": "x", "fact-<script>": "yes", "x" * 500: "y", "lot-0-0-0": "\x00A"}
    kept(client, course, fields_of(client, course) | hostile | {"note": "n" * 100_000})
    body = Draft.objects.get().body
    assert not {"password", "__proto__", "fact-<script>"} & body["fields"].keys()
    assert body["fields"]["lot-0-0-0"] == "A"
    assert len(body["fields"]["note"]) == 4000
    assert "secret" not in json.dumps(body)


def test_lot_is_picked_from_the_cupboard_and_confirmed_anew(client, course):
    lot = receive(LIDOCAINE, "L-OTHER", 300)
    kept(client, course, fields_of(client, course) | {"lots": "yes"}, do=f"pick:0-0-0:{lot.pk}")
    again = fields_of(client, course)
    assert again["lot-0-0-0"] == "L-OTHER"
    assert "lots" not in again


def test_scanned_ampoule_goes_to_its_product_and_is_confirmed_anew(client, course):
    code = f"01{GTIN}17991231{'10SCANNED'}"
    kept(client, course, fields_of(client, course) | {"lots": "yes", "scan": code}, do="read")
    again = fields_of(client, course)
    assert (again["lot-0-0-0"], again["lot-0-1-0"]) == ("SCANNED", "T-1")
    assert "lots" not in again


def test_hand_scanner_that_ends_with_enter_is_read(client, course):
    kept(client, course, fields_of(client, course) | {"scan": f"01{GTIN}1799123110SCANNED"}, do="save")
    assert fields_of(client, course)["lot-0-0-0"] == "SCANNED"


def test_scanned_code_that_is_new_asks_for_its_product(client, course):
    code = "010340090000000617991231" + "10NEW"
    kept(client, course, fields_of(client, course) | {"scan": code}, do="read")
    page = client.get(address(course)).content.decode()
    assert "which product is it" in page
    kept(client, course, fields_of(client, course), do="for:0-1")
    again = fields_of(client, course)
    assert (again["lot-0-0-0"], again["lot-0-1-0"], again.get("pending", "")) == ("L-FIRST", "NEW", "")


def test_scanned_ampoule_of_a_product_that_is_not_planned_is_refused(client, course):
    receive("piroxicam-20mg-ml", "P-1", 100, gtin="03400900000006")
    kept(client, course, fields_of(client, course) | {"scan": "010340090000000617991231" + "10P-1"}, do="read")
    page = client.get(address(course)).content.decode()
    assert "not planned in this session" in page
    assert fields_of(client, course)["lot-0-0-0"] == "L-FIRST"


def test_scan_that_is_no_code_is_told_and_changes_nothing(client, course):
    kept(client, course, fields_of(client, course) | {"scan": "nonsense"}, do="read")
    assert "type the lot" in client.get(address(course)).content.decode()
    assert fields_of(client, course)["lot-0-0-0"] == "L-FIRST"


def test_second_lot_is_added_and_taken_away(client, course):
    kept(client, course, fields_of(client, course), do="more:0-0-1")
    assert "volume-0-0-1" in fields_of(client, course)
    kept(client, course, fields_of(client, course), do="less:0-0-1")
    assert "volume-0-0-1" not in fields_of(client, course)


def test_time_of_observation_survives_a_reload(client, course):
    kept(client, course, fields_of(client, course), do="observe")
    first = fields_of(client, course)["observed_at"]
    assert first
    assert fields_of(client, course)["observed_at"] == first
    assert 'data-until="' in client.get(address(course)).content.decode()


@pytest.mark.parametrize(
    "do", ["pick:", "pick:0-0-0:x", "pick:9-9-9:1", "for:9-9", "less:x", "more:<>", "observe:1", "?"]
)
def test_button_that_does_not_exist_does_no_harm(client, course, do):
    assert kept(client, course, fields_of(client, course), do=do).status_code == 302
    assert client.get(address(course)).status_code == 200


def test_expired_lot_is_shown_as_refused_and_not_proposed(client, course):
    receive(THIOCOLCHICOSIDE, "T-OLD", -1)
    fields = fields_of(client, course)
    assert fields["lot-0-1-0"] == "T-1"
    day = timezone.localdate().replace(year=2020).isoformat()
    kept(client, course, fields | {"lot-0-1-0": "T-OLD", "expiry-0-1-0": day})
    assert "Expired on" in client.get(address(course)).content.decode()


def test_one_yes_and_no_to_the_rest_answers_every_question(client, course):
    fields = fields_of(client, course) | {"changes": "some", "fact-herpes": "yes"}
    kept(client, course, fields, do="rest")
    again = fields_of(client, course)
    assert (again["fact-herpes"], again["fact-red-flags"], again["fact-site-infection"]) == ("yes", "no", "no")
