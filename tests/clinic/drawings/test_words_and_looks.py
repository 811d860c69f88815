import re
from datetime import date

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from papule.clinic.drawings import ink
from papule.clinic.drawings.drawing import Drawing, Table, nothing
from papule.clinic.drawings.templatetags.drawings import figure
from papule.clinic.drawings.words import reader_of

DARK_GROUND, LEAST_CONTRAST, LEAST_CONTRAST_OF_MARKS = "#12181a", 4.5, 3


def style_sheet() -> str:
    found = finders.find("drawings/drawings.css")
    assert isinstance(found, str)
    with open(found) as file:  # noqa: PTH123 -- as found
        return file.read()


def luminance(colour: str) -> float:
    if len(colour) == 4:
        colour = "#" + "".join(2 * each for each in colour[1:])
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ['[data-bs-theme="dark"]', ":root:not([data-bs-theme])"])
def test_every_paint_is_repainted_in_the_dark(theme):
    painted = re.findall(re.escape(theme) + r" \.d-(\w+) \{", style_sheet())
    assert sorted(painted) == sorted(ink.PAINTS)


def test_dark_colours_are_of_screens_only():
    dark = style_sheet().partition("@media screen {")[2]
    assert "@media print" not in dark
    assert style_sheet().count("data-bs-theme") == dark.count("data-bs-theme")


@pytest.mark.parametrize("paint", ["text", "strong", "quiet", "accent", "warn"])
def test_letters_are_legible_on_light_and_dark_ground(paint):
    light = re.search(r'fill="(#\w+)"', ink.PAINTS[paint])
    dark = re.search(rf"\.d-{paint} {{ fill: (#\w+)", style_sheet())
    assert light is not None
    assert dark is not None
    assert contrast(light[1], "#fff") >= LEAST_CONTRAST
    assert contrast(dark[1], DARK_GROUND) >= LEAST_CONTRAST


@pytest.mark.parametrize("paint", ["curve", "event", "over", "limit", "hollow", "badge"])
def test_marks_are_visible_on_light_and_dark_ground(paint):
    light = re.search(r'stroke="(#\w+)"', ink.PAINTS[paint])
    dark = re.search(rf"\.d-{paint} {{[^}}]*stroke: (#\w+)", style_sheet())
    assert light is not None
    assert dark is not None
    assert contrast(light[1], "#fff") >= LEAST_CONTRAST_OF_MARKS
    assert contrast(dark[1], DARK_GROUND) >= LEAST_CONTRAST_OF_MARKS


@given(st.text(max_size=200), st.floats(0, 400))
def test_fitted_words_are_no_wider_than_their_place(words, width):
    fitted = ink.fitted(words, width)
    assert ink.breadth(fitted) <= max(width, ink.SIZE)
    if ink.breadth(words) <= width and words.split() == [words]:
        assert fitted == words


@given(st.text(max_size=400), st.integers(20, 400), st.integers(1, 4))
def test_wrapped_words_are_few_lines_of_their_width(words, width, most):
    lines = ink.wrapped(words, width, most)
    assert len(lines) <= most
    assert all(ink.breadth(each) <= width for each in lines)


def test_readers_of_all_languages_know_the_same_words():
    french, english = reader_of("fr").words, reader_of("en").words
    assert french.keys() == english.keys()
    for word, said in english.items():
        assert sorted(re.findall(r"{\w+}", french[word])) == sorted(re.findall(r"{\w+}", said)), word


@pytest.mark.parametrize(
    ("language", "number", "share"), [("fr", "1\u202f234,5", "12,5\u00a0%"), ("en", "1,234.5", "12.5%")]
)
def test_numbers_are_written_as_the_reader_writes_them(language, number, share):
    assert reader_of(language).number(1234.5) == number
    assert reader_of(language).percent(0.125) == share


def test_figure_of_a_drawing_shows_its_table_and_escapes_it():
    drawing = Drawing("<svg></svg>", "Title", "What it shows", lambda: Table(("When",), (("<b>",),)))
    shown = render_to_string("drawings/figure.html", figure(drawing))
    assert "<svg></svg>" in shown
    assert '<th scope="col">When</th>' in shown
    assert "<td>&lt;b&gt;</td>" in shown


def test_figure_without_a_drawing_is_a_sentence():
    shown = render_to_string("drawings/figure.html", figure(nothing("Title", "Nothing <yet>.")))
    assert "Nothing &lt;yet&gt;." in shown
    assert "<figure" not in shown


def test_the_first_of_a_month_is_an_ordinal_on_a_french_drawing():
    french, english = reader_of("fr"), reader_of("en")
    assert french.day(date(2026, 12, 1)) == "1er déc. 2026"
    assert french.short(date(2026, 12, 1), "MMMd") == "1er déc."
    assert french.day(date(2026, 12, 21)) == "21 déc. 2026"
    assert "1er" not in english.day(date(2026, 12, 1))
