"""What is worked out once in a process says the same as Django says each time."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse, set_script_prefix
from django.utils.translation import override

from papule import clinic
from papule.clinic.dates import date_format
from papule.clinic.places import place


def drawn(text: str, **values: object) -> str:
    return Template(text).render(Context(values))


def test_place_is_the_address_of_the_view():
    for numbers in ((1, 2), (31, 4_000_000_000), (1, 2)):
        assert place("care:plan", *numbers) == reverse("care:plan", args=numbers)
    assert place("agenda:today") == reverse("agenda:today")


def test_place_follows_the_prefix_of_the_server():
    before = place("care:plan", 1, 2)
    try:
        set_script_prefix("/clinic/")
        assert place("care:plan", 1, 2) == "/clinic" + before
    finally:
        set_script_prefix("/")
    assert place("care:plan", 1, 2) == before


def test_place_of_no_view_is_refused():
    with pytest.raises(NoReverseMatch):
        place("care:plan", 1)
    with pytest.raises(NoReverseMatch):
        place("care:plan", -1, 2)
    with pytest.raises(NoReverseMatch):
        drawn("{% url 'care:nowhere' %}")


def test_url_in_a_template_takes_numbers_words_and_names():
    assert drawn("{% url 'care:plan' patient 7 %}", patient=3) == reverse("care:plan", args=(3, 7))
    assert drawn("{% url 'care:plan' patient_id=3 course_id=7 %}") == reverse("care:plan", args=(3, 7))
    assert drawn("{% url 'care:plan' '3' 7 as there %}[{{ there }}]") == f"[{reverse('care:plan', args=(3, 7))}]"


SENTENCE = """{% load i18n %}{% blocktranslate trimmed count done=done %}
  {{ done }} session
{% plural %}{{ done }} sessions{% endblocktranslate %}"""
ALLERGIES = "{% load i18n %}{% blocktranslate trimmed with name=who %}Allergies: {{ name }}{% endblocktranslate %}"


def test_a_sentence_follows_language_number_and_values_each_time():
    page, named = Template(SENTENCE), Template(ALLERGIES)
    for language, said in (("en", ["1 session", "3 sessions"]), ("fr", ["1 séance", "3 séances"])) * 2:
        with override(language):
            assert [page.render(Context({"done": done})) for done in (1, 3)] == said
    with override("en"):
        assert named.render(Context({"who": "latex"})) == "Allergies: latex"
        assert named.render(Context({"who": "<b>"})) == "Allergies: &lt;b&gt;"


OF_SOMEBODY = "{% load i18n %}{% blocktranslate trimmed with name=who %}Password of {{ name }}{% endblocktranslate %}"


def test_de_loses_its_vowel_before_the_vowel_of_a_name():
    page = Template(OF_SOMEBODY)
    expected = {
        "Odile de Andrade": "d’Odile de Andrade",
        "Émile": "d’Émile",
        "Yves": "d’Yves",
        "Paul": "de Paul",
        "Hugo": "de Hugo",
    }
    for who, said in expected.items():
        with override("fr"):
            assert page.render(Context({"who": who})) == f"Mot de passe {said}"
        with override("en"):
            assert page.render(Context({"who": who})) == f"Password of {who}"


def test_the_first_of_a_month_is_an_ordinal_in_french():
    page = Template("{{ on|date:'l j F Y' }}|{{ on|date:'DATE_FORMAT' }}|{{ on|day }}|{{ none|date }}")
    first, other = Context({"on": date(2026, 12, 1)}), Context({"on": date(2026, 12, 11)})
    with override("fr"):
        assert page.render(first) == "mardi 1er décembre 2026|1er décembre 2026|01/12/2026|"
        assert page.render(other) == "vendredi 11 décembre 2026|11 décembre 2026|11/12/2026|"
        assert date_format(datetime(2026, 12, 1, tzinfo=UTC), "l j F, H:i") == "mardi 1er décembre, 00:00"
    with override("en"):
        assert page.render(first).startswith("Tuesday 1 December 2026|")


def test_no_file_writes_a_date_past_the_spelling_of_the_language():
    home = Path(clinic.__file__).parent
    past = [path.name for path in home.rglob("*.py") if "utils.formats import date_format" in path.read_text()]
    assert past == []


def test_words_follow_the_language_of_each_page():
    page = Template("{% load i18n %}{% translate 'Patient' %} {% translate word %} {% translate 'Session' as there %}")
    with override("fr"):
        french = page.render(Context({"word": "Points"}))
    with override("en"):
        english = page.render(Context({"word": "Points"}))
    assert english.startswith("Patient Points")
    with override("fr"):
        assert page.render(Context({"word": "Points"})) == french


def test_words_are_translated_as_django_translates_them():
    page = Template("{% load i18n %}{% translate 'Takings' %}|{% translate 'Takings'|upper %}")
    with override("fr"):
        assert page.render(Context()).split("|")[0] != "Takings"
    with override("en"):
        assert page.render(Context()) == "Takings|TAKINGS"


def test_icon_is_escaped():
    assert "&lt;" in drawn("{% icon name %}", name="<b>")
    assert drawn("{% icon 'lock' %}") == drawn("{% include 'components/icon.html' with icon='lock' %}").strip()


def test_colon_is_spaced_as_the_language_spaces_it():
    with override("fr"):
        assert drawn("{{ name }}{% colon %} 3", name="Ana") == "Ana\u00a0: 3"
    with override("en"):
        assert drawn("{{ name }}{% colon %} 3", name="Ana") == "Ana: 3"


def test_no_template_writes_a_colon_as_only_english_spaces_it():
    bare = []
    for path in Path(clinic.__file__).parent.rglob("*.html"):
        text = re.sub(r"{% blocktranslate.*?{% endblocktranslate %}", "{% words %}", path.read_text(), flags=re.DOTALL)
        bare += [(path.name, each) for each in re.findall(r"\S*[%}]}:(?=\s|<)", text)]
    assert bare == []
