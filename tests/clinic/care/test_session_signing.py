import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from tests.clinic.care.couch import (
    ACTS,
    GTIN,
    LIDOCAINE,
    RED_FLAG,
    THIOCOLCHICOSIDE,
    address,
    blocked,
    fields_of,
    filled,
    ready,
    signed,
    told,
)
from tests.clinic.conftest import make_user
from tests.clinic.made import TESTS, make_allergy, make_course

from papule.cli.stored import read_stored, replay
from papule.clinic.accounts.permissions import Role
from papule.clinic.audit.models import AuditEvent
from papule.clinic.care.models import Administration, Draft, Override, Session, SessionVersion
from papule.clinic.care.session_record import record_of
from papule.clinic.knowledge import formulary
from papule.clinic.outcomes.models import PainScore, Reminder
from papule.clinic.patients.models import FactAnswer
from papule.clinic.stock import recalls, services
from papule.clinic.stock.models import Antiseptic, Device, Lot

pytestmark = pytest.mark.usefixtures("practice")


def test_session_opens_with_first_to_expire_and_the_four_acts_open(client, course):
    fields = fields_of(client, course)
    assert (fields["lot-0-0-0"], fields["lot-0-1-0"]) == ("L-FIRST", "T-1")
    assert not {"identity", "changes", "lots", "look-0", "nrs", "consent"} & fields.keys()
    assert fields["next_on"] == (timezone.localdate() + timedelta(days=7)).isoformat()


def test_signed_session_is_written_whole(client, course, doctor):
    page = signed(client, course, filled(client, course, vas="55", nrs_after="3", note="à l'aise 🙂"))
    session = Session.objects.get()
    assert page.url == f"/care/{course.patient_id}/sessions/{session.pk}/"
    version = session.current
    record = record_of(version.record)
    assert (record.number, record.performed_by, record.note) == (1, doctor.name, "à l'aise 🙂")
    assert [lot.number for product in record.syringes[0].products for lot in product.lots] == ["L-FIRST", "T-1"]
    assert len(record.points) == 28
    assert not record.points_changed
    rows = Administration.objects.order_by("pk").values_list("product", "lot_number", "volume_ml", "amount")
    assert list(rows) == [
        (LIDOCAINE, "L-FIRST", Decimal(2), "20 mg"),
        (THIOCOLCHICOSIDE, "T-1", Decimal(1), "2 mg"),
    ]
    scores = PainScore.objects.order_by("pk").values_list("scale", "moment", "value")
    assert list(scores) == [("nrs", "before", 6), ("vas", "before", 55), ("nrs", "after", 3)]
    assert "contraception" in Reminder.objects.values_list("code", flat=True)
    assert FactAnswer.objects.get(fact="red-flags", is_current=True).answer == "no"
    course.refresh_from_db()
    assert course.next_on == timezone.localdate() + timedelta(days=7)
    assert not Draft.objects.exists()
    assert AuditEvent.objects.get(action="session.sign").subject == f"care.Session:{session.pk}"


def test_stored_assessment_is_made_again_to_the_byte(client, course):
    signed(client, course, filled(client, course))
    text = SessionVersion.objects.get().assessment
    again = replay(read_stored(text.encode()), formulary())
    assert again.same
    assert again.differences == ()
    case = json.loads(text)["case"]
    assert case["treatment"]["syringes"][0]["appearance"] == "clear"
    assert case["patient"]["facts"]["red-flags"] == "no"
    assert case["treatment"]["session"]["nrs"] == 6
    page = client.get(f"/care/{course.patient_id}/sessions/{Session.objects.get().pk}/assessment/")
    assert page.content.decode() == text


@pytest.mark.parametrize("act", [*ACTS, "consent"])
def test_act_that_was_not_done_stands_in_the_way_alone(client, course, act):
    fields = filled(client, course)
    del fields[act]
    page = signed(client, course, fields)
    assert (page.status_code, told(page)) == (422, [act])
    assert Session.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "at"),
    [
        ({"lot-0-0-0": ""}, "lot-0-0-0"),
        ({"expiry-0-0-0": ""}, "lot-0-0-0"),
        ({"expiry-0-0-0": "soon"}, "lot-0-0-0"),
        ({"expiry-0-0-0": "01/2020"}, "lot-0-0-0"),
        ({"gtin-0-1-0": GTIN}, "lot-0-1-0"),
        ({"consent": "withdrawn"}, "consent"),
        ({"consent_on": "2999-01-01"}, "consent"),
        ({"kit": ""}, "kit"),
        ({"antiseptic": ""}, "antiseptic"),
        ({"antiseptic": "999999"}, "antiseptic"),
        ({"device": ""}, "device"),
        ({"given-0": "no"}, "why-0"),
        ({"reactions": "some"}, "reactions"),
        ({"next_on": "2020-01-01"}, "next_on"),
        ({"next_on": "tomorrow"}, "next_on"),
        ({"nrs": "11"}, "nrs"),
        ({"nrs": "-1"}, "nrs"),
        ({"nrs": "nan"}, "nrs"),
        ({"vas_after": "101"}, "vas_after"),
        ({"points": "changed", "points_json": "{"}, "points"),
        ({"points": "changed", "points_json": '[{"id":"a","syringe":7,"site":"knee","side":"left"}]'}, "points"),
        ({"points": "changed", "points_json": '[{"id":"a","syringe":0,"site":"moon","side":"left"}]'}, "points"),
    ],
)
def test_what_is_wrong_stands_in_the_way_and_nothing_typed_is_lost(client, course, wrong, at):
    page = signed(client, course, filled(client, course) | wrong | {"note": "typed"})
    assert (page.status_code, told(page)) == (422, [at])
    assert page.context["fields"]["note"] == "typed"
    assert Session.objects.count() == 0


def test_lot_recalled_while_the_page_was_open_is_refused(client, course):
    fields = filled(client, course)
    lot = Lot.objects.get(number="L-FIRST")
    recalls.start(TESTS, "particles", product=lot.product, lot_number=lot.number)
    page = signed(client, course, fields)
    assert told(page) == ["lot-0-0-0"]
    assert "particles" in page.context["refused"].obstacles[0].message


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"changes": "some", "fact-red-flags": "yes"}, "contraindication/red-flags"),
        ({"changes": "some", "fact-red-flags": "unknown"}, "completeness/red-flags"),
        ({"look-0": "precipitate"}, "mixture/appearance"),
        ({"look-0": "cloudy"}, "mixture/appearance"),
    ],
)
def test_finding_that_blocks_blocks_whatever_the_page_showed(client, course, wrong, code):
    page = signed(client, course, filled(client, course) | wrong)
    assert page.status_code == 422
    assert code in blocked(page)
    assert Session.objects.count() == 0


def test_allergy_noted_by_somebody_else_meanwhile_blocks(client, course):
    fields = filled(client, course)
    make_allergy(course.patient, "lidocaine", "amide-la")
    page = signed(client, course, fields)
    assert "allergy/amide-la" in blocked(page)
    assert Session.objects.count() == 0


def test_antiseptic_is_refused_with_an_allergy_to_it(client, course):
    fields = filled(client, course)
    make_allergy(course.patient, "Biseptine", "")
    page = signed(client, course, fields)
    assert told(page) == ["antiseptic"]
    assert "allergic" in page.context["refused"].obstacles[0].message


@pytest.mark.parametrize("password", ["", "wrong", "little rarely in the right plac"])
def test_wrong_password_signs_nothing_and_loses_nothing(client, course, password):
    page = signed(client, course, filled(client, course, note="typed"), password)
    assert page.status_code == 422
    assert page.context["signature_error"]
    assert page.context["fields"]["note"] == "typed"
    assert Session.objects.count() == 0


def test_signing_twice_gives_one_session_and_the_same_record(client, course):
    fields = filled(client, course)
    first, second = signed(client, course, fields), signed(client, course, fields)
    assert first.url == second.url
    assert Session.objects.count() == 1
    assert Administration.objects.count() == 2


def test_two_sign_at_once_and_the_second_is_told_and_shown_the_first(client, course, practice, signed_in):
    other = signed_in(make_user("other", Role.doctor, language="en", has_diploma=True))
    mine, theirs = filled(client, course), filled(other, course)
    assert mine["key"] != theirs["key"]
    signed(client, course, mine)
    page = other.post(address(course), {**theirs, "do": "sign", "password": "little rarely in the right place"})
    session = Session.objects.get()
    assert page.url == f"/care/{course.patient_id}/sessions/{session.pk}/"
    shown = other.get(page.url).content.decode()
    assert "was signed meanwhile" in shown


def test_assistant_prepares_and_may_not_sign(client, course, assistant, signed_in, doctor):
    helper = signed_in(assistant)
    fields = fields_of(helper, course) | {"identity": "yes", "lots": "yes"}
    assert helper.post(address(course), {**fields, "do": "save"}).status_code == 302
    assert signed(helper, course, fields | ACTS).status_code == 403
    assert Session.objects.count() == 0
    signed(client, course, filled(client, course))
    record = record_of(SessionVersion.objects.get().record)
    assert (record.identity.by, record.lots_read.by) == (assistant.name, assistant.name)
    assert (record.changes.by, record.performed_by) == (doctor.name, doctor.name)


def test_syringe_not_given_needs_why_and_leaves_no_administration(client, course):
    fields = filled(client, course) | {"given-0": "no", "why-0": "the patient felt faint", "lots": "", "look-0": ""}
    assert signed(client, course, fields).status_code == 302
    assert Administration.objects.count() == 0
    record = record_of(SessionVersion.objects.get().record)
    assert (record.syringes[0].given, record.syringes[0].why_not) == (False, "the patient felt faint")
    assert record.points == ()
    assert not Reminder.objects.exists()


def test_product_from_two_lots_is_traced_to_both(client, course):
    more = {"lot-0-0-1": "L-NEW", "expiry-0-0-1": "12/2099", "volume-0-0-0": "1,5", "volume-0-0-1": "0.5"}
    assert signed(client, course, filled(client, course) | more).status_code == 302
    rows = Administration.objects.filter(product=LIDOCAINE).order_by("lot_number")
    assert list(rows.values_list("lot_number", "volume_ml", "amount")) == [
        ("L-FIRST", Decimal("1.5"), "15 mg"),
        ("L-NEW", Decimal("0.5"), "5 mg"),
    ]


@pytest.mark.parametrize("volumes", [("1", "0.5"), ("", ""), ("x", "2"), ("-1", "3")])
def test_lots_that_do_not_add_up_stand_in_the_way(client, course, volumes):
    more = {"lot-0-0-1": "L-NEW", "expiry-0-0-1": "12/2099", "volume-0-0-0": volumes[0], "volume-0-0-1": volumes[1]}
    assert told(signed(client, course, filled(client, course) | more)) == ["volume-0-0-0"]


def test_points_done_otherwise_are_counted_and_assessed(client, course):
    assert signed(client, course, filled(client, course) | {"points": "changed", "count-0": "10"}).status_code == 302
    record = record_of(SessionVersion.objects.get().record)
    assert (record.points_changed, len(record.points)) == (True, 24)
    case = json.loads(SessionVersion.objects.get().assessment)["case"]
    assert [zone["points"] for zone in case["treatment"]["syringes"][0]["zones"]] == [10, 14]


def test_more_points_than_the_syringe_holds_stand_in_the_way(client, course):
    page = signed(client, course, filled(client, course) | {"points": "changed", "count-0": "900"})
    assert page.status_code == 422
    assert Session.objects.count() == 0


def test_injector_is_copied_and_its_cleaning_logged(client, course):
    device = Device(name="Gun", serial="S1")
    services.keep(TESTS, device)
    more = {"device": str(device.pk), "cleaned": "yes", "cleaning": "wipe", "room": "Room 2"}
    page = signed(client, course, filled(client, course) | more)
    assert page.status_code == 302, blocked(page)
    assert device.cleanings.get().method == "wipe"
    assert set(Administration.objects.values_list("device", "room")) == {("Gun S1", "Room 2")}
    assert record_of(SessionVersion.objects.get().record).device.kind == "electronic-injector"


def test_finding_that_may_be_gone_past_needs_a_written_reason_that_is_kept_and_counted(client, course):
    page = signed(client, course, filled(client, course) | RED_FLAG)
    findings = page.context["refused"].findings
    reasons = {f"reason-{each.code}|{each.about.id}": "seen by the surgeon" for each in findings}
    assert "contraindication/red-flags" in blocked(page)
    assert {each.override for each in findings} == {"reason"}
    blank = dict.fromkeys(reasons, "   ")
    assert signed(client, course, filled(client, course) | RED_FLAG | blank).status_code == 422
    assert signed(client, course, filled(client, course) | RED_FLAG | reasons).status_code == 302
    overrides = Override.objects.all()
    assert {(each.code, each.reason) for each in overrides} == {(each.code, "seen by the surgeon") for each in findings}
    assert {each.session_version for each in overrides} == {Session.objects.get().current}
    assert len(record_of(SessionVersion.objects.get().record).overrides) == len(findings)


def test_finding_that_may_not_be_gone_past_is_not_gone_past_by_writing_a_reason(client, course):
    fields = filled(client, course) | {"look-0": "precipitate", "reason-mixture/appearance|syringe-1": "because"}
    assert "mixture/appearance" in blocked(signed(client, course, fields))
    assert Session.objects.count() == 0


def test_course_without_plan_says_so(client, doctor, practice, course):
    bare = make_course(doctor, course.patient)
    assert "no plan yet" in client.get(address(bare)).content.decode()


def test_identical_follow_up_needs_six_acts_and_nothing_else(client, course):
    signed(client, course, filled(client, course) | {"steps": "hands-hygiene single-use"})
    Session.objects.get()
    fields = fields_of(client, course)
    taps = {"identity": "yes", "changes": "none", "lots": "yes", "look-0": "clear", "nrs": "5"}
    page = signed(client, course, fields | taps)  # the sixth: the password
    assert page.status_code == 302, told(page)
    record = record_of(Session.objects.get(number=2).current.record)
    assert record.consent.how == "oral"
    assert {each.id for each in record.antisepsis.steps} == {"hands-hygiene", "single-use"}


def test_second_session_sees_the_first_in_its_history(client, course):
    signed(client, course, filled(client, course))
    signed(client, course, filled(client, course))
    case = json.loads(Session.objects.get(number=2).current.assessment)["case"]
    assert case["treatment"]["history"][0]["substances"] == ["lidocaine", "thiocolchicoside"]
    assert case["treatment"]["history"][0]["amounts"] == {"lidocaine": "20 mg", "thiocolchicoside": "2 mg"}


def test_other_patients_course_is_not_found(client, course, doctor, practice):
    other = ready(doctor, practice)
    assert client.get(f"/care/{other.patient_id}/courses/{course.pk}/session/").status_code == 404


def test_names_of_every_script_are_kept(client, doctor, practice):
    names = {"family_name": "Ω" * 300, "given_names": "محمد 李 Ðặng 🙂"}
    course = ready(doctor, practice, **names)
    assert signed(client, course, filled(client, course)).status_code == 302
    assert (
        record_of(SessionVersion.objects.get().record).patient.name == f"{names['given_names']} {names['family_name']}"
    )


def test_antiseptic_out_of_date_is_refused(client, course):
    fields = filled(client, course)
    Antiseptic.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    assert told(signed(client, course, fields)) == ["antiseptic"]


def test_password_that_is_tried_again_and_again_is_held_up(client, course):
    fields = filled(client, course)
    tries = [signed(client, course, fields, "wrong").context["signature_error"] for _ in range(12)]
    assert "not right" in tries[0]
    assert "Too many tries" in tries[-1]
    assert "Too many tries" in signed(client, course, fields).context["signature_error"]
    assert Session.objects.count() == 0
