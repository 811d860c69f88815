"""How far a recall is, in French: right for one and for many."""

import pytest
from django.utils.translation import gettext, override


@pytest.mark.parametrize("reached", [0, 1, 2])
@pytest.mark.parametrize("message", ["%(reached)s of %(count)s reached", "finished, %(reached)s of %(count)s reached"])
def test_progress_does_not_agree_with_a_number_it_does_not_know(message, reached):
    with override("fr"):
        said = gettext(message) % {"reached": reached, "count": 60}
    assert said.replace("\u00a0", " ").endswith(f"joints : {reached} sur 60")
