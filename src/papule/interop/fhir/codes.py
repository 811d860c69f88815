"""The code systems and codes of FHIR R4 that are read and written. Own ones begin with `urn:papule:fhir:`."""

from __future__ import annotations

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"
ATC = "http://www.whocc.no/atc"
ICD10 = ("http://hl7.org/fhir/sid/icd-10", "http://hl7.org/fhir/sid/icd-10-cm")
EDQM = "http://standardterms.edqm.eu"
YES_NO = "http://terminology.hl7.org/CodeSystem/v2-0136"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
NONE_KNOWN = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"

OWN = "urn:papule:fhir:"
FACT = f"{OWN}fact"  # ids of facts, and amenorrhoea-weeks
PRODUCT = f"{OWN}product"
NO_PRODUCT = "none"  # of a syringe that holds nothing: a dry technique
SUBSTANCE = f"{OWN}substance"
SITE = f"{OWN}body-site"
INDICATION = f"{OWN}indication"
ALLERGY_GROUP = f"{OWN}allergy-group"
# extensions, each with parts of the names of the case format
AGE = f"{OWN}age-years"  # on Patient
SYRINGE = f"{OWN}syringe"  # on MedicationRequest
TREATMENT = f"{OWN}treatment"  # on MedicationRequest
ZONE = f"{OWN}zone"  # on a dosage instruction

WEIGHT = (LOINC, "29463-7")
INTRADERMAL = ((EDQM, "20030000"), (SNOMED, "372464004"))
SUBCUTANEOUS = ((EDQM, "20066000"), (SNOMED, "34206005"))
INTRADERMAL_WORDS = ("intradermal", "intradermal use", "intradermal route", "intradermique", "voie intradermique")
NO_ALLERGY = ((NONE_KNOWN, "no-known-allergies"), (SNOMED, "716186003"))
NO_MEDICINE = ((NONE_KNOWN, "no-known-medications"),)
OTHER_NEGATIONS = (  # say less than that there is none at all
    (NONE_KNOWN, "no-allergy-info"),
    (NONE_KNOWN, "no-known-medication-allergies"),
    (NONE_KNOWN, "no-known-environmental-allergies"),
    (NONE_KNOWN, "no-known-food-allergies"),
    (NONE_KNOWN, "no-medication-info"),
    (NONE_KNOWN, "no-problem-info"),
    (NONE_KNOWN, "no-known-problems"),
    (SNOMED, "409137002"),
)
QUESTIONS = {(LOINC, "82810-3"): "pregnancy", (LOINC, "63895-7"): "lactation"}
ANSWERS = {
    (YES_NO, "Y"): "yes",
    (YES_NO, "N"): "no",
    (LOINC, "LA15173-0"): "yes",  # pregnant
    (LOINC, "LA26683-5"): "no",  # not pregnant
    (LOINC, "LA4489-6"): "unknown",
    (SNOMED, "77386006"): "yes",  # pregnancy
    (SNOMED, "60001007"): "no",  # not pregnant
    (LOINC, "LA29252-6"): "yes",  # currently breastfeeding
    (LOINC, "LA29253-4"): "no",
}
WHY_ABSENT = {"unknown": "unknown", "asked-unknown": "unknown", "asked-declined": "declined"}
ANSWERS_OF = {  # which of the answers belong to which question
    "pregnancy": {"LA15173-0", "LA26683-5", "LA4489-6", "77386006", "60001007", "Y", "N"},
    "lactation": {"LA29252-6", "LA29253-4", "Y", "N"},
}

VALID_OBSERVATION = ("final", "amended", "corrected")
GONE = ("inactive", "resolved", "remission")  # clinical status of an allergy or a condition
UNTRUE = ("refuted", "entered-in-error")
NOT_TAKEN = ("completed", "entered-in-error", "stopped", "not-taken", "cancelled")
KILOGRAMS = {"kg": "1", "g": "0.001", "[lb_av]": "0.45359237"}  # by definition of the units
