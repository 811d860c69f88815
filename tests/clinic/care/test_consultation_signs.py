"""The signs of another cause: each one counts, and what was not looked for is not known."""

import pytest
from django.utils import timezone
from tests.clinic.care.test_consultation import address, filled
from tests.clinic.made import make_consultation, make_course, make_patient

from papule.clinic.care.consulting import flagged
from papule.clinic.care.indications import GENERAL, red_flags
from papule.clinic.care.models import Consultation
from papule.clinic.knowledge import view_on
from papule.clinic.patients.models import FactAnswer


@pytest.fixture
def course(doctor, practice):
    known = make_course(doctor, make_patient(), indication="low-back-pain-acute")
    make_consultation(doctor, known, held_at=timezone.now())
    return known


def signs_of(indication: str) -> list[str]:
    view = view_on(timezone.localdate(), "FR", "sfm")
    return [each.id for each in red_flags(indication, view) if each.topic != GENERAL]


def answered() -> str:
    return FactAnswer.objects.get(fact="red-flags", is_current=True).answer


@pytest.mark.parametrize(
    ("said", "folded"),
    [
        ({"a": "no", "b": "no"}, "no"),
        ({"a": "no", "b": "yes"}, "yes"),
        ({"a": "no", "b": "unknown"}, "unknown"),
        ({"a": "yes", "b": "unknown"}, "yes"),
        ({"a": "no"}, "unknown"),
        ({"a": "yes"}, "yes"),
        ({"a": "no", "b": "no", "of-another-indication": "yes"}, "yes"),
        ({"of-another-indication": "no"}, "unknown"),
    ],
)
def test_signs_are_folded_and_unknown_is_never_kinder_than_no(said, folded):
    assert flagged(said, ("a", "b")) == folded


def test_signs_of_another_indication_never_answer_no_where_there_is_no_list():
    assert flagged({"a": "no"}, ()) == "unknown"


def test_one_sign_answered_no_leaves_red_flags_unknown(client, course):
    first, *rest = signs_of(course.indication)
    client.post(address(course), filled(**{f"flag-{first}": "no"}))
    assert (answered(), Consultation.objects.get().red_flags) == ("unknown", {first: "no"})
    client.post(address(course), filled(revision="2", **{f"flag-{each}": "no" for each in (first, *rest)}))
    assert answered() == "no"
    client.post(address(course), filled(revision="3", **{f"flag-{first}": "yes"}))
    assert answered() == "yes"


def test_signs_are_those_of_the_indication_that_is_kept(client, course):
    shown = signs_of(course.indication)
    assert set(signs_of("neck-pain")) - set(shown)
    said = {f"flag-{each}": "no" for each in shown}
    client.post(address(course), filled(indication_words="neck-pain", **said))
    assert answered() == "unknown"


def test_signs_untouched_answer_nothing(client, course):
    client.post(address(course), filled())
    assert not FactAnswer.objects.filter(fact="red-flags").exists()
