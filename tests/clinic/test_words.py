"""What a reader sees is our translation: Django gives an earlier app's words for the same English."""

import gettext as catalogues

import pytest
from babel.messages.pofile import read_po
from django.utils.translation import gettext, override, pgettext, trans_real

from papule.clinic.starting import HERE, compile_words

CATALOGUES = sorted(HERE.rglob("locale/fr/LC_MESSAGES/django.po"))


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    compile_words()
    catalogues._translations.clear()  # type: ignore[attr-defined] # what was read before is read anew
    trans_real._translations.clear()  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[3].name)
def test_french_of_a_catalogue_is_the_french_that_is_shown(path):
    with path.open("rb") as file, override("fr"):
        single = [each for each in read_po(file, locale="fr") if each.id and isinstance(each.id, str)]
        shown = [pgettext(each.context, each.id) if each.context else gettext(each.id) for each in single]
    wrong = [(each.id, each.string, said) for each, said in zip(single, shown, strict=True) if each.string != said]
    assert single
    assert wrong == []
