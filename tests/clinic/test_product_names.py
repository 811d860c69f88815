"""By which words a product is looked for in a long list: names, brands, contents, families; no brand of another."""

import pytest

from papule.clinic.knowledge import formulary
from papule.clinic.product_names import product_names, site_names


def names(product: str, language: str = "en") -> set[str]:
    return {each.casefold() for each in product_names(language)[product]}


@pytest.mark.parametrize(
    ("product", "said"),
    [
        ("lidocaine-10mg-ml", "Lignocaine"),
        ("lidocaine-10mg-ml", "Xylocaine"),
        ("lidocaine-10mg-ml", "anesthésique local"),
        ("lidocaine-10mg-ml", "local anaesthetic"),
        ("lidocaine-10mg-ml", "N01BB02"),
        ("piroxicam-20mg-ml", "AINS et salicylés"),
        ("botulinum-toxin", "Botox"),
        ("ascorbic-acid-200mg-ml", "vitamine C"),
    ],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_product_is_looked_for_by_every_name_in_both_languages(product, said, language):
    assert said.casefold() in names(product, language)


def test_brand_of_one_strength_does_not_lead_to_the_others():
    led = [key for key in product_names("fr") if key.startswith("betamethasone") and "diprostene" in names(key, "fr")]
    assert led == ["betamethasone-7mg-ml"]


def test_name_in_the_language_of_the_reader_comes_first():
    assert site_names("fr")["ankle"] == ["cheville", "ankle"]
    assert site_names("en")["ankle"] == ["ankle", "cheville"]


def test_everything_that_can_be_chosen_has_names():
    assert all(product_names("en").values())
    assert set(product_names("en")) == set(formulary().products)
    assert set(site_names("fr")) == set(formulary().body_sites)
