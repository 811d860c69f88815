"""The passages of documents that a practice may write anew: ours, and the practice's own where there is one.

A passage is plain text; a blank line parts paragraphs. `{patient}`, `{doctor}`, `{practice}`, `{complaint}` and
`{day}` stand for what they name.
"""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from papule.clinic.documents.models import Words
from papule.clinic.marks import VOWEL, unbroken

NAMES = ("patient", "doctor", "practice", "complaint", "day")

OURS: dict[str, Promise | str] = {
    "information.opening": _(
        "You have been offered mesotherapy: small amounts of medicines, injected into the skin near the place that "
        "hurts. This sheet says what is planned, what is known of it, and what is not."
    ),
    "information.aesthetic": _(
        "You have asked for mesotherapy for your looks: small amounts of products, injected into the skin. It treats "
        "no disease. This sheet says what is planned, what is known of it, and what is not."
    ),
    "information.registry": _(
        "What was injected and how it went is counted in the registry of {practice}, without your name, to learn what "
        "works. If you do not want it, say so at any time: you are not counted, and your care goes on all the same."
    ),
    "information.closing": _(
        "Ask whatever you want to know. You may refuse, and you may change your mind at any time: your care goes on "
        "all the same."
    ),
    "alternatives": _(
        "There are other ways, and doing nothing is one of them. {doctor} says what is likely without treatment."
    ),
    "consent.opening": _("I have talked with {doctor} about the mesotherapy that is planned for: {complaint}."),
    "consent.agreement": _(
        "I was told, in words that I understood, what is planned, what may be expected of it, its frequent and its "
        "serious risks, the alternatives, and what happens if nothing is done. I could ask my questions and had time "
        "to think. I know that I may withdraw this consent at any time, without giving a reason."
    ),
    "photograph.agreement": _(
        "I agree that {practice} takes photographs of the treated places for my record. They are shown to nobody else "
        "without another agreement, and I may withdraw this one at any time."
    ),
    "session.opening": _(
        "Keep this sheet: it says what was injected, from which lots, and where. Show it to any doctor you see about "
        "the places that were treated."
    ),
    "letter.opening": _("Dear colleague,\n\nI have seen our patient {patient} for: {complaint}."),
    "letter.closing": _("With kind regards,\n{doctor}"),
    "prescription.closing": _("To be brought to the session. Do not use these ampoules yourself."),
    "presence.opening": _(
        "I, the undersigned {doctor}, certify that {patient} was present at the practice on {day}. Given at the "
        "request of the person concerned."
    ),
    "recall.opening": _(
        "A product that you received in our practice has been recalled. This letter says which one, when it was "
        "injected, and what we ask of you."
    ),
    "recall.closing": _("Please call us, even if you feel well. If a sign of the list above is there, call today."),
}


def passage(name: str, language: str, **values: str) -> str:
    """Give a passage with its names filled in: the practice's where it wrote one, else ours.

    Raises KeyError for a passage that does not exist.
    """
    own = Words.objects.filter(passage=name, language=language).first()
    text = own.text if own else ours(name, language)
    return unbroken(fill(elided(text, values) if language == "fr" else text, values))


def ours(name: str, language: str) -> str:
    """Give our own words of a passage."""
    with override(language):
        return str(OURS[name])


def fill(text: str, values: dict[str, str]) -> str:
    """Put values in the place of their names; what is no name of ours stays as it was written."""
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), text)


def elided(text: str, values: dict[str, str]) -> str:
    """Write d’ and qu’ before a name of ours that begins with a vowel; an h may be aspirated, and is left."""
    return re.sub(
        r"\b([Dd]|[Qq]u)e \{(\w+)\}",
        lambda found: f"{found[1]}’{{{found[2]}}}" if VOWEL.match(values.get(found[2], "")) else found[0],
        text,
    )


def of_sex(text: str, sex: str) -> str:
    """Write a word of a patient whose sex is known without its brackets; the doctor who signs keeps theirs."""
    ending = {"female": "e", "male": ""}.get(sex)
    return text if ending is None else re.sub(r"(?<!soussigné)\(e\)", ending, text)


def unknown_names(text: str) -> list[str]:
    """Give the names in braces that stand for nothing."""
    return sorted(set(re.findall(r"\{([^{}]*)\}", text)) - set(NAMES))
