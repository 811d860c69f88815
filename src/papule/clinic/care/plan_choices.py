"""What can be chosen in the composer: products, sites, techniques, devices, schedules."""

from __future__ import annotations

from functools import lru_cache
from typing import get_args

from django.utils.translation import get_language

from papule.assessment.view import View
from papule.clinic.knowledge import formulary, words, words_in
from papule.clinic.product_names import trade_name
from papule.knowledge.model.indication import Schedule
from papule.planning.draft import is_marketed
from papule.planning.sessions import protocols_of
from papule.treatment.case import DeviceName, TechniqueName

BRANDS = 3  # as many are named beside a product
TECHNIQUES = tuple(each for each in get_args(TechniqueName) if each != "nappage")  # the same as superficial
Choices = list[tuple[str, list[tuple[str, str]]]]  # groups of (id, name)


def product_choices(view: View) -> Choices:
    """Give the products: those on the market here, then the others."""
    return _product_choices(view, (get_language() or "en").partition("-")[0])


@lru_cache(maxsize=8)
def _product_choices(view: View, language: str) -> Choices:
    say = words_in(language)
    here: list[tuple[str, str]] = []
    other: list[tuple[str, str]] = []
    for key, product in formulary().products.items():
        names = (trade_name(each.name, product) for each in product.presentations if view.here.is_here(each.country))
        brands = sorted({each for each in names if each})
        more = ", …" if len(brands) > BRANDS else ""
        name = say.name(key) + (f" ({', '.join(brands[:BRANDS])}{more})" if brands else "")
        (here if is_marketed(key, view) else other).append((key, name))
    return [("here", sorted(here, key=lambda each: each[1])), ("elsewhere", sorted(other, key=lambda each: each[1]))]


def site_choices(course_sites: tuple[str, ...]) -> Choices:
    """Give the body sites: those of the indication first."""
    say = words()
    every = sorted(((key, say.name(key)) for key in formulary().body_sites), key=lambda each: each[1])
    first = [each for each in every if each[0] in course_sites]
    return [("usual", first), ("all", every)] if first else [("all", every)]


def technique_choices() -> list[tuple[str, str]]:
    """Give the techniques."""
    return [(each, words().name(each)) for each in TECHNIQUES]


def device_choices() -> list[tuple[str, str]]:
    """Give the devices."""
    return [(each, words().name(each)) for each in get_args(DeviceName)]


def schedule_choices(indication: str, phase: str) -> tuple[list[Schedule], list[Schedule]]:
    """Give the protocols of the indication, and those that their sources tie to none."""
    known = formulary().indications.get(indication)
    return protocols_of(known, phase or None, formulary()) if known else ([], [])
