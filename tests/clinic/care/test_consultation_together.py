"""Two people, or two pages, on one consultation: the last one is told, and writes over nothing unseen."""

from datetime import date

import pytest
from django.utils import timezone
from tests.clinic.care.test_consultation import address, filled
from tests.clinic.conftest import make_user
from tests.clinic.made import TESTS, make_consultation, make_course, make_patient

from papule.clinic.accounts.permissions import Role
from papule.clinic.audit.models import AuditEvent
from papule.clinic.audit.writing import writing
from papule.clinic.care.models import Consultation, Course
from papule.clinic.knowledge import words_in
from papule.clinic.outcomes.models import PainScore
from papule.clinic.patients.models import FactAnswer

FOUND = "reflex absent"


@pytest.fixture
def course(doctor, practice):
    known = make_course(doctor, make_patient(), indication="low-back-pain-acute")
    make_consultation(doctor, known, held_at=timezone.now())
    return known


@pytest.fixture
def other(signed_in):
    return signed_in(make_user("other", Role.doctor))


def test_page_opened_before_is_told_who_kept_what_and_empties_nothing(client, other, course):
    other.post(address(course), filled(examination=FOUND))
    point = '[{"id": "a", "site": "knee", "side": "left", "syringe": 0, "x": 0.4, "y": 0.7}]'
    page = client.post(address(course), filled(note="typed", points_json=point, **{"s-fever": "yes"}))
    text = page.content.decode()
    assert page.status_code == 409
    assert "Other Essai has kept this consultation meanwhile" in text
    assert f'<th scope="row">Examination</th><td>–</td><td>{FOUND}</td>' in text
    assert "typed</textarea>" in text
    assert page.context["points_json"] == point
    assert Consultation.objects.get().examination == FOUND
    assert not FactAnswer.objects.exists()
    assert AuditEvent.objects.filter(action="consultation.keep").count() == 1


def test_consultation_sent_again_after_it_was_told_is_a_choice(client, other, course):
    other.post(address(course), filled(examination=FOUND))
    told = client.post(address(course), filled(examination="mended"))
    again = client.post(address(course), filled(examination="mended", revision=str(told.context["revision"])))
    assert again.status_code == 302
    assert Consultation.objects.get().examination == "mended"


def test_sign_that_was_found_meanwhile_is_shown(client, other, course):
    other.post(address(course), filled(**{"flag-low-back-cauda-equina": "yes"}))
    page = client.post(address(course), filled(**{"flag-low-back-cauda-equina": "no"}))
    assert ("no", "yes") in [row[1:] for row in page.context["changed"].differing]
    assert FactAnswer.objects.get(fact="red-flags", is_current=True).answer == "yes"


def test_scores_medicines_and_answers_kept_meanwhile_are_shown(client, other, course):
    theirs = {"nrs": "7", "vas": "65", "s-fever": "yes", "s-diabetes": "no"}
    tablets = {"spared-0-name": "ibuprofen", "spared-0-unit": "tablet", "spared-0-baseline_per_week": "10"}
    other.post(address(course), filled(**theirs, **tablets))
    mine = {"nrs": "4", "s-fever": "no", "s-hypertension": "no", "spared-0-baseline_per_week": "12.5"}
    page = client.post(address(course), filled(**tablets | mine))
    differing = {what: (typed, there) for what, typed, there in page.context["changed"].differing}
    say = words_in("en")
    assert differing == {
        "Pain, NRS 0 to 10": ("4", "7"),
        "Pain, VAS 0 to 100 mm": ("", "65"),
        "ibuprofen": ("12.5 tablet a week", "10 tablet a week"),
        say.fact("fever"): ("no", "yes"),
    }
    assert {each.scale: each.value for each in PainScore.objects.all()} == {"nrs": 7, "vas": 65}


@pytest.mark.parametrize("wrong", ["", "x", "9" * 12, "-1"])
def test_page_that_does_not_say_what_it_had_seen_writes_nothing(client, course, wrong):
    assert client.post(address(course), filled(examination=FOUND, revision=wrong)).status_code == 409
    assert Consultation.objects.get().examination == ""


def test_what_does_not_fit_keeps_what_the_page_had_seen(client, other, course):
    other.post(address(course), filled(examination=FOUND))
    page = client.post(address(course), filled(nrs="11"))
    assert 'name="revision" value="1"' in page.content.decode()


def test_course_changed_meanwhile_keeps_what_the_consultation_does_not_ask(client, course, monkeypatch):
    save, on = Course.save, date(2026, 12, 24)

    def booked_meanwhile(self, *args, **kwargs):
        with writing(TESTS, "course.next"):
            Course.objects.filter(pk=self.pk).update(next_on=on)
        save(self, *args, **kwargs)

    monkeypatch.setattr(Course, "save", booked_meanwhile)
    client.post(address(course), filled(complaint="Back"))
    course.refresh_from_db()
    assert (course.complaint, course.next_on) == ("Back", on)
