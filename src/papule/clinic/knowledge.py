"""The knowledge as the clinic uses it: loaded once in a process, seen from a day, a country and a society."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from papule.assessment.finding import Finding
from papule.assessment.view import View, view_of
from papule.assessment.wording import Words
from papule.clinic.marks import unbroken
from papule.knowledge.loading import load_formulary
from papule.knowledge.model.rule import Guidance
from papule.knowledge.model.tables import Formulary


@lru_cache(maxsize=1)
def formulary() -> Formulary:
    """Give the formulary of this process.

    Raises Unreadable where the knowledge itself is broken.
    """
    return load_formulary()


@lru_cache(maxsize=16)
def view_on(day: date, country: str, society: str | None) -> View:
    """Give the view of a day, a country and a society, made once."""
    return view_of(formulary(), day, country, society)


def words() -> Words:
    """Give the clinical words in the language of the running request."""
    return words_in((get_language() or "en").partition("-")[0])


@lru_cache(maxsize=8)
def words_in(language: str) -> Words:
    """Give the clinical words of a language."""
    known = formulary()
    if language == "fr":
        return FrenchWords(known, language)
    return Words(known, language if language in known.edition.languages else "en")


class FrenchWords(Words):
    """The clinical words of pages in French: a mark stays on the line of its word."""

    def term(self, key: str) -> str:
        """Give a word of the command."""
        return unbroken(super().term(key))

    def text(self, given: dict[str, str] | None) -> str:
        """Give a text."""
        return unbroken(super().text(given))

    def message(self, finding: Finding) -> str:
        """Say one finding."""
        return unbroken(super().message(finding))


def emergency_number(view: View, language: str) -> str:
    """Give what to call in an emergency: the number that a source gives for this country, else words without one."""
    known = guidance("emergency-numbers", view)
    return words_in(language).text(known[0].title) if known else _("the emergency number")


def guidance(topic: str, view: View, indication: str = "") -> tuple[Guidance, ...]:
    """Give what the knowledge says on a topic, here and now, of an indication or of all, in its order."""
    file = next((each for each in view.formulary.guidance.values() if each.topic == topic), None)
    items = file.items if file else ()
    fitting = (each for each in items if view.here.in_force(each))
    wanted = (each for each in fitting if not each.indications or indication in each.indications)
    return tuple(sorted(wanted, key=lambda each: each.order))
