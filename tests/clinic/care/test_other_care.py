"""What else is done for a complaint: ticked, and told in words; kept, read, and never lost where two write at once."""

import pytest
from tests.clinic.care.test_consultation import address, client, course, filled, patient

from papule.clinic.care.forms import care_words
from papule.clinic.care.models import Consultation
from papule.clinic.portal.held_words import found_lines

__all__ = ["client", "course", "patient"]  # fixtures
PHYSIO = {"care-physiotherapy": "knee,  twice a week"}


def kept() -> dict[str, str]:
    return Consultation.objects.get().other_care


def test_words_are_kept_with_their_kind_and_shown_again(client, course):
    client.post(address(course), filled(other_care=["physiotherapy", "exercise"], **PHYSIO))
    assert kept() == {"physiotherapy": "knee, twice a week", "exercise": ""}
    shown = client.get(address(course)).context["found"]
    rows = {box.data["value"]: (box.data["selected"], words.value()) for box, words in shown.care_rows()}
    assert rows["physiotherapy"] == (True, "knee, twice a week")
    assert rows["exercise"] == (True, "")
    assert rows["podiatry"] == (False, None)


def test_words_without_their_box_are_not_lost(client, course):
    client.post(address(course), filled(**PHYSIO, **{"care-podiatry": " "}))
    assert kept() == {"physiotherapy": "knee, twice a week"}


def test_what_is_taken_back_is_gone(client, course):
    client.post(address(course), filled(other_care=["physiotherapy"], **PHYSIO))
    client.post(address(course), filled(revision="2", **{"care-physiotherapy": ""}))
    assert kept() == {}


def test_words_too_long_are_told_beside_their_field_and_nothing_is_kept(client, course):
    page = client.post(address(course), filled(other_care=["podiatry"], **{"care-podiatry": "x" * 201}))
    assert list(page.context["found"].errors) == ["care-podiatry"]
    assert "x" * 201 in page.content.decode()
    assert kept() == {}


def test_words_are_read_by_everybody_and_given_to_the_patient(client, course, assistant, signed_in):
    client.post(address(course), filled(other_care=["exercise"], **PHYSIO, **{"care-osteopathy": "<b>neck</b>"}))
    said = ["physiotherapy (knee, twice a week)", "osteopathy (<b>neck</b>)", "exercise"]
    assert care_words(kept()) == said
    page = signed_in(assistant).get(address(course)).content.decode()
    assert "physiotherapy (knee, twice a week), osteopathy (&lt;b&gt;neck&lt;/b&gt;), exercise" in page
    assert ", ".join(said) in "\n".join(found_lines(Consultation.objects.get(), "en"))


def test_words_that_somebody_else_kept_meanwhile_are_shown_and_stay(client, course):
    client.post(address(course), filled(other_care=["physiotherapy"], **PHYSIO))
    page = client.post(address(course), filled(other_care=["physiotherapy"], **{"care-physiotherapy": "back"}))
    assert page.status_code == 409
    differing = [(mine, there) for _what, mine, there in page.context["changed"].differing]
    assert ("physiotherapy (back)", "physiotherapy (knee, twice a week)") in differing
    assert kept() == {"physiotherapy": "knee, twice a week"}


@pytest.mark.parametrize("care", [{"physiotherapy": ""}, {"shiatsu": "weekly"}])
def test_what_was_kept_before_is_still_read(care):
    assert care_words(care) == [f"{key} ({said})" if said else key for key, said in care.items()]
