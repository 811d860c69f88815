from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest

from papule.knowledge.model.rule import Component
from papule.planning.draft import contents_of
from papule.planning.recipes import drafts_of, portions_of, recipes_for, variants


def component(substance: str, **given: Any) -> Component:
    return Component(substance=substance, **given)


def names(found: Iterable[tuple[Component, ...]]) -> list[list[str]]:
    return [[each.substance for each in variant] for variant in found]


def test_alternatives_are_taken_one_at_a_time():
    given = (component("a"), component("b", either="x"), component("c", either="x"))
    assert names(variants(given)) == [["a", "b"], ["a", "c"]]


def test_what_is_optional_is_taken_and_left():
    assert names(variants((component("a"), component("b", optional=True)))) == [["a", "b"], ["a"]]


def test_optional_alternatives_are_taken_one_at_a_time_and_left():
    given = (component("a"), component("b", either="x", optional=True), component("c", either="x", optional=True))
    assert names(variants(given)) == [["a", "b"], ["a", "c"], ["a"]]


def test_a_mixture_of_nothing_is_no_variant():
    assert names(variants((component("a", optional=True),))) == [["a"]]
    assert names(variants(())) == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        # the strength selects the product, the volume is the published one
        (component("lidocaine", volume_ml=4, strength="10 mg/mL"), [("lidocaine-10mg-ml", "4", "recipe")]),
        # amount and volume are a strength
        (component("thiocolchicoside", volume_ml=1, amount="2 mg"), [("thiocolchicoside-2mg-ml", "1", "recipe")]),
        (component("calcitonin-salmon", volume_ml=1, amount="100 IU"), [("calcitonin-salmon-100iu-ml", "1", "recipe")]),
        # an amount alone selects the ampoule that holds it, and makes the volume
        (component("calcitonin-salmon", amount="50 IU"), [("calcitonin-salmon-50iu-ml", "1", "amount")]),
        (component("piroxicam", amount="20 mg"), [("piroxicam-20mg-ml", "1", "amount")]),
        # a strength that the catalogue lacks: the published amount in the product at hand
        (component("ketoprofen", volume_ml=1, amount="160 mg"), [("ketoprofen-50mg-ml", "3.2", "amount")]),
        (
            component("mepivacaine", volume_ml=1, strength="30 mg/mL"),
            [("mepivacaine-10mg-ml", "3", "amount"), ("mepivacaine-20mg-ml", "1.5", "amount")],
        ),
        # a strength alone gives no volume
        (component("lidocaine", strength="20 mg/mL"), [("lidocaine-20mg-ml", "None", "none")]),
        # not marketed here, and the only one
        (component("meloxicam"), [("meloxicam-10mg-ml", "None", "none")]),
    ],
)
def test_component_selects_its_product_and_volume(given, expected, view):
    found = portions_of(given, view)
    assert [(each.product, str(each.volume_ml), each.grounds) for each in found] == expected


def test_a_substance_alone_is_drawn_from_every_product_marketed_here(view):
    found = portions_of(component("lidocaine", volume_ml=2), view)
    assert {each.product for each in found} == {"lidocaine-5mg-ml", "lidocaine-10mg-ml", "lidocaine-20mg-ml"}
    assert {each.volume_ml for each in found} == {Decimal(2)}


def test_what_is_not_marketed_is_left_where_another_product_is(view):
    assert [each.product for each in portions_of(component("calcitonin-salmon"), view)] == [
        "calcitonin-salmon-100iu-ml"
    ]


def test_recipes_fit_indication_and_phase(view):
    acute = {each.id for each in recipes_for("knee-osteoarthritis", "acute", view)}
    chronic = {each.id for each in recipes_for("knee-osteoarthritis", "chronic", view)}
    assert {"chen-oa-nsaid", "lafuma-knee"} <= acute
    assert "chen-oa-nonsaid" not in acute
    assert {"chen-oa-nonsaid", "lafuma-knee"} <= chronic
    assert "chen-oa-nsaid" not in chronic
    assert {each.id for each in recipes_for("knee-osteoarthritis", None, view)} == acute | chronic


def test_every_recipe_on_file_can_be_written_out(view):
    for mixture in view.formulary.mixtures.values():
        drafts = [*drafts_of(mixture, view)]
        assert bool(drafts) == bool(mixture.components), mixture.id
        for draft in drafts:
            assert draft.origin.citations
            assert len(contents_of(draft.portions)) == len(draft.portions)


def test_no_volume_is_there_that_the_recipe_does_not_ground(view):
    for mixture in view.formulary.mixtures.values():
        for draft in drafts_of(mixture, view):
            for each in draft.portions:
                assert (each.volume_ml is None) == (each.grounds == "none")
                assert each.published is not None
                if each.grounds == "recipe":
                    assert each.volume_ml == Decimal(repr(each.published.volume_ml)), mixture.id
                if each.grounds == "amount":
                    assert each.published.amount or (each.published.volume_ml and each.published.strength), mixture.id
