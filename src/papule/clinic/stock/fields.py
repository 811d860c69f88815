"""A field that asks for a product of the cupboard, found by typing any of its names."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from papule.clinic.knowledge import formulary, words


@lru_cache(maxsize=8)
def products_in(language: str) -> tuple[tuple[str, str], ...]:
    """Give every product that can lie in a cupboard, by name."""
    found = [(key, words().name(key)) for key, each in formulary().products.items() if not each.never_inject]
    return tuple(sorted(found, key=lambda each: each[1].casefold()))


def product_choices() -> list[tuple[str, Any]]:
    """Give the choices of a field that asks for a product."""
    return [("", _("choose")), *products_in(words().language)]


class ProductField(forms.ChoiceField):
    """A product. Its page writes the names it is found by (`names_of_products`) and runs `find.js`."""

    def __init__(self, **more: Any) -> None:  # noqa: ANN401 -- what a field takes
        found = {"data-find": "product-names", "data-none": _("Nothing is called so.")}
        said: dict[str, Any] = {"label": _("Product"), "choices": product_choices, "widget": forms.Select(attrs=found)}
        super().__init__(**said | more)
