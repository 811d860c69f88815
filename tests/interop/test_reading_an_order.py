"""Draft orders: which are of mesotherapy, what is drawn up, where it goes; what cannot be read is told."""

import pytest
from tests.interop.asking import (
    HERS,
    INTRADERMAL,
    TECHNIQUE,
    concept,
    formulary,
    millilitres,
    order,
    read,
    texts,
    understood,
)

from papule.treatment.case import Content, FreeIndication, Medicine, NeedleUse, Zone

ZONE = "urn:papule:fhir:zone"
SITE = "urn:papule:fhir:body-site"


def syringe(*orders):
    received = read([], list(orders))
    assert received.case is not None, received
    return understood(received).treatment.syringes[0]


def contents(raw):
    return syringe(raw).contents


def paracetamol(**more):
    oral = concept("http://standardterms.edqm.eu", "20053000")
    found = {"resourceType": "MedicationRequest", "id": "r2", "status": "draft", "intent": "order", "subject": HERS}
    return found | {"medicationCodeableConcept": {"text": "Paracétamol"}, "dosageInstruction": [{"route": oral}]} | more


# --- whose order it is


def test_order_by_another_route_is_no_matter_of_ours():
    received = read([], [paracetamol()])
    assert (received.case, received.is_ours, received.remarks) == (None, False, ())


def test_medicine_that_is_ordered_beside_the_mixture_is_one_the_patient_takes():
    received = read([], [order(("lidocaine 10 mg/mL", 2)), paracetamol()])
    assert understood(received).patient.medicines == (Medicine(name="Paracétamol"),)


@pytest.mark.parametrize(
    "route", [INTRADERMAL, {"text": "Voie intradermique"}, concept("http://snomed.info/sct", "372464004")]
)
def test_order_is_ours_by_its_route(route):
    one = order(extension=[]) | {
        "medicationReference": None, "contained": [], "medicationCodeableConcept": {"text": "lidocaine 10 mg/mL"},
        "dosageInstruction": [{"route": route, "doseAndRate": [{"doseQuantity": millilitres(2)}]}],
    }  # fmt: skip
    del one["medicationReference"]
    assert contents(one) == (Content(product="lidocaine-10mg-ml", volume_ml=2),)


def test_mixture_without_a_route_is_ours():
    assert read([], [order(("lidocaine 10 mg/mL", 2), extension=[], dosageInstruction=[])]).is_ours


@pytest.mark.parametrize("more", [{"doNotPerform": True}, {"status": "cancelled"}])
def test_order_not_to_give_is_set_aside(more):
    received = read([], [order(("lidocaine 10 mg/mL", 2), **more)])
    assert received.case is None


def test_order_of_another_shape_is_told():
    received = read([], [order(("lidocaine 10 mg/mL", 2), status=3)])
    assert received.case is None
    assert [each.startswith("MedicationRequest/r1: ") for each in texts(received)] == [True]


# --- what is drawn up


@pytest.mark.parametrize(
    "name",
    [
        "lidocaine-10mg-ml",
        "lidocaine 10 mg/mL",
        "lidocaïne 10 mg/mL",
        "Lidocaine 10 mg/ml",
        "LIDOCAINE AGUETTANT 10 mg/ml SANS CONSERVATEUR, solution injectable",
    ],
)
def test_product_is_known_by_id_name_or_brand(name):
    (found,) = contents(order((name, 2)))
    assert formulary().products[found.product].substance == "lidocaine"
    assert found.volume_ml == 2


def test_substance_with_its_strength_is_a_content():
    raw = order(("pentoxifylline", 1))
    raw["contained"][1]["ingredient"] = [
        {
            "itemCodeableConcept": {"text": "pentoxifylline"},
            "strength": {
                "numerator": {"value": 100, "system": "http://unitsofmeasure.org", "code": "mg"},
                "denominator": millilitres(5),
            },
        }
    ]
    assert contents(raw) == (Content(substance="pentoxifylline", strength="20 mg/mL", volume_ml=1),)


def test_strength_that_is_said_beside_another_is_told():
    raw = order(("lidocaine 10 mg/mL", 2))
    mg = {"value": 20, "system": "http://unitsofmeasure.org", "code": "mg"}
    raw["contained"][1]["ingredient"] = [
        {"itemCodeableConcept": {"text": "x"}, "strength": {"numerator": mg, "denominator": millilitres(1)}}
    ]
    received = read([], [raw])
    assert understood(received).treatment.syringes[0].contents == ()
    assert texts(received) == ["the product lidocaine 10 mg/mL: its strength is said to be 20 mg/mL"]


@pytest.mark.parametrize("name", ["pink liquid", "lidocaine", "lidocaine 13 mg/mL"])
def test_product_that_is_not_known_is_told_and_the_others_are_kept(name):
    received = read([], [order((name, 1), ("ketoprofen 50 mg/mL", 2))])
    assert understood(received).treatment.syringes[0].contents == (Content(product="ketoprofen-50mg-ml", volume_ml=2),)
    assert texts(received) == [f"the product {name}: it is not known here"]


def test_ampoule_that_was_not_sent_is_told():
    raw = order(("lidocaine 10 mg/mL", 2))
    del raw["contained"][1]
    assert texts(read([], [raw])) == ["the product #a0: it is not known here"]


@pytest.mark.parametrize(
    "strength",
    [
        None,
        {"numerator": {"value": 20, "system": "http://unitsofmeasure.org", "code": "mg"}, "denominator": {"value": 1}},
        {"numerator": {"value": 2, "system": "http://unitsofmeasure.org", "code": "L"}, "denominator": {"value": 1}},
        {"numerator": millilitres(2) | {"comparator": "<"}, "denominator": {"value": 1}},
        {"numerator": millilitres(2), "denominator": {"value": 1, "code": "min"}},
        {"numerator": millilitres(2), "denominator": {"value": 2}},
        {"numerator": millilitres(-2), "denominator": {"value": 1}},
    ],
)
def test_volume_in_another_unit_is_not_guessed(strength):
    raw = order(("lidocaine 10 mg/mL", 2))
    ingredient = raw["contained"][0]["ingredient"][0]
    ingredient["strength"] = strength
    if strength is None:
        del ingredient["strength"]
    received = read([], [raw])
    assert understood(received).treatment.syringes[0].contents == ()
    assert texts(received) == ["the volume of lidocaine 10 mg/mL: it must be said in mL"]


def test_volume_beyond_reason_is_told():
    assert texts(read([], [order(("lidocaine 10 mg/mL", 2000))])) == [
        "the volume of lidocaine 10 mg/mL: 2000 mL cannot be"
    ]


@pytest.mark.parametrize(("amount", "volumes"), [(None, (2, 1)), (6, (4, 2))])
def test_share_of_a_mixture_is_a_share_of_its_volume(amount, volumes):
    raw = order(("lidocaine 10 mg/mL", 2), ("ketoprofen 50 mg/mL", 1))
    for each in raw["contained"][0]["ingredient"]:
        each["strength"]["denominator"] = millilitres(3)
    if amount:
        raw["contained"][0]["amount"] = {"numerator": millilitres(amount), "denominator": {"value": 1}}
    received = read([], [raw])
    assert tuple(each.volume_ml for each in understood(received).treatment.syringes[0].contents) == volumes
    assert received.remarks == ()


def test_volumes_that_do_not_add_up_are_told():
    raw = order(("lidocaine 10 mg/mL", 2), ("ketoprofen 50 mg/mL", 1))
    raw["contained"][0]["amount"] = {"numerator": millilitres(5), "denominator": {"value": 1}}
    assert texts(read([], [raw])) == ["the volumes add up to 3 mL, and the mixture is 5 mL"]


# --- where and how


def measured(value, unit):
    return {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}


def placed(site, *parts, route=INTRADERMAL):
    extension = [{"url": ZONE, "extension": list(parts)}] if parts else []
    return order(("lidocaine 10 mg/mL", 2), dosageInstruction=[{"site": site, "route": route, "extension": extension}])


def test_place_points_volume_and_needle_are_read():
    raw = placed(
        concept(SITE, "knee"),
        {"url": "side", "valueCode": "left"},
        {"url": "points", "valueInteger": 20},
        {"url": "volume-per-point", "valueQuantity": measured(0.1, "mL")},
        {"url": "length", "valueQuantity": measured(4, "mm")},
        {"url": "gauge", "valueInteger": 30},
        {"url": "inserted", "valueQuantity": measured(2, "mm")},
    )
    assert syringe(raw).zones == (
        Zone(
            site="knee",
            side="left",
            points=20,
            volume_per_point_ml=0.1,
            needle=NeedleUse(length_mm=4, gauge=30, inserted_mm=2),
        ),
    )


@pytest.mark.parametrize(
    "part",
    [
        {"url": "length", "valueQuantity": measured(4, "cm")},
        {"url": "depth", "valueQuantity": measured(4, "mm")},
        {"url": "points", "valueInteger": 0},
        {"url": "side", "valueCode": "top"},
        {"url": "technique", "valueCode": "sprayed"},
    ],
)
def test_part_of_ours_that_cannot_be_is_told(part):
    assert [
        each.startswith("MedicationRequest/r1: ") for each in texts(read([], [placed(concept(SITE, "knee"), part)]))
    ] == [True]


@pytest.mark.parametrize(
    "site", [{"text": "little toe of the ghost"}, concept("http://snomed.info/sct", "72696002"), concept(SITE, "moon")]
)
def test_site_that_is_not_known_is_told_and_nothing_is_said_of_depth(site):
    both = placed(concept(SITE, "knee"))
    both["dosageInstruction"].append({"site": site, "route": INTRADERMAL})
    received = read([], [both])
    assert (
        understood(received).treatment.syringes[0].zones == ()
    )  # how deep it goes is not known: judged past the dermis
    assert [each.startswith("MedicationRequest/r1: the site ") for each in texts(received)] == [True]


def test_route_that_is_another_than_intradermal_is_told():
    raw = placed({"text": "knee"}, route=concept("http://standardterms.edqm.eu", "20035000"))
    assert texts(read([], [raw])) == ["MedicationRequest/r1: the route 20035000"]


def test_technique_that_is_not_said_is_judged_past_the_dermis_and_told():
    received = read([], [order(("lidocaine 10 mg/mL", 2), extension=[])])
    assert understood(received).treatment.syringes[0].technique == "deep-intradermal"
    assert not formulary().techniques["deep-intradermal"].superficial
    assert texts(received) == ["MedicationRequest/r1: the technique is not said; assessed as deep intradermal"]


# --- why


@pytest.mark.parametrize(
    ("reason", "indication"),
    [
        ({"text": "Plantar fasciitis"}, "plantar-fasciitis"),
        (concept("urn:papule:fhir:indication", "knee-osteoarthritis"), "knee-osteoarthritis"),
        (concept("http://hl7.org/fhir/sid/icd-10", "G56.0"), "carpal-tunnel"),
        (concept("http://hl7.org/fhir/sid/icd-10", "Z99.9"), FreeIndication(name="Z99.9")),
        ({"text": "old knee trouble"}, FreeIndication(name="old knee trouble")),
    ],
)
def test_reason_is_an_indication_by_name_or_code_else_in_words(reason, indication):
    received = read([], [order(("lidocaine 10 mg/mL", 2), reasonCode=[reason])])
    assert understood(received).treatment.indication == indication


def test_further_reason_is_told():
    reasons = [{"text": "knee osteoarthritis"}, {"text": "bad mood"}]
    received = read([], [order(("lidocaine 10 mg/mL", 2), reasonCode=reasons)])
    assert texts(received) == ["a further reason: bad mood. The first one counts"]


def test_two_orders_are_two_syringes():
    two = order(("ketoprofen 50 mg/mL", 2), id="r9")
    assert len(understood(read([], [order(("lidocaine 10 mg/mL", 2)), two])).treatment.syringes) == 2


def test_technique_stands_on_the_order():
    assert syringe(order(("lidocaine 10 mg/mL", 2), extension=[TECHNIQUE])).technique == "superficial-intradermal"


# --- other ways to say the same


def pointing(reference, *beside, **more):
    one = order(contained=[], medicationReference=reference, **more)
    return read([*beside], [one])


def test_one_product_that_is_sent_beside_is_drawn_as_much_as_is_given():
    product = {"resourceType": "Medication", "id": "x", "code": {"text": "lidocaine 10 mg/mL"}}
    zone = {"route": INTRADERMAL, "site": {"text": "knee"}, "doseAndRate": [{"doseQuantity": millilitres(1)}]}
    received = pointing({"reference": "Medication/x"}, product, dosageInstruction=[zone, zone])
    assert understood(received).treatment.syringes[0].contents == (Content(product="lidocaine-10mg-ml", volume_ml=2),)


@pytest.mark.parametrize(
    "dose", [[], [{}], [{"doseQuantity": {"value": 20, "code": "mg"}}], [{"doseQuantity": millilitres(0)}]]
)
def test_product_of_which_no_volume_is_given_is_told(dose):
    zone = {"route": INTRADERMAL, "site": {"text": "knee"}, "doseAndRate": dose}
    received = pointing({"display": "lidocaine 10 mg/mL"}, dosageInstruction=[zone])
    assert texts(received) == ["the volume of MedicationRequest/r1: it must be said in mL"]


def test_dose_of_a_mixture_is_told_and_all_that_is_drawn_up_counts():
    one = order(("lidocaine 10 mg/mL", 2))
    one["dosageInstruction"][0]["doseAndRate"] = [{"doseQuantity": millilitres(1)}]
    received = read([], [one])
    assert understood(received).treatment.syringes[0].contents == (Content(product="lidocaine-10mg-ml", volume_ml=2),)
    assert texts(received, "aside") == ["MedicationRequest/r1: the dose of a mixture; all that is drawn up counts"]


@pytest.mark.parametrize("ingredient", [[], [{}]])
def test_mixture_of_nothing_is_told(ingredient):
    nothing = {"resourceType": "Medication", "id": "x", "ingredient": ingredient}
    received = pointing({"reference": "Medication/x"}, nothing)
    assert understood(received).treatment.syringes[0].contents == ()
    assert len(texts(received)) == 1


def test_ingredient_may_be_a_concept_and_an_ampoule_may_stand_in_the_bundle():
    raw = order(("lidocaine 10 mg/mL", 2), ("x", 1))
    raw["contained"][0]["ingredient"][0]["itemCodeableConcept"] = {"text": "lidocaine 10 mg/mL"}
    del raw["contained"][0]["ingredient"][0]["itemReference"]
    raw["contained"][0]["ingredient"][1]["itemReference"] = {"reference": "https://ehr.example/fhir/Medication/k"}
    ampoule = {"resourceType": "Medication", "id": "k", "code": {"text": "ketoprofen 50 mg/mL"}}
    received = read([ampoule], [raw])
    assert [each.product for each in understood(received).treatment.syringes[0].contents] == [
        "lidocaine-10mg-ml",
        "ketoprofen-50mg-ml",
    ]


def test_medication_of_another_shape_is_told():
    received = pointing({"reference": "Medication/x"}, {"resourceType": "Medication", "id": "x", "code": 3})
    assert [each.startswith("Medication/x: ") for each in texts(received)] == [True]


def test_dry_technique_with_a_product_cannot_be():
    dry = {"url": "urn:papule:fhir:syringe", "extension": [{"url": "technique", "valueCode": "dry"}]}
    received = read([], [order(("lidocaine 10 mg/mL", 2), extension=[dry])])
    assert received.case is None
    assert list(map(str, received.impossible)) == ["a dry technique injects nothing"]
