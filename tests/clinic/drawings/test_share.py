import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.clinic.drawn import check_whole, marks, size_of, words

from papule.clinic.drawings.share import Share, share_bar
from papule.clinic.drawings.words import reader_of

FR, EN = reader_of("fr"), reader_of("en")
names = st.text(max_size=300)


@given(st.builds(Share, names, names, names, st.none() | st.floats(0, 1e9)), st.integers(0, 900))
def test_share_bar_of_any_share_lies_within_its_view_box(share, width):
    check_whole(share_bar(share, FR, "any", width).svg)


@given(st.floats(0, 1), st.floats(0, 1))
def test_share_bar_grows_with_the_share(one, other):
    low, high = (_filled(Share("x", "1 mg", "2 mg", each)) for each in sorted((one, other)))
    assert low <= high


def _filled(share: Share) -> float:
    return float(marks(share_bar(share, FR).svg, "bar", "rect")[0].attrib["width"])


def test_share_bar_below_the_maximum_says_amount_share_and_maximum():
    drawn = share_bar(Share("lidocaïne", "37,5 mg", "200 mg par séance", 0.1875), FR)
    assert words(drawn.svg) == ["lidocaïne", "37,5 mg · 18,8\u00a0%", "maximum 200 mg par séance"]
    assert not marks(drawn.svg, "over", "rect")
    assert drawn.description == "37,5 mg, soit 18,8\u00a0% du maximum de 200 mg par séance."


def test_share_bar_at_the_maximum_is_not_too_much():
    assert not marks(share_bar(Share("x", "20 mg", "20 mg", 1.0), EN).svg, "over", "rect")


@pytest.mark.parametrize("share", [1.0001, 1.125, 40])
def test_share_bar_above_the_maximum_changes_shape_and_says_so(share):
    drawn = share_bar(Share("x", "90 mg", "20 mg per session", share), EN)
    assert len(marks(drawn.svg, "over", "rect")) == 1
    assert marks(drawn.svg, "serious", "path")
    assert "above the maximum of 20 mg per session" in words(drawn.svg)
    assert "above the maximum" in drawn.description
    assert "100%" not in words(drawn.svg)[1]


def test_share_bar_far_above_the_maximum_ends_in_an_arrow():
    near, far = (share_bar(Share("x", "1", "1", each), EN).svg for each in (1.2, 3))
    assert len(marks(far, "serious", "path")) == len(marks(near, "serious", "path")) + 1


def test_share_bar_without_a_maximum_is_hatched_and_has_no_share():
    drawn = share_bar(Share("calcitonine", "50 UI"), FR)
    assert not marks(drawn.svg, "bar", "rect")
    assert "url(#" in drawn.svg
    assert words(drawn.svg) == ["calcitonine", "50 UI", "aucun maximum connu ici"]
    assert drawn.table.rows == (("calcitonine", "50 UI", "", "aucun maximum connu ici"),)


def test_maxima_of_several_bars_lie_under_one_another():
    ends = {
        marks(share_bar(Share("x", "1", "2", each), EN).svg, "surface", "path")[0].attrib["d"] for each in (0, 0.5, 9)
    }
    assert len(ends) == 1
    assert size_of(share_bar(Share("x", "1"), EN).svg)[0] == 380


@pytest.mark.parametrize("share", [-0.1, float("nan"), float("inf")])
def test_share_that_is_none_is_refused(share):
    with pytest.raises(ValueError, match="0 or more"):
        Share("x", "1 mg", "2 mg", share)
