import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.clinic.made import make_allergy, make_answers, make_consultation, make_course, make_patient, make_score

from papule.clinic.audit.models import AuditEvent
from papule.clinic.care import plan_changes, plan_page
from papule.clinic.care.models import Acknowledgement, Draft, Override, PlanVersion, Template
from papule.clinic.care.plan_body import body_of, plain
from papule.clinic.care.plan_fields import fields_of, kept, read
from papule.clinic.care.plan_words import differences
from papule.clinic.care.plan_wrong import wrong_of
from papule.clinic.knowledge import formulary

FIELDS = {
    "technique-0": "superficial-intradermal",
    "product-0-0": "lidocaine-10mg-ml",
    "volume-0-0": "2",
    "length-0": "4",
    "gauge-0": "27",
    "angle-0": "30",
    "inserted-0": "3",
    "each-0": "0,1",
    "area-site-0": "lumbar-spine",
    "area-side-0": "left",
    "area-count-0": "20",
    "area-syringe-0": "0",
    "planned": "3",
    "interval": "7",
    "device": "manual",
    "nrs": "6",
    "points_json": "[]",
}


@pytest.fixture
def course(doctor):
    patient = make_patient(sex="male", weight_kg=80)
    return make_course(doctor, patient, indication="low-back-pain-acute", phase="acute")


@pytest.fixture
def client(doctor, signed_in) -> Client:
    return signed_in(doctor)


@pytest.fixture
def address(course) -> str:
    return reverse("care:plan", args=[course.patient_id, course.pk])


def post(client, address, do: str, page: str = "p1", **more):
    fields = FIELDS | {"do": do, "key": "k", "page": page, "revision": "0"} | more
    return client.post(address, fields)


def test_fields_written_and_read_again_are_the_same_plan():
    body = read(FIELDS).body
    assert read(fields_of(body)).body == body_of(plain(body)) == body


def test_fields_of_the_form_alone_are_taken():
    assert kept({"do": "x", "csrfmiddlewaretoken": "y", "volume-0-0": "1", "volume-0": "z"}) == {"volume-0-0": "1"}


@pytest.mark.parametrize("volume", ["-1", "x", "101", "nan", "inf", "1e9"])
def test_volume_that_cannot_be_is_told_at_its_field(volume):
    found = read(FIELDS | {"volume-0-0": volume})
    assert "volume-0-0" in found.errors
    assert found.body.contents == ()


def test_needle_inserted_beyond_its_length_is_told():
    assert "inserted-0" in read(FIELDS | {"inserted-0": "5"}).errors


@pytest.mark.parametrize(
    "points", ["{", "[1]", '[{"id": "a"}]', '[{"id":"a","syringe":0,"site":"knee","side":"left","x":7}]']
)
def test_points_that_cannot_be_read_are_told(points):
    assert "points_json" in read(FIELDS | {"points_json": points}).errors


def test_points_of_the_map_keep_their_place():
    point = {
        "id": "a",
        "syringe": 0,
        "site": "knee",
        "side": "left",
        "view": "adult-front",
        "map": "1",
        "x": 0.4,
        "y": 0.7,
        "own": 1,
    }
    found = read(FIELDS | {"points_json": json.dumps([point])})
    assert (found.body.points[0].x, len(found.body.points)) == (0.4, 21)


def test_page_without_plan_proposes_and_says_why_not(client, address):
    page = client.get(address).content.decode()
    assert "proposals for this patient" in page
    assert "In this order: what the assessment says, the rank of the source" in page
    assert re.search(r"rank \d · (published|products that|families that)", page)
    assert "ruled out" in page


def test_change_is_kept_and_assessed(client, address):
    page = client.post(
        address, FIELDS | {"do": "keep", "key": "k", "page": "p1", "revision": "0"}, headers={"HX-Request": "true"}
    )
    text = page.content.decode()
    assert 'data-verdict="needs_answer"' in text
    assert "20 mg" in text
    assert Draft.objects.get().body["fields"]["volume-0-0"] == "2"


def test_plan_saved_is_a_version_and_the_draft_ends(client, address, course):
    post(client, address, "keep")
    post(client, address, "save", revision="1")
    version = PlanVersion.objects.get()
    assert version.number == 1
    assert json.loads(version.assessment)["assessment"]["findings"]
    assert not Draft.objects.exists()
    post(client, address, "save", base="1", **{"volume-0-0": "3"})
    newest = PlanVersion.objects.latest("number")
    changed = differences(body_of(version.body), body_of(newest.body))
    ((what, before, now),) = changed
    assert what == "Syringe 1"
    assert ("lidocaine 10 mg/mL 2 mL" in before, "lidocaine 10 mg/mL 3 mL" in now) == (True, True)
    page = client.get(reverse("care:plan_version", args=[course.patient_id, course.pk, 2]))
    assert "3 mL" in page.content.decode()


def test_version_writes_no_needless_noughts_and_counts_one_point(client, address, course, doctor):
    post(client, address, "save", **{"each-0": "0,5", "area-count-0": "1", "volume-0-0": "0,5", "length-0": "4"})
    doctor.language = "fr"
    doctor.save()
    page = client.get(reverse("care:plan_version", args=[course.patient_id, course.pk, 1])).content.decode()
    for said in ("\u00a0: 0,5 mL", ", 4 mm, 27 G, 30°", "<p>1 point</p>"):
        assert said in page, said
    says = client.get(address, follow=True).content.decode()
    for said in ("0,5 mL prélevés, 0,5 mL", "\u00a0: 0,5 mL, 5 mg</li>", "\u00a0/ séance"):
        assert said in says, said


def test_composer_writes_whole_volumes_without_a_nought(client, address):
    post(client, address, "keep", **{"each-0": "0.1", "area-count-0": "10", "volume-0-0": "2"})
    says = client.get(address).content.decode()
    assert "2 mL drawn up, 1 mL in 10 points, 1 mL left" in says
    assert ": 2 mL, 20 mg</li>" in says


@pytest.mark.parametrize(
    "wrong", [{"volume-0-0": ""}, {"volume-0-0": "x"}, {"product-0-0": "nothing"}, {"area-site-0": "nowhere"}]
)
def test_plan_that_lacks_something_is_not_saved(client, address, wrong):
    assert post(client, address, "save", **wrong).status_code == 422
    assert not PlanVersion.objects.exists()


def test_two_pages_on_one_plan_are_told_and_nothing_is_overwritten(client, address):
    post(client, address, "keep", page="p1")
    page = post(client, address, "keep", page="p2", **{"volume-0-0": "9"})
    assert page.status_code == 409
    assert Draft.objects.get().body["fields"]["volume-0-0"] == "2"
    assert 'value="9"' in page.content.decode()


def test_buttons_add_and_remove(client, address):
    for revision, do in enumerate(("add-syringe", "add-content:0", "add-area")):
        fields = Draft.objects.get().body["fields"] if revision else {}
        post(client, address, do, revision=str(revision), **fields)
    fields = Draft.objects.get().body["fields"]
    assert {"technique-1", "product-0-1", "area-site-1"} <= set(fields)
    for what, gone in (("content-0-0", "product-0-0"), ("syringe-1", "technique-1"), ("area-0", "area-site-0")):
        plan_changes.remove(fields, what)
        assert gone not in fields
    assert {"product-0-1", "area-site-1", "technique-0"} <= set(fields)


def test_proposal_used_fills_the_syringe(client, address):
    post(client, address, "use:0-0", **{"product-0-0": "", "volume-0-0": ""})
    fields = Draft.objects.get().body["fields"]
    assert fields["product-0-0"]


def test_syringe_bears_the_name_of_a_published_mixture_only_while_it_holds_its_products(client, address):
    page = client.get(address)
    named = next(n for n, each in enumerate(page.context["proposed"]) if "(" in each.origin and each.names.count("+"))
    post(client, address, f"use:0-{named}", **{"product-0-0": "", "volume-0-0": ""})
    fields = dict(Draft.objects.get().body["fields"])
    mixture = formulary().mixtures[fields["mixture-0"]].name["en"]
    assert (client.get(address).context["syringes"][0].mixture, read(fields).body.syringes[0].mixture) == (
        mixture,
        fields["mixture-0"],
    )
    changed = fields | {"product-0-0": "mepivacaine-10mg-ml"}
    assert read(changed).body.syringes[0].mixture == ""
    typed = client.post(
        address, changed | {"do": "keep", "revision": "1"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert '<span id="mixture-0" hx-swap-oob="true"></span>' in typed
    assert mixture not in client.get(address).content.decode().partition('class="syringe')[2].partition("</legend>")[0]
    back = client.post(
        address, fields | {"do": "keep", "revision": "2"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert f'hx-swap-oob="true"> · {mixture}</span>' in back


def test_change_that_comes_after_the_plan_was_saved_begins_no_draft(client, address):
    post(client, address, "save")
    assert post(client, address, "keep").status_code == 200
    assert not Draft.objects.exists()
    assert not AuditEvent.objects.filter(action="plan.draft").exists()
    post(client, address, "keep", base="1", page="next", **{"volume-0-0": "1"})
    assert Draft.objects.exists()


def test_product_without_a_volume_is_never_told_as_nothing_found(client, address):
    post(client, address, "use:0-0")
    page = client.get(address).content.decode()
    assert "A volume is missing: what has none is not assessed yet." in page
    assert 'data-verdict="no_finding"' not in page


def test_protocol_followed_gives_its_rhythm(client, address):
    post(client, address, "follow", schedule="acute-weekly-three")
    fields = Draft.objects.get().body["fields"]
    assert (fields["planned"], fields["interval"]) == ("3", "7")


@pytest.mark.parametrize(
    "do", ["use:0-999", "use:x", "take:0", "take:x", "remove:everything", "nothing", "add-content:"]
)
def test_button_that_does_not_exist_does_no_harm(client, address, do):
    assert post(client, address, do).status_code in {200, 302}


def test_override_with_a_reason_is_kept_and_counted(client, address, course):
    fields = {"product-0-0": "piroxicam-20mg-ml", "volume-0-0": "1"}
    page = client.post(
        address,
        FIELDS | fields | {"do": "keep", "key": "k", "page": "p", "revision": "0"},
        headers={"HX-Request": "true"},
    )
    told = next(each for block in page.context["findings"].blocks for each in block.findings if each.may_override)
    post(client, address, "save", page="p", revision="1", **fields, **{f"reason-{told.key}": "the last ampoules"})
    assert Override.objects.get().reason == "the last ampoules"
    assert told.code in client.get(reverse("care:overrides")).content.decode()
    version = reverse("care:plan_version", args=[course.patient_id, course.pk, 1])
    assert "the last ampoules" in client.get(version).content.decode()
    post(client, address, "save", page="p", base="1", **fields | {"volume-0-0": "2"})
    assert "the last ampoules" in client.get(version).content.decode()
    newer = reverse("care:plan_version", args=[course.patient_id, course.pk, 2])
    assert "the last ampoules" not in client.get(newer).content.decode()


def test_version_says_all_of_a_plan(client, address, course):
    post(client, address, "save", note="rest for a day")
    page = client.get(reverse("care:plan_version", args=[course.patient_id, course.pk, 1])).content.decode()
    for said in ("3 mm inserted", "0.1 mL each point", "<dd>3</dd>", "<dd>7</dd>", "rest for a day", "by hand"):
        assert said in page, said


def test_standing_remarks_are_acknowledged_once_a_recipe(client, address):
    post(client, address, "acknowledge")
    assert Acknowledgement.objects.count() == 1
    assert "acknowledged" in client.get(address).content.decode()


def test_template_is_kept_taken_shared_and_deleted(client, address, doctor):
    post(client, address, "template", template_name="Lumbago", template_shared="on")
    made = Template.objects.get()
    assert made.is_shared
    post(client, address, f"take:{made.pk}", revision="1", **{"volume-0-0": "7"})
    assert Draft.objects.get().body["fields"]["volume-0-0"] == "2"
    client.post(reverse("care:template", args=[made.pk]), {"do": "delete"})
    assert not Template.objects.exists()


def test_assistant_reads_and_does_not_write(assistant, signed_in, address):
    other = signed_in(assistant)
    assert other.get(address).status_code == 200
    assert post(other, address, "save").status_code == 403


def test_plan_of_another_patient_is_not_found(client, course):
    assert client.get(reverse("care:plan", args=[make_patient().pk, course.pk])).status_code == 404


def test_answered_patient_has_nothing_left_to_ask(client, address, course):
    facts = ["red-flags", "haemostasis-disorder", "anticoagulant-treatment", "site-infection"]
    make_answers(course.patient, **{each.replace("-", "_"): "no" for each in facts})
    text = client.post(
        address, FIELDS | {"do": "keep", "key": "k", "page": "p", "revision": "0"}, headers={"HX-Request": "true"}
    )
    asked = {each.fact for group in text.context["findings"].groups for each in group.questions}
    assert not asked & set(facts)


def test_what_is_wrong_in_a_field_is_told_while_one_types(client, address):
    fields = FIELDS | {"inserted-0": "9", "volume-0-0": "two", "do": "keep", "key": "k", "page": "p", "revision": "0"}
    page = client.post(address, fields, headers={"HX-Request": "true"}).content.decode()
    assert 'data-fields="volume-0-0 inserted-0"' in page
    assert "Inserted, mm: No more than the length of the needle can be inserted." in page
    mended = client.post(address, fields | FIELDS | {"revision": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert 'data-fields=""' in mended


def test_what_is_wrong_names_its_syringe_where_there_are_several(client, address):
    fields = FIELDS | {"technique-3": "papule", "length-3": "x"}
    said = wrong_of(fields, read(fields)).said
    assert said == ("Syringe 2, Needle, mm: Give a number from 0 to 40.",)


def test_pain_of_the_consultation_of_today_is_filled_in(client, address, course):
    make_score(course, 6, timezone.localdate(), "consultation")
    assert 'name="nrs" inputmode="decimal" value="6"' in client.get(address).content.decode()


def test_pain_of_another_day_is_not(client, address, course):
    make_score(course, 6, timezone.localdate() - timedelta(days=1), "consultation")
    assert 'name="nrs" inputmode="decimal" value=""' in client.get(address).content.decode()


def test_painful_points_are_taken_over_once(client, address, course, doctor):
    assert "painful point" not in client.get(address).content.decode()
    place = {"id": "a", "site": "lumbar-spine", "side": "left", "view": "back", "map": "1", "syringe": 0}
    painful = [place | {"x": 0.45, "y": 0.36, "own": 1}, place | {"x": 0.55, "y": 0.36}]
    make_consultation(doctor, course, painful=painful)
    assert "The 2 painful points of the consultation" in client.get(address).content.decode()
    post(client, address, "points")
    post(client, address, "points", revision="1", points_json=Draft.objects.get().body["fields"]["points_json"])
    points = [each for each in read(Draft.objects.get().body["fields"]).body.points if each.x is not None]
    assert [(each.site, each.side, each.x) for each in points] == [
        ("lumbar-spine", "left", 0.45),
        ("lumbar-spine", "left", 0.55),
    ]
    assert len({each.id for each in points}) == 2


def test_where_nothing_can_be_proposed_it_is_said(client, address, course, monkeypatch):
    monkeypatch.setattr(plan_page, "proposed", lambda _proposal: [])
    assert "No published mixture can be proposed" in client.get(address).content.decode()


def test_zones_that_differ_in_their_side_alone_are_told_and_drawn_once(client, address):
    sides = {"area-site-1": "lumbar-spine", "area-side-1": "right", "area-count-1": "4", "area-syringe-1": "0"}
    fields = FIELDS | sides | {"do": "keep", "key": "k", "page": "p", "revision": "0"}
    page = client.post(address, fields, headers={"HX-Request": "true"}).content.decode()
    assert page.count("lumbar spine: 1.5 mm") == 1
    assert "Needle through the skin: lumbar spine (left, right)" in page
    assert "lumbar spine (left)" not in page


def test_what_was_not_checked_is_folded_and_counted(client, address, course):
    make_allergy(course.patient, "procaine", "ester-la")
    fields = FIELDS | {"product-0-0": "lidocaine-20mg-ml", "do": "keep", "key": "k", "page": "p", "revision": "0"}
    page = client.post(address, fields, headers={"HX-Request": "true"}).content.decode()
    assert re.search(r"<summary>\d+ things were not checked</summary><ul[^>]*><li>excipients of", page)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", {"not measured", "sources disagree"}), ("fr", {"non mesuré", "sources contradictoires"})],
)
def test_what_is_known_of_two_products_is_said_in_words(client, address, doctor, language, words):
    doctor.language = language
    doctor.save()
    more = {"product-0-1": "sodium-chloride-9mg-ml", "volume-0-1": "1"}
    more |= {"product-0-2": "lysine-acetylsalicylate-90mg-ml", "volume-0-2": "1"}
    fields = FIELDS | more | {"do": "keep", "key": "k", "page": "p", "revision": "0"}
    page = client.post(address, fields, headers={"HX-Request": "true"})
    assert {pair.word for each in page.context["prepared"] for pair in each.pairs} == words


def test_points_of_a_template_are_set_without_the_rest_of_it(client, address, course, doctor):
    drawn = {"id": "a", "site": "lumbar-spine", "side": "left", "view": "back", "map": "1", "syringe": 0, "own": 1}
    points = [drawn | {"x": 0.45, "y": 0.36}, drawn | {"id": "b", "x": 0.55, "y": 0.36}]
    post(client, address, "template", points_json=json.dumps(points), template_name="Lower back")
    template = Template.objects.get()
    assert "The 2 points of “Lower back”" in client.get(address).content.decode()
    post(client, address, f"points:{template.pk}", points_json="[]", **{"volume-0-0": "1.5"})
    fields = Draft.objects.get().body["fields"]
    assert fields["volume-0-0"] == "1.5"
    assert [each["x"] for each in json.loads(fields["points_json"])] == [0.45, 0.55]


def test_points_of_somebody_elses_template_are_nobodys(client, address, course, assistant):
    body = plain(
        body_of(
            {"syringes": [], "points": [{"id": "a", "syringe": 0, "site": "elbow", "side": "left", "x": 0.4, "y": 0.4}]}
        )
    )
    template = Template.objects.create(owner=assistant, name="not mine", body=body)
    assert "not mine" not in client.get(address).content.decode()
    post(client, address, f"points:{template.pk}", points_json="[]")
    assert Draft.objects.get().body["fields"]["points_json"] == "[]"
