"""What is asked of a patient: facts, allergies, medicines."""

from typing import Literal

import msgspec

from papule.knowledge.model.statement import Citation, Entry, Review, Statement, Text


class Fact(Entry, kw_only=True):
    """One answerable statement about a patient."""

    id: str
    name: Text
    question: Text
    group: str  # id of a question group: heart, blood, pregnancy ...
    review: Review
    implies: tuple[str, ...] = ()  # yes here means yes there
    excludes: tuple[str, ...] = ()  # yes here and yes there cannot both be true
    sex: Literal["", "female", "male"] = ""  # asked of this sex only; the other answers no
    from_age: float | None = None
    until_age: float | None = None  # from this age on the answer is no
    of_women: str = ""  # women are asked only while this fact may be true of them
    from_weeks: float | None = None  # worked out of pregnancy and its weeks of amenorrhoea, inclusive
    until_weeks: float | None = None  # exclusive
    atc: tuple[str, ...] = ()  # a listed medicine of these ATC prefixes answers yes
    not_atc: tuple[str, ...] = ()
    temporary: bool = False  # a contraindication on it defers instead of stopping
    about: Literal["patient", "today", "site"] = "patient"
    computed: bool = False  # worked out, never asked
    explains: Text = {}  # to a doctor
    plain: Text = {}  # the same to the patient, where the doctor's words are not theirs
    cite: tuple[Citation, ...] = ()


class QuestionGroup(Entry, kw_only=True):
    """Questions a doctor asks together."""

    id: str
    name: Text
    order: int


class AllergyGroup(Entry, kw_only=True):
    """What cross-reacts: a class of substances, an excipient."""

    id: str
    name: Text
    review: Review
    names: tuple[str, ...] = ()  # other names, any language, as a patient or letter says them
    atc: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()  # allergy groups that this one covers
    statements: tuple[Statement, ...] = ()


class InteractionClass(Entry, kw_only=True):
    """Medicines that act alike on a product: by ATC prefix and by name."""

    id: str
    name: Text
    review: Review
    atc: tuple[str, ...]
    not_atc: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    text: Text = {}
    cite: tuple[Citation, ...] = ()


class Codes(msgspec.Struct, frozen=True):
    """The ATC prefixes of a class of medicines, read without the thousands of names beside them."""

    atc: tuple[str, ...]
    not_atc: tuple[str, ...] = ()
