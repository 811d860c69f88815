"""What the list of products names beside each: trade names, clean, and none where there is none."""

from datetime import date

import pytest
from django.utils.translation import override

from papule.clinic.care.plan_choices import product_choices
from papule.clinic.knowledge import view_on, words


def listed(language: str) -> dict[str, str]:
    with override(language):
        groups = product_choices(view_on(date(2026, 11, 28), "FR", "sfm"))
    return dict(each for _group, products in groups for each in products)


@pytest.mark.parametrize(
    ("product", "names"),
    [
        ("betamethasone-7mg-ml", " (Diprostene)"),
        ("betamethasone-5.7mg-ml", " (Celestene Chronodose)"),
        ("triamcinolone-40mg-ml", " (Kenacort Retard)"),
        ("lidocaine-10mg-ml", " (Mesocaïne, Xylocaine)"),
        ("botulinum-toxin", " (Alluzience, Azzalure, Bocouture, …)"),
        ("tranexamic-acid-100mg-ml", " (Exacyl)"),
    ],
)
def test_product_is_listed_with_trade_names_only(product, names):
    assert listed("fr")[product].endswith(names)


@pytest.mark.parametrize(
    "product",
    ["ha-noncrosslinked", "sodium-chloride-9mg-ml", "procaine-10mg-ml", "calcium-gluconate-100mg-ml", "biotin-5mg-ml",
     "lysine-acetylsalicylate-90mg-ml", "water-for-injections", "retinol-50000iu-ml"],
)  # fmt: skip
def test_presentation_called_by_what_it_contains_has_no_trade_name(product):
    for language in ("en", "fr"):
        with override(language):
            assert listed(language)[product] == words().name(product)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_name_ends_with_a_mark(language):
    assert [each for each in listed(language).values() if ",," in each or ",)" in each] == []
