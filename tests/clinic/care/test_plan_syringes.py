"""A syringe that is removed takes its own points with it; every other point stays with its product."""

import json

import msgspec
import pytest
from django.urls import reverse
from tests.clinic.care.couch import LIDOCAINE, THIOCOLCHICOSIDE, ready

from papule.clinic.care import plan_changes
from papule.clinic.care.models import PlanVersion
from papule.clinic.care.plan_body import PlanBody, body_of
from papule.clinic.care.plan_fields import fields_of, read

MEPIVACAINE = "mepivacaine-10mg-ml"
SITES = {LIDOCAINE: "knee", THIOCOLCHICOSIDE: "lumbar-spine", MEPIVACAINE: "ankle"}


def planned(*products: str) -> PlanBody:
    """A syringe of each product, with three counted points and a drawn one, each product at a site of its own."""
    technique = {"technique": "superficial-intradermal"}
    points = [
        {"id": f"{place}-{number}", "syringe": place, "site": SITES[product], "side": "left"}
        | ({"x": 0.4, "y": 0.7, "view": "adult-front", "map": "1"} if number == 3 else {})
        for place, product in enumerate(products)
        for number in range(4)
    ]
    syringes = [technique | {"contents": [{"product": each, "volume_ml": 2}]} for each in products]
    return body_of({"syringes": syringes, "points": points, "planned": 3, "interval_days": 7})


def where(body: PlanBody) -> dict[str | None, tuple[set[str], int]]:
    """At which sites each product is given, in how many points."""
    held = {each.contents[0].product: place for place, each in enumerate(body.syringes)}
    at = {key: [each.site for each in body.points if each.syringe == place] for key, place in held.items()}
    return {key: (set(sites), len(sites)) for key, sites in at.items()}


@pytest.mark.parametrize("gone", SITES)
def test_syringe_removed_takes_its_points_and_no_others(gone):
    fields = fields_of(planned(*SITES))
    plan_changes.remove(fields, f"syringe-{list(SITES).index(gone)}")
    found = read(fields)
    assert where(found.body) == {key: ({site}, 4) for key, site in SITES.items() if key != gone}
    assert len(found.body.points) == 8
    assert not found.errors


def test_two_syringes_removed_one_after_the_other_leave_the_third_its_points():
    fields = fields_of(planned(*SITES))
    plan_changes.remove(fields, "syringe-0")
    plan_changes.remove(fields, "syringe-0")
    assert where(read(fields).body) == {MEPIVACAINE: ({"ankle"}, 4)}


def test_fields_numbered_with_a_gap_are_removed_by_their_place():
    fields = fields_of(planned(*SITES))
    numbered = {name.replace("-2-0", "-5-0").replace("technique-2", "technique-5"): fields[name] for name in fields}
    plan_changes.remove(numbered, "syringe-5")
    assert where(read(numbered).body) == {LIDOCAINE: ({"knee"}, 4), THIOCOLCHICOSIDE: ({"lumbar-spine"}, 4)}


@pytest.mark.parametrize("what", ["syringe-9", "syringe-x", "syringe-", "content-0-0", "area-9"])
def test_nothing_else_that_is_removed_moves_a_point(what):
    fields = fields_of(planned(*SITES))
    before = read(fields).body.points
    plan_changes.remove(fields, what)
    assert read(fields).body.points == before


def test_points_that_cannot_be_read_stay_and_are_told():
    fields = fields_of(planned(*SITES)) | {"points_json": "[1]"}
    plan_changes.remove(fields, "syringe-0")
    assert fields["points_json"] == "[1]"
    assert "points_json" in read(fields).errors


def test_point_of_no_syringe_is_told_and_not_dropped():
    fields = fields_of(planned(LIDOCAINE))
    point = {"id": "a", "syringe": 1, "site": "knee", "side": "left", "x": 0.4, "y": 0.7}
    assert "points_json" in read(fields | {"points_json": json.dumps([point])}).errors
    assert "area-syringe-0" in read(fields | {"area-syringe-0": "1"}).errors
    assert "area-site-0" in read(fields | {"area-site-0": ""}).errors


def test_plan_saved_after_a_removal_gives_each_product_where_it_was_meant(client, doctor, practice):
    course = ready(doctor, practice, planned(LIDOCAINE, THIOCOLCHICOSIDE))
    address = reverse("care:plan", args=[course.patient_id, course.pk])
    for do in ("remove:syringe-0", "save"):
        page = client.get(address).context
        seen = msgspec.to_builtins(page["seen"])
        assert client.post(address, {**page["fields"], **seen, "do": do}).status_code == 302
    saved = body_of(PlanVersion.objects.latest("number").body)
    assert where(saved) == {THIOCOLCHICOSIDE: ({"lumbar-spine"}, 4)}


def test_point_of_no_syringe_is_shown_and_the_plan_is_not_saved(client, doctor, practice):
    course = ready(doctor, practice, planned(LIDOCAINE))
    address = reverse("care:plan", args=[course.patient_id, course.pk])
    fields = client.get(address).context["fields"] | {"area-syringe-0": "1"}
    page = client.post(address, {**fields, "do": "save", "key": "k", "page": "p", "revision": "0"})
    assert page.status_code == 422
    assert "There is no such syringe." in page.content.decode()
    assert '<option value="1" selected>?</option>' in page.content.decode()
