"""A second engine, deliberately naive: plain, slow, obvious.

Written from the contract (case-format.md) and the structures of the knowledge, without the
engine in `papule.assessment`: every check loops over all statements each time, counts in
fractions, and keeps nothing. Where the two disagree, one of them reads the contract wrongly.
"""

from datetime import date
from typing import NamedTuple

from tests.properties import naive_course, naive_patient, naive_product
from tests.properties.naive_case import World
from tests.properties.naive_sources import worst

from papule.knowledge.model.tables import Formulary
from papule.treatment.case import Case

Found = tuple[str, str, str]  # code, id of what it is about, severity

CHECKS = (
    naive_product.check_law,
    naive_product.check_compounding,
    naive_product.check_operator,
    naive_product.check_society,
    naive_product.check_number,
    naive_product.check_availability,
    naive_product.check_route,
    naive_product.check_compatibility,
    naive_product.check_mixture,
    naive_product.check_duplicates,
    naive_patient.check_contraindications,
    naive_patient.check_contradictions,
    naive_patient.check_allergies,
    naive_patient.check_interactions,
    naive_patient.check_each_other,
    naive_patient.check_identity,
    naive_patient.check_age,
    naive_course.check_maxima,
    naive_course.check_high,
    naive_course.check_anaesthetics,
    naive_course.check_geometry,
    naive_course.check_measured,
    naive_course.check_dangers,
    naive_course.check_volumes,
    naive_course.check_restrictions,
    naive_course.check_licence,
    naive_course.check_phase,
    naive_course.check_evidence,
    naive_course.check_interval,
    naive_course.check_too_early,
    naive_course.check_reassess,
    naive_course.check_course,
)


class Naive(NamedTuple):
    """What the naive engine says."""

    verdict: str
    found: frozenset[Found]


def naive_assess(case: Case, formulary: Formulary, as_of: date) -> Naive:
    """Assess a case, slowly."""
    world = World(case, formulary, as_of)
    raised = {found for check in CHECKS for found in check(world)}
    severest = {(code, about): worst(s for c, a, s in raised if (c, a) == (code, about)) for code, about, _ in raised}
    found = frozenset((code, about, severity) for (code, about), severity in severest.items())
    return Naive(worst(severity for _, _, severity in found), found)
