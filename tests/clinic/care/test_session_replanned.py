"""A plan that changes while a session is filled in: nothing is read against what its page did not show."""

import pytest
from django.utils import timezone
from tests.clinic.care.couch import (
    ACTS,
    FIRST,
    LIDOCAINE,
    THIOCOLCHICOSIDE,
    address,
    fields_of,
    filled,
    plan_body,
    signed,
    told,
)
from tests.clinic.conftest import make_user
from tests.clinic.made import TESTS

from papule.clinic.accounts.permissions import Role
from papule.clinic.care import plans, session_signature
from papule.clinic.care.assessing import judge
from papule.clinic.care.models import Administration, Course, Draft, Session

MORE = ({"product": LIDOCAINE, "volume_ml": 3}, {"product": THIOCOLCHICOSIDE, "volume_ml": 1})


@pytest.fixture
def replan(course, practice):
    """A colleague saves another plan."""
    colleague = make_user("colleague", Role.doctor, language="en", has_diploma=True)

    def saved(*contents, **more):
        now, body = Course.objects.get(pk=course.pk), plan_body(*contents, **more)
        judged = judge(now, body, practice, colleague, timezone.localdate())
        plans.save_plan(TESTS, colleague, now, plans.Composed(body, judged, {}))

    return saved


def seen(fields, number=2):
    return fields | ACTS | FIRST | {"plan_seen": str(number)}


def shown(page):
    """What the page that came back would send."""
    fields = page.context["fields"]
    return fields | {"plan": str(page.context["seen"].basis.plan), "page": page.context["seen"].page}


def test_plan_changed_under_the_page_is_told_and_nothing_is_signed(client, course, replan):
    fields = filled(client, course, note="typed")
    replan(*MORE)
    page = signed(client, course, fields)
    assert (page.status_code, Session.objects.count()) == (409, 0)
    body = page.content.decode()
    assert "Nothing was signed." in body
    assert "Colleague Essai has changed the plan meanwhile: version 2" in body
    assert "10 mg/mL 2 mL" in page.context["replanned"].changes[0][1]
    assert "10 mg/mL 3 mL" in page.context["replanned"].changes[0][2]
    kept = page.context["fields"]
    assert (kept["note"], kept["identity"], kept["nrs"]) == ("typed", "yes", "6")
    assert not {"lots", "look-0", "consent"} & {name for name, said in kept.items() if said}


def test_changed_plan_is_signed_once_it_was_looked_at(client, course, replan):
    fields = filled(client, course)
    replan(*MORE)
    again = fields | shown(signed(client, course, fields)) | ACTS | FIRST
    again["consent_on"] = timezone.localdate().isoformat()
    page = signed(client, course, again)
    assert (page.status_code, told(page)) == (422, ["plan_seen"])
    assert signed(client, course, again | {"plan_seen": "1"}).status_code == 422
    assert signed(client, course, again | {"plan_seen": "2"}).status_code == 302
    assert Session.objects.get().plan_version.number == 2
    assert Administration.objects.get(product=LIDOCAINE).volume_ml == 3


def test_draft_begun_on_an_older_plan_says_what_is_new_and_keeps_what_fits(client, course, replan):
    mine = {"note": "begun", "lot-0-0-0": "L-MINE", "expiry-0-0-0": "12/2098", "look-0": "clear"}
    client.post(address(course), filled(client, course) | mine | {"do": "save"})
    replan(*reversed(MORE))
    fields = fields_of(client, course)
    assert (fields["lot-0-1-0"], fields["lot-0-0-0"], fields["note"]) == ("L-MINE", "T-1", "begun")
    assert "look-0" not in fields
    assert "Colleague Essai has changed the plan meanwhile" in client.get(address(course)).content.decode()
    assert told(signed(client, course, fields | ACTS | FIRST)) == ["plan_seen"]
    assert signed(client, course, seen(fields)).status_code == 302
    given = dict(Administration.objects.values_list("product", "lot_number"))
    assert given == {LIDOCAINE: "L-MINE", THIOCOLCHICOSIDE: "T-1"}


def test_page_on_an_older_plan_keeps_by_itself_and_says_so(client, course, replan):
    fields = fields_of(client, course)
    replan(*reversed(MORE))
    page = client.post(address(course), fields | {"note": "typed", "do": "save"}, headers={"HX-Request": "true"})
    assert page.status_code == 200
    assert "cannot be signed from this page" in page.content.decode()
    assert "Still to do" not in page.content.decode()
    draft = Draft.objects.get()
    assert (draft.body["plan"], draft.body["fields"]["lot-0-0-0"]) == (1, "L-FIRST")
    assert (fields_of(client, course)["lot-0-1-0"], fields_of(client, course)["note"]) == ("L-FIRST", "typed")


def test_plan_that_changes_twice_is_asked_about_from_the_one_that_was_seen(client, course, replan):
    client.post(address(course), filled(client, course) | {"do": "save"})
    replan(*MORE)
    client.post(address(course), fields_of(client, course) | {"do": "save"})
    replan(*MORE, points=26)
    assert fields_of(client, course)["plan_was"] == "1"
    client.post(address(course), seen(fields_of(client, course), 3) | {"do": "save"})
    replan(*MORE, points=24)
    assert fields_of(client, course)["plan_was"] == "3"
    assert "plan_seen" not in fields_of(client, course)


def test_points_as_counted_stay_where_the_points_of_the_plan_did_not_change(client, course, replan):
    counted = {"points": "changed", "count-0": "13", "count-1": "14"}
    client.post(address(course), filled(client, course) | counted | {"do": "save"})
    replan(*MORE)
    assert {name: fields_of(client, course)[name] for name in counted} == counted
    replan(*MORE, points=26)
    assert fields_of(client, course)["points"] == "planned"


def test_plan_that_is_saved_between_page_and_signature_is_seen_under_the_lock(client, course, replan, monkeypatch):
    fields = filled(client, course)
    refusal = session_signature.refusal

    def late(request):
        replan(*MORE)
        return refusal(request)

    monkeypatch.setattr(session_signature, "refusal", late)
    page = signed(client, course, fields)
    assert (page.status_code, page.context["opening"].version.number) == (409, 2)
    assert not Session.objects.exists()
