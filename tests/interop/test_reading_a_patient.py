"""What another system says of a patient: taken where it is sure, told where it is not, never guessed."""

from datetime import date

import pytest
from tests.interop.asking import HERS, PATIENT, concept, formulary, observation, read, texts, understood

from papule.interop.fhir.from_fhir import Sent, from_fhir
from papule.interop.fhir.reading import Refused
from papule.treatment.case import Medicine, NamedAllergy, Setting

LOINC, SNOMED, UCUM = "http://loinc.org", "http://snomed.info/sct", "http://unitsofmeasure.org"
FACT = "urn:papule:fhir:fact"
YES, NO = (concept("http://terminology.hl7.org/CodeSystem/v2-0136", each) for each in "YN")


def patient(*known):
    received = read(list(known))
    assert received.case is not None
    return understood(received).patient


def test_patient_who_is_sent_alone_has_answered_nothing():
    found = patient()
    assert (found.birth_date, found.sex) == (date(1990, 3, 2), "female")
    assert (found.facts, found.allergies, found.medicines, found.weight_kg) == ({}, None, None, None)


@pytest.mark.parametrize(
    ("gender", "sex"), [("male", "male"), ("other", "unknown"), ("unknown", "unknown"), (None, "unknown")]
)
def test_gender_is_a_sex_only_where_it_is_one(gender, sex):
    raw = {key: value for key, value in (PATIENT | {"gender": gender}).items() if value}
    received = from_fhir(
        Sent("p1", {"patient": raw}), Setting(country="FR"), formulary(), date(2026, 11, 28), without_orders=True
    )
    assert understood(received).patient.sex == sex


@pytest.mark.parametrize("born", ["1990", "1990-03", "yesterday"])
def test_birth_date_that_is_no_day_leaves_the_age_unknown_and_is_told(born):
    raw = PATIENT | {"birthDate": born}
    received = from_fhir(
        Sent("p1", {"patient": raw}), Setting(country="FR"), formulary(), date(2026, 11, 28), without_orders=True
    )
    assert understood(received).patient.birth_date is None
    assert texts(received) == [f"the birth date {born}"]


# --- weight


@pytest.mark.parametrize(
    ("value", "unit", "kilograms"), [(61.5, "kg", 61.5), (3400, "g", 3.4), (150, "[lb_av]", 68.0388555)]
)
def test_weight_is_read_in_the_units_that_are_known(value, unit, kilograms):
    amount = {"value": value, "system": UCUM, "code": unit}
    assert patient(observation(LOINC, "29463-7", valueQuantity=amount)).weight_kg == pytest.approx(kilograms)


@pytest.mark.parametrize(
    "amount",
    [
        {"value": 61, "system": UCUM, "code": "lb"},
        {"value": 61, "unit": "stone"},
        {"value": 61, "system": "http://example.org/units", "code": "kg"},
        {"value": 60, "comparator": "<", "system": UCUM, "code": "kg"},
        {"value": 610, "system": UCUM, "code": "kg"},
        {"value": 61},
        {"system": UCUM, "code": "kg"},
    ],
)
def test_weight_in_another_unit_or_beyond_reason_is_unknown_and_told(amount):
    received = read([observation(LOINC, "29463-7", valueQuantity=amount)])
    assert understood(received).patient.weight_kg is None
    assert [each.startswith("Observation/o1: a weight of") for each in texts(received)] == [True]


def test_newest_weight_counts_whatever_the_order():
    old, new = (
        observation(LOINC, "29463-7", effectiveDateTime=day, valueQuantity={"value": kg, "system": UCUM, "code": "kg"})
        for day, kg in (("2020-01-01", 50), ("2026-10-01", 64))
    )
    assert patient(old, new).weight_kg == patient(new, old).weight_kg == 64


def test_of_two_weights_of_a_day_the_lighter_counts():
    first, second = (
        observation(LOINC, "29463-7", valueQuantity={"value": kg, "system": UCUM, "code": "kg"}) for kg in (50, 64)
    )
    assert patient(first, second).weight_kg == patient(second, first).weight_kg == 50


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled", "preliminary", "registered"])
def test_observation_that_is_not_final_does_not_count_and_is_told(status):
    amount = {"value": 61, "system": UCUM, "code": "kg"}
    received = read([observation(LOINC, "29463-7", status=status, valueQuantity=amount)])
    assert understood(received).patient.weight_kg is None
    assert texts(received, "aside") == [f"Observation/o1: its status is {status}"]


# --- answers


@pytest.mark.parametrize(
    ("system", "code", "answer"),
    [
        (LOINC, "LA15173-0", "yes"),
        (SNOMED, "77386006", "yes"),
        (LOINC, "LA26683-5", "no"),
        (SNOMED, "60001007", "no"),
        (LOINC, "LA4489-6", "unknown"),
    ],
)
def test_pregnancy_that_was_asked_today_is_answered(system, code, answer):
    assert patient(observation(LOINC, "82810-3", valueCodeableConcept=concept(system, code))).facts == {
        "pregnancy": answer
    }


def test_pregnancy_that_was_denied_on_another_day_is_not_answered():
    denied = observation(
        LOINC, "82810-3", effectiveDateTime="2026-11-27", valueCodeableConcept=concept(LOINC, "LA26683-5")
    )
    received = read([denied])
    assert understood(received).patient.facts == {}
    assert len(texts(received, "aside")) == 1


def test_pregnancy_that_was_confirmed_on_another_day_still_counts():
    known = observation(
        LOINC, "82810-3", effectiveDateTime="2026-09-01", valueCodeableConcept=concept(LOINC, "LA15173-0")
    )
    assert patient(known).facts == {"pregnancy": "yes"}


def test_yes_wins_over_a_no_of_the_same_day():
    yes, no = (
        observation(LOINC, "82810-3", valueCodeableConcept=concept(LOINC, each)) for each in ("LA15173-0", "LA26683-5")
    )
    assert patient(yes, no).facts == patient(no, yes).facts == {"pregnancy": "yes"}


@pytest.mark.parametrize(
    "value",
    [
        {"valueCodeableConcept": concept(SNOMED, "146799005")},
        {"valueCodeableConcept": concept(LOINC, "LA29253-4")},
        {"valueCodeableConcept": {"text": "no"}},
        {"valueQuantity": {"value": 0}},
        {},
    ],
)
def test_pregnancy_in_another_code_is_no_answer_and_is_told(value):
    received = read([observation(LOINC, "82810-3", **value)])
    assert understood(received).patient.facts == {}
    assert [each.startswith("Observation/o1: 82810-3 answered") for each in texts(received)] == [True]


def test_answers_in_our_own_codes_are_read_with_who_would_not_say():
    absent = concept("http://terminology.hl7.org/CodeSystem/data-absent-reason", "asked-declined")
    known = [
        observation(FACT, "asthma", valueCodeableConcept=YES),
        observation(FACT, "keloid", valueCodeableConcept=NO),
        observation(FACT, "depression", dataAbsentReason=absent),
    ]
    assert patient(*known).facts == {"asthma": "yes", "keloid": "no", "depression": "declined"}


def test_answer_that_is_true_of_a_day_counts_on_that_day_only():
    old = observation(FACT, "fever", effectiveDateTime="2026-11-27", valueCodeableConcept=NO)
    assert patient(old).facts == {}
    assert patient(old | {"effectiveDateTime": "2026-11-28"}).facts == {"fever": "no"}


@pytest.mark.parametrize("fact", ["unheard-of", "wocbp"])
def test_fact_that_is_unknown_or_worked_out_is_told(fact):
    received = read([observation(FACT, fact, valueCodeableConcept=YES)])
    assert understood(received).patient.facts == {}
    assert texts(received) == [f"Observation/o1: {fact} answered Y"]


# --- conditions, allergies, medicines


def condition(text, **more):
    return {"resourceType": "Condition", "id": "c1", "subject": HERS, "code": {"text": text}} | more


def test_condition_that_is_a_fact_of_the_knowledge_is_a_yes_in_either_language():
    assert patient(condition("myasthenia")).facts == {"myasthenia": "yes"}
    assert patient(condition("Myasthénie")).facts == {"myasthenia": "yes"}


def test_condition_that_is_not_sent_is_no_answer():
    assert "myasthenia" not in patient(condition("epilepsy")).facts


def test_condition_that_the_knowledge_does_not_know_is_told_as_held_against_nothing():
    received = read([condition("Essential hypertension")])
    assert understood(received).patient.facts == {}
    assert texts(received, "unchecked") == ["Condition/c1: Essential hypertension"]


@pytest.mark.parametrize("key", ["refuted", "entered-in-error"])
def test_condition_that_was_refuted_is_neither_yes_nor_no(key):
    system = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
    received = read([condition("myasthenia", verificationStatus=concept(system, key))])
    assert understood(received).patient.facts == {}
    assert texts(received, "aside") == [f"Condition/c1: myasthenia ({key})"]


def allergy(code, **more):
    return {"resourceType": "AllergyIntolerance", "id": "a1", "patient": HERS, "code": code} | more


def test_allergy_is_kept_in_the_words_it_was_sent_in():
    assert patient(allergy({"text": "Pénicilline"})).allergies == (NamedAllergy(name="Pénicilline"),)


@pytest.mark.parametrize(
    "code",
    [("http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips", "no-known-allergies"), (SNOMED, "716186003")],
)
def test_no_allergy_is_known_only_where_that_is_said(code):
    assert patient(allergy(concept(*code))).allergies == "none"
    assert patient().allergies is None


@pytest.mark.parametrize(
    "code", [(SNOMED, "409137002"), ("http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips", "no-allergy-info")]
)
def test_no_allergy_to_medicines_alone_is_not_no_allergy(code):
    received = read([allergy(concept(*code))])
    assert understood(received).patient.allergies is None
    assert len(texts(received)) == 1


def test_allergy_wins_over_a_statement_that_there_is_none():
    none = allergy(concept(SNOMED, "716186003"))
    assert patient(none, allergy({"text": "latex"})).allergies == (NamedAllergy(name="latex"),)


def statement(text, status="active", **more):
    found = {"resourceType": "MedicationStatement", "id": "m1", "status": status, "subject": HERS}
    return found | {"medicationCodeableConcept": {"text": text}} | more


@pytest.mark.parametrize("status", ["active", "on-hold", "unknown", "intended"])
def test_medicine_that_is_or_may_be_taken_counts(status):
    assert patient(statement("Coumadine", status)).medicines == (Medicine(name="Coumadine"),)


@pytest.mark.parametrize("status", ["stopped", "completed", "not-taken", "entered-in-error"])
def test_medicine_that_is_no_longer_taken_does_not_count_and_does_not_mean_none(status):
    received = read([statement("Coumadine", status)])
    assert understood(received).patient.medicines is None
    assert texts(received, "aside") == [f"MedicationStatement/m1: Coumadine ({status})"]


def test_medicine_brings_its_code_and_may_stand_beside():
    beside = {
        "resourceType": "Medication",
        "id": "x",
        "code": {"text": "Warfarin", **concept("http://www.whocc.no/atc", "B01AA03")},
    }
    pointing = statement("") | {"medicationReference": {"reference": "Medication/x"}}
    del pointing["medicationCodeableConcept"]
    assert patient(beside, pointing).medicines == (Medicine(name="Warfarin", atc="B01AA03"),)


def test_medicine_that_has_no_name_is_told():
    received = read([statement("") | {"medicationCodeableConcept": {}}])
    assert texts(received) == ["MedicationStatement/m1: ?"]


# --- what cannot be used


def test_patient_who_was_not_sent_is_asked_for():
    with pytest.raises(Refused, match="the patient is missing"):
        from_fhir(
            Sent("p1", {"patient": None}), Setting(country="FR"), formulary(), date(2026, 11, 28), without_orders=True
        )


def test_resource_of_another_patient_is_told_and_left_alone():
    other = {"reference": "Patient/p2"}
    received = read([allergy({"text": "latex"}, patient=other), condition("myasthenia", subject=other)])
    assert (understood(received).patient.allergies, understood(received).patient.facts) == (None, {})
    assert texts(received) == [
        f"{each}: it is of another patient" for each in ("AllergyIntolerance/a1", "Condition/c1")
    ]


@pytest.mark.parametrize("more", [{"modifierExtension": [{"url": "urn:x"}]}, {"implicitRules": "urn:x"}])
def test_resource_whose_meaning_may_be_turned_round_is_told_and_left_alone(more):
    received = read([condition("myasthenia", **more)])
    assert understood(received).patient.facts == {}
    assert len(texts(received)) == 1


@pytest.mark.parametrize("code", ["myasthenia", None, 3, {"text": 7}, {"coding": {}}])
def test_resource_of_another_shape_is_told_with_its_name(code):
    received = read([{"resourceType": "Condition", "id": "c1", "code": code}])
    assert understood(received).patient.facts == {}
    assert [each.startswith("Condition/c1: ") for each in texts(received)] == [True]


def test_list_of_which_only_a_page_was_sent_is_told():
    page = {"resourceType": "Bundle", "type": "searchset", "link": [{"relation": "next", "url": "x"}], "entry": []}
    sent = Sent("p1", {"patient": PATIENT, "medicines": page})
    received = from_fhir(sent, Setting(country="FR"), formulary(), date(2026, 11, 28), without_orders=True)
    assert texts(received) == ["medicines: the list goes on, and only its first page was sent"]


@pytest.mark.parametrize(
    "known",
    [
        3,
        "x",
        {"resourceType": "Bundle", "entry": {}},
        {"resourceType": "Bundle", "entry": [{}]},
        {"resourceType": "Bundle", "entry": [7]},
    ],
)
def test_bundle_of_another_shape_is_told(known):
    sent = Sent("p1", {"patient": PATIENT, "medicines": known})
    received = from_fhir(sent, Setting(country="FR"), formulary(), date(2026, 11, 28), without_orders=True)
    assert [each.startswith("medicines: ") for each in texts(received)] == [True]


def test_resource_of_a_kind_that_is_not_read_is_told():
    received = read([{"resourceType": "Immunization", "id": "i1"}])
    assert texts(received, "unchecked") == ["Immunization/i1: this kind of resource is not read"]


def test_other_measurements_are_no_matter_of_mesotherapy():
    pressure = observation(LOINC, "85354-9", valueQuantity={"value": 120})
    assert read([pressure]).remarks == ()


@pytest.mark.parametrize(
    ("amount", "day"),
    [
        ({"value": 140, "code": "d"}, "2026-11-28"),
        ({"value": 20, "code": "wk"}, "2026-11-01"),
        ({"value": 60, "code": "wk"}, "2026-11-28"),
        (None, "2026-11-28"),
    ],
)
def test_weeks_of_pregnancy_in_another_unit_or_of_another_day_are_told(amount, day):
    value = {"valueQuantity": amount} if amount else {}
    received = read([observation(FACT, "amenorrhoea-weeks", effectiveDateTime=day, **value)])
    assert understood(received).patient.amenorrhoea_weeks is None
    assert [each.endswith("of pregnancy") for each in texts(received)] == [True]


def test_answer_may_be_true_or_false():
    assert patient(observation(FACT, "asthma", valueBoolean=True)).facts == {"asthma": "yes"}
    assert patient(observation(FACT, "asthma", valueBoolean=False)).facts == {"asthma": "no"}


def test_age_that_cannot_be_is_not_assessed():
    old = PATIENT | {"birthDate": "1700-01-01"}
    received = from_fhir(
        Sent("p1", {"p": old}), Setting(country="FR"), formulary(), date(2026, 11, 28), without_orders=True
    )
    assert list(map(str, received.impossible)) == ["the patient would be 326 years old"]
    aged: dict[str, object] = {key: value for key, value in PATIENT.items() if key != "birthDate"}
    aged["extension"] = [{"url": "urn:papule:fhir:age-years", "valueDecimal": 400}]
    received = from_fhir(
        Sent("p1", {"p": aged}), Setting(country="FR"), formulary(), date(2026, 11, 28), without_orders=True
    )
    assert received.case is None
    assert [str(each).startswith("a value that cannot be: ") for each in received.impossible] == [True]


def test_man_who_is_pregnant_is_not_assessed():
    man = PATIENT | {"gender": "male"}
    pregnant = observation(FACT, "pregnancy", valueCodeableConcept=YES)
    sent = Sent("p1", {"patient": man, "answers": pregnant})
    received = from_fhir(sent, Setting(country="FR"), formulary(), date(2026, 11, 28), without_orders=True)
    assert received.case is None
    assert list(map(str, received.impossible)) == ["a male patient is not pregnant and cannot be"]
