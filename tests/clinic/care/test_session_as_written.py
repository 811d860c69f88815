"""What is signed is what was written and what was done: no reason is cut, no kit is taken for whole by itself."""

from tests.clinic.care.couch import RED_FLAG, fields_of, filled, signed, told

from papule.clinic.stock.models import KitItem


def test_reason_that_would_be_cut_is_refused_in_words(client, course):
    fields = filled(client, course) | RED_FLAG
    reason = "reason-contraindication/red-flags|technique"
    page = signed(client, course, fields | {reason: "r" * 501})
    message = next(each.message for each in page.context["refused"].obstacles)
    assert (page.status_code, message) == (422, "A written reason has at most 500 signs: shorten it.")
    assert page.context["fields"][reason] == "r" * 501


def test_kit_is_taken_for_whole_only_once_somebody_went_through_it(client, course):
    assert fields_of(client, course)["kit"] == "yes"
    KitItem.objects.update(checked_on=None)
    assert "kit" not in fields_of(client, course)
    assert told(signed(client, course, filled(client, course) | {"kit": ""})) == ["kit"]
