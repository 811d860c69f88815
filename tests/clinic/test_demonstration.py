"""A demonstration is never taken for a practice, and never fills one."""

import pytest
from django.urls import reverse

from papule.cli.context import Context, Terminal
from papule.cli.demo import MARK, _build
from papule.clinic.agenda.models import Waiting
from papule.clinic.demonstration.building import build
from papule.clinic.knowledge import formulary
from papule.clinic.patients.models import Patient
from papule.clinic.stock.models import Antiseptic, Movement
from papule.reading.problem import Unreadable

WORDS = "every person here is made up"


def test_practice_is_never_filled_with_people_who_do_not_exist(practice, tmp_path):
    with pytest.raises(Unreadable, match="a real practice is in it"):
        _build(tmp_path, Context(formulary(), "en", Terminal(80, colour=False)))
    assert not Patient.objects.exists()
    assert not (tmp_path / MARK).exists(), "and --fresh would not throw it away"


@pytest.mark.parametrize("made_up", [True, False])
def test_demonstration_says_so_on_the_page(doctor, practice, signed_in, made_up):
    type(practice).objects.update(is_demonstration=made_up)
    page = signed_in(doctor).get(reverse("agenda:today")).content.decode()
    assert (WORDS in page) is made_up


def test_in_a_demonstration_two_wait_and_no_ampoule_is_used_before_it_was_received(db):
    build(lambda _done, _count: None, 12)
    assert Waiting.objects.filter(done_at=None, type__is_session=True).count() == 2
    received = dict(Movement.objects.filter(kind="received").values_list("lot", "moved_at"))
    used = Movement.objects.filter(kind="used").values_list("lot", "moved_at")
    assert used
    assert [lot for lot, at in used if at < received[lot]] == []
    groups = {group for each in Antiseptic.objects.all() for group in each.allergy_groups}
    assert groups <= formulary().allergy_groups.keys(), "an allergy to it would stop nothing"
