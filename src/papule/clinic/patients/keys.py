"""The keys that a patient is found by, and the ranges of keys that typed words stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

import phonenumbers

from papule.clinic.patients.models import Patient, PatientIdentifier
from papule.clinic.patients.sounds import english, french, words_of

Range = tuple[bytes, bytes]  # from, to (exclusive)

NAME, FRENCH, ENGLISH, PHONE, NUMBER, BIRTH = b"n", b"f", b"e", b"p", b"r", b"b"
LONGEST = 80  # bytes of a key after its kind


def beginning(kind: bytes, text: str) -> Range:
    """Give the keys of a kind that begin with a text."""
    start = key(kind, text)
    return start, start + b"\xff"  # no letter of UTF-8 has this byte


def exactly(kind: bytes, text: str) -> Range:
    """Give the one key of a kind that is a text."""
    start = key(kind, text)
    return start, start + b"\0"


def is_one(of: Range) -> bool:
    """Tell whether a range is of one key."""
    return of[1] == of[0] + b"\0"


def key(kind: bytes, text: str) -> bytes:
    """Give a key."""
    return kind + text.encode()[:LONGEST]


def keys_of(patient: Patient, identifiers: Iterable[PatientIdentifier], country: str) -> set[bytes]:
    """Give all keys of a patient; phones without a country belong to `country`."""
    found = set(name_keys(patient))
    for phone in (patient.phone, patient.other_phone):
        found |= {key(PHONE, number) for number in phone_numbers(phone, country)}
    for number in (patient.record_number, *(each.value for each in identifiers)):
        found.add(key(NUMBER, compact(number)))
    if patient.birth_date:
        found.add(key(BIRTH, patient.birth_date.isoformat()))
    return found


def name_keys(patient: Patient) -> Iterator[bytes]:
    """Give the words of the names, neighbours joined (Le Goff, Legoff), and their sounds."""
    whole = "".join(words_of(f"{patient.family_name} {patient.given_names}"))  # as some scripts write it
    if whole:
        yield key(NAME, whole)
    for name in (patient.family_name, patient.given_names, patient.birth_name):
        words = words_of(name)
        joined = [one + other for one, other in pairwise(words)]
        for word in filter(None, (*words, *joined, "".join(words))):  # a name that nobody has would be everybody's
            yield key(NAME, word)
            yield from (key(kind, sound) for kind, sound in sounds_of(word))


def sounds_of(word: str) -> Iterator[tuple[bytes, str]]:
    """Give the sounds of a word, each with its kind."""
    for kind, sound in ((FRENCH, french(word)), (ENGLISH, english(word))):
        if sound:
            yield kind, sound


def phone_numbers(phone: str, country: str) -> tuple[str, ...]:
    """Give a phone number without and with its country, as digits; its bare digits where it is no number."""
    try:
        number = phonenumbers.parse(phone, country)
    except phonenumbers.NumberParseException:
        digits = re.sub(r"\D", "", phone)
        return (digits.lstrip("0"),) if digits else ()
    return str(number.national_number), f"{number.country_code}{number.national_number}"


def compact(number: str) -> str:
    """Give a number without what stands between its digits."""
    return "".join(words_of(number))
