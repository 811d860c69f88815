"""The words of the drawings, in every language of the clinic."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from papule.clinic.drawings.reader import Reader


@lru_cache(maxsize=8)
def reader_of(language: str) -> Reader:
    """Give the reader of a language, made once."""
    locale = language.replace("-", "_")
    with override(language):
        return Reader(locale, {**_of_curves(), **_of_shares(), **_of_needles()})


def _of_curves() -> dict[str, str]:
    return {
        "pain": _("Pain over time"),
        "nrs of": _("NRS, 0 to {high}"),
        "vas of": _("VAS, 0 to {high} mm"),
        "no score": _("No pain score is recorded yet."),
        "one score": _("{scale}: {last} on {last_on}."),
        "from to": _("{scale}: {first} on {first_on}, {last} on {last_on}; scores: {count}."),
        "enough": _("{value} or less: response"),
        "enough said": _("A response is {value} or less."),
        "just after": _("just after a session"),
        "session": pgettext("treatment", "session"),
        "session number": _("number of the session"),
        "event": _("adverse event"),
        "serious event": _("serious adverse event"),
        "sessions said": _("Sessions: {count}."),
        "events said": _("Adverse events: {count}."),
        "spared": _("Medicine to spare: {name}"),
        "no use": _("{name}: before treatment {value} a week; no week since is recorded yet."),
        "before": _("before treatment: {value} a week"),
        "none taken": _("none taken"),
        "not noted": _("no bar: not recorded"),
        "weeks said": _("Before treatment {before} a week; {last} in the week to {on}."),
        "change said": _("Change: {share}."),
        "in the week": _("taken in the week before"),
        "before treatment": _("before treatment"),
        "a week": _("taken a week"),
        "when": _("When"),
        "what": _("What"),
        "value": _("Value"),
    }


def _of_shares() -> dict[str, str]:
    return {
        "share of": _("{name}: share of the maximum"),
        "share said": _("{amount}, {share} of the maximum of {maximum}."),
        "over": _("above the maximum of {value}"),
        "no maximum": _("no maximum is known here"),
        "maximum": _("maximum {value}"),
        "maximum word": _("Maximum"),
        "amount": _("Dose"),
        "share": _("Share"),
    }


def _of_needles() -> dict[str, str]:
    return {
        "needle at": _("Needle through the skin: {site}"),
        "needle": _("needle"),
        "angle": _("angle to the skin"),
        "inserted": _("inserted length"),
        "true depth": _("true depth"),
        "tip": _("where it ends"),
        "held": _("{inserted} mm inserted at {angle}°"),
        "depth": _("{value} mm deep, {layer}"),
        "skin": _("epidermis and dermis"),
        "epidermis": _("epidermis"),
        "hypodermis": _("hypodermis"),
        "to muscle": _("from the surface to the muscle"),
        "layers unknown": _("layers of the skin"),
        "not measured": _("not measured here"),
        "until": _("down to {value} mm"),
        "mean": _("mean {value} mm"),
        "within": _("{value} mm ({low}–{high})"),
        "named": _("{name}: {value}"),
        "any depth": _("at any depth past the dermis"),
        "from depth": _("from {value} mm"),
        "reached": _("{depth}; this needle comes to it"),
    }
