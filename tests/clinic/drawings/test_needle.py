import math
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.clinic.drawn import SVG, check_whole, marks, root_of, turned, words

from papule.assessment.assess import assess_in
from papule.assessment.geometry_of import measured_skin, true_depth_mm
from papule.assessment.subject import Subject
from papule.clinic.drawings.drawing import Drawing
from papule.clinic.drawings.needle import needle_drawing
from papule.clinic.drawings.site import Layer, Reach, Site, site_of
from papule.clinic.drawings.words import reader_of
from papule.clinic.drawings.zones import zone_drawings
from papule.clinic.knowledge import formulary, view_on, words_in
from papule.treatment.case import Case, NeedleUse

FR, EN = reader_of("fr"), reader_of("en")
TODAY = date(2026, 11, 27)
SURFACE = 100
names = st.text(max_size=300)
lengths = st.floats(0.1, 40)
needles = st.builds(
    NeedleUse,
    length_mm=lengths,
    gauge=st.none() | st.integers(18, 34),
    angle_deg=st.floats(0.5, 90),
    inserted_mm=st.none() | lengths,
)


def layers(low: float, high: float):
    return st.builds(
        Layer, st.floats(low, high), st.none() | st.floats(0, low), st.none() | st.floats(high, high), names
    )


sites = st.builds(
    Site,
    names,
    names,
    st.none() | layers(0.3, 5),
    st.none() | layers(0.05, 0.3),
    st.none() | layers(0.5, 40),
    st.none() | layers(0.5, 60),
    st.lists(st.builds(Reach, names, st.none() | st.floats(0.1, 60), st.booleans()), max_size=6).map(tuple),
)


@given(needles, sites, st.sampled_from([FR, EN]))
def test_needle_drawing_of_any_needle_and_site_lies_within_its_view_box(needle, site, reader):
    check_whole(needle_drawing(needle, site, reader).svg)


def tip_of(drawing: Drawing) -> tuple[float, float]:
    dot = marks(drawing.svg, "dot", "circle")[0]
    return float(dot.attrib["cx"]), float(dot.attrib["cy"])


def entry_of(drawing: Drawing) -> float:
    found = [turned(each) for each in root_of(drawing.svg).iter(f"{SVG}g") if each.get("transform")]
    assert found[0] is not None
    return float(found[0][0])


@given(st.floats(1, 13), st.floats(15, 90), st.floats(0.8, 3))
def test_needle_drawing_is_to_scale_in_depth_and_angle(inserted, angle, skin):
    needle = NeedleUse(length_mm=13, angle_deg=angle, inserted_mm=inserted)
    drawing = needle_drawing(needle, Site("x", "y", Layer(skin)), EN)
    x, y = tip_of(drawing)
    per_mm = float(marks(drawing.svg, "skin", "rect")[0].attrib["height"]) / skin
    assert (y - SURFACE) / per_mm == pytest.approx(true_depth_mm(needle), rel=0.05, abs=0.05)
    assert math.degrees(math.atan2(y - SURFACE, x - entry_of(drawing))) == pytest.approx(angle, abs=1)


def test_needle_drawing_says_needle_depth_and_layer():
    needle = NeedleUse(length_mm=4, gauge=27, angle_deg=30, inserted_mm=2)
    drawing = needle_drawing(needle, Site("cuisse", "dans la peau", Layer(1.55, on="adultes")), FR)
    said = set(words(drawing.svg))
    assert {"cuisse", "4 mm · 27 G", "2 mm enfoncés à 30°", "1,55 mm en moyenne", "aucune mesure ici"} <= said
    assert ("profondeur réelle", "1 mm") in drawing.table.rows
    assert ("épiderme et derme", "1,55 mm en moyenne, adultes") in drawing.table.rows
    assert "où elle arrive\u00a0: dans la peau" in drawing.description


def test_skin_that_nobody_measured_is_hatched_without_a_number():
    needle = NeedleUse(length_mm=4, angle_deg=90, inserted_mm=2)
    drawing = needle_drawing(needle, Site("knee", "skin not measured there"), EN)
    for paint in ("skin", "epidermis", "hypodermis", "below"):
        assert not marks(drawing.svg, paint, "rect")
    assert "url(#d-needle-hatch)" in drawing.svg
    assert {row[1] for row in drawing.table.rows[5:]} == {"not measured here"}


def test_hypodermis_that_nobody_measured_is_hatched_below_measured_skin():
    needle = NeedleUse(length_mm=6, angle_deg=90)
    drawing = needle_drawing(needle, Site("x", "y", Layer(2)), EN)
    hatched = [each for each in root_of(drawing.svg).iter(f"{SVG}rect") if "url(" in each.get("fill", "")]
    skin = marks(drawing.svg, "skin", "rect")[0]
    assert [float(each.attrib["y"]) for each in hatched] == [SURFACE + float(skin.attrib["height"])]


def test_hypodermis_ends_at_the_least_depth_that_was_measured():
    assert Site("x", "y", Layer(2), None, Layer(10), Layer(9)).hypodermis_ends_mm == 9
    assert Site("x", "y", Layer(2), None, Layer(6), Layer(9)).hypodermis_ends_mm == 8
    assert Site("x", "y", Layer(2), None, None, Layer(1)).hypodermis_ends_mm is None
    assert Site("x", "y", None, None, Layer(6)).hypodermis_ends_mm is None


def test_danger_that_the_needle_reaches_is_told_by_word_and_shape():
    needle = NeedleUse(length_mm=13, angle_deg=90)
    dangers = (Reach("pleura", 10.1, reached=True), Reach("cord", 29.3), Reach("artery"))
    drawing = needle_drawing(needle, Site("x", "y", Layer(2), dangers=dangers), EN)
    assert "pleura: from 10.1 mm; this needle comes to it" in " ".join(words(drawing.svg))
    assert "cord: from 29.3 mm" in words(drawing.svg)
    assert "artery: at any depth past the dermis" in words(drawing.svg)
    assert len(marks(drawing.svg, "over", "path")) == 1  # only what the picture reaches is drawn in it
    assert len(marks(drawing.svg, "serious", "path")) == 2


def case_of(patient: dict[str, object], *zones: tuple[str, dict[str, object]]) -> Case:
    syringes = [{"technique": "hypodermic", "zones": [{"site": site, "needle": needle} for site, needle in zones]}]
    given_ = {"papule": 1, "setting": {"country": "FR"}, "patient": patient, "treatment": {"syringes": syringes}}
    return msgspec.convert(given_, Case)


DEEP: dict[str, object] = {"length_mm": 13, "gauge": 30, "angle_deg": 90, "inserted_mm": 11}
PEOPLE: list[dict[str, object]] = [
    {"sex": "female", "age_years": 45},
    {"sex": "male", "age_years": 6},
    {"sex": "unknown"},
]


@pytest.mark.parametrize("patient", PEOPLE)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_needle_drawings_of_every_site_are_whole_and_agree_with_the_assessment(patient, language):
    view = view_on(TODAY, "FR", "sfm")
    case = case_of(patient, *((site, DEEP) for site in formulary().body_sites))
    subject = Subject(case, view)
    drawings = zone_drawings(subject, reader_of(language), words_in(language))
    assert len(drawings) == len(formulary().body_sites)
    assert len({each.title for each in drawings}) == len(drawings)
    found = {  # here, not in a part of the site
        each.about.id: words_in(language).message(each)
        for each in assess_in(case, view).findings
        if (each.code, each.severity) == ("geometry/danger-zone", "caution")
    }
    for zone, drawing in zip(subject.zones, drawings, strict=True):
        check_whole(drawing.svg)
        site = site_of(zone, subject, words_in(language))
        assert bool(marks(drawing.svg, "skin", "rect")) is (zone.skin is not None)
        reached = {each.structure for each in site.dangers if each.reached}
        assert bool(reached) is (zone.id in found)
        assert all(structure in found[zone.id] for structure in reached)


def test_danger_of_children_is_not_drawn_for_an_adult():
    view = view_on(TODAY, "FR", "sfm")
    adult, child = (
        site_of((subject := Subject(case_of(patient, ("lumbar-spine", DEEP)), view)).zones[0], subject, words_in("en"))
        for patient in PEOPLE[:2]
    )
    assert [each.from_depth_mm for each in adult.dangers] == [27]
    assert [each.from_depth_mm for each in child.dangers] == [9.9]


def test_layer_of_a_site_is_the_thinnest_mean_on_people_like_the_patient():
    subject = Subject(case_of(PEOPLE[0], ("thigh", DEEP)), view_on(TODAY, "FR", "sfm"))
    thigh = formulary().body_sites["thigh"]
    assert measured_skin(thigh, subject.person) == subject.zones[0].skin
    for layer in ("skin", "subcutis", "skin-to-muscle"):
        found = measured_skin(thigh, subject.person, layer)
        assert found is None or (found.layer == layer and found.method != "histology" and found.sex in ("", "female"))


def test_zones_that_look_alike_are_drawn_once():
    subject = Subject(case_of(PEOPLE[0], ("thigh", DEEP), ("thigh", DEEP), ("knee", DEEP)), view_on(TODAY, "FR", "sfm"))
    drawings = zone_drawings(subject, EN, words_in("en"))
    assert [each.title for each in drawings] == ["Needle through the skin: thigh", "Needle through the skin: knee"]
