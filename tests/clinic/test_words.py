"""What a reader sees is our translation: Django gives an earlier app's words for the same English."""

import gettext as catalogues
import os

import pytest
from babel.messages.pofile import read_po
from django.utils.translation import gettext, override, pgettext, trans_real

from papule.clinic.knowledge import formulary, words_in
from papule.clinic.marks import unbroken
from papule.clinic.starting import HERE, compile_words
from papule.clinic.templatetags.knowledge_words import indicated

CATALOGUES = sorted(HERE.rglob("locale/fr/LC_MESSAGES/django.po"))


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    compile_words()
    catalogues._translations.clear()  # type: ignore[attr-defined] # what was read before is read anew
    trans_real._translations.clear()  # type: ignore[attr-defined] # of gettext and of Django: neither has another way


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[3].name)
def test_french_of_a_catalogue_is_the_french_that_is_shown(path):
    with path.open("rb") as file, override("fr"):
        single = [each for each in read_po(file, locale="fr") if each.id and isinstance(each.id, str)]
        shown = [pgettext(each.context, each.id) if each.context else gettext(each.id) for each in single]
    wrong = [(each.id, said) for each, said in zip(single, shown, strict=True) if unbroken(each.string) != said]
    assert single
    assert wrong == []


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Risque : « rare » ; lequel ?", "Risque\u00a0: «\u00a0rare\u00a0»\u00a0; lequel\u00a0?"),
        ("Go on: which? 10:30", "Go on: which? 10:30"),
    ],
)
def test_mark_stays_on_the_line_of_its_word(written, shown):
    assert unbroken(written) == shown


def test_catalogue_compiled_for_the_pages_holds_no_mark_that_may_begin_a_line():
    held = [text for path in CATALOGUES for text in catalogue_of(path)]
    assert any("\u00a0:" in text for text in held)
    assert [text for text in held if unbroken(text) != text] == []


def catalogue_of(path) -> list[str]:
    with path.with_suffix(".mo").open("rb") as file:
        held = catalogues.GNUTranslations(file)._catalog  # type: ignore[attr-defined] # gettext gives one text at a time, never all
    return [text for key, text in held.items() if key]  # without what says how it was made


def test_words_of_the_knowledge_hold_no_mark_that_may_begin_a_line():
    say = words_in("fr")
    known = [each.explains for each in formulary().facts.values()]
    assert any(" :" in each.get("fr", "") for each in known)
    assert [text for text in map(say.text, known) if unbroken(text) != text] == []
    assert say.colon == "\u00a0:"
    assert words_in("en").colon == ":"


def test_catalogue_is_compiled_anew_where_what_compiles_it_is_newer(tmp_path, monkeypatch):
    text = tmp_path / "locale" / "fr" / "LC_MESSAGES" / "django.po"
    text.parent.mkdir(parents=True)
    text.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "a"\nmsgstr "b :"\n')
    made, compiler = text.with_suffix(".mo"), tmp_path / "catalogues.py"
    compiler.touch()
    monkeypatch.setattr("papule.clinic.starting.HERE", tmp_path)
    monkeypatch.setattr("papule.clinic.starting.COMPILER", compiler)
    made.write_bytes(b"old")
    os.utime(made, ns=(2**61, 2**61))
    compile_words()
    assert made.read_bytes() == b"old"
    os.utime(compiler, ns=(2**62, 2**62))
    compile_words()
    assert "b\u00a0:".encode() in made.read_bytes()


@pytest.mark.parametrize(
    ("language", "indication", "of", "said"),
    [
        ("en", "low-back-pain-chronic", "chronic", "chronic low back pain"),
        ("fr", "low-back-pain-chronic", "chronic", "lombalgie chronique"),
        ("en", "tendinopathy", "chronic", "tendinopathy, chronic"),
        ("en", "tendinopathy", "", "tendinopathy"),
    ],
)
def test_phase_is_not_said_twice(language, indication, of, said):
    with override(language):
        assert indicated(indication, of) == said
