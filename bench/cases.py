"""The cases that the bench measures: three files, and as many varied ones as wanted."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from papule.assessment.view import View, view_of
from papule.cli.inputs import Setting, read_case
from papule.knowledge.model.tables import Formulary
from papule.reading.document import read_document
from papule.treatment.case import Case

CASES = Path(__file__).parent / "cases"
AS_OF = dt.date(2026, 11, 21)
_SITES = ("lumbar-spine", "neck", "knee", "shoulder", "thigh", "elbow", "ankle", "buttock")
_FACTS = ("site-infection", "anticoagulant-treatment", "haemostasis-disorder", "red-flags", "epilepsy", "asthma-nsaid")
_ANSWERS = ("no", "no", "no", "no", "no", "no", "yes", "unknown")
_TECHNIQUES = ("superficial-intradermal", "papule", "deep-intradermal", "hypodermic")


def open_case(name: str, formulary: Formulary) -> tuple[Case, View]:
    """Read a case of bench/cases, and open the view it is assessed in."""
    case = read_case((CASES / f"{name}.yaml").read_bytes(), formulary, Setting(AS_OF))
    return case, view_of(formulary, case.as_of or AS_OF, case.setting.country, case.setting.society)


def as_json(name: str) -> str:
    """Write a case of bench/cases as JSON."""
    return json.dumps(read_document((CASES / f"{name}.yaml").read_bytes()).value, indent=1)


def varied_lines(count: int, formulary: Formulary) -> Iterator[bytes]:
    """Write cases, one a line; each differs in patient, answers, products, volumes, sites and dates."""
    draw = _drawer(formulary, Random(2026))  # noqa: S311 -- a seed: every run measures the same cases
    for _ in range(count):
        yield json.dumps(draw(), separators=(",", ":")).encode() + b"\n"


def _drawer(formulary: Formulary, chance: Random) -> Callable[[], dict[str, Any]]:
    products, indications = sorted(formulary.products), sorted(formulary.indications)

    def content() -> dict[str, Any]:
        return {"product": chance.choice(products), "volume_ml": chance.randint(1, 40) / 10}

    def syringe() -> dict[str, Any]:
        zone = {"site": chance.choice(_SITES), "side": chance.choice(("left", "right"))}
        return {
            "contents": [content() for _ in range(chance.randint(1, 4))],
            "technique": chance.choice(_TECHNIQUES),
            "needle": {"length_mm": 4, "gauge": 27, "angle_deg": chance.choice((15, 30, 45, 90))},
            "zones": [{**zone, "points": chance.randint(5, 40), "volume_per_point_ml": 0.05}],
        }

    def draw() -> dict[str, Any]:
        born = AS_OF - dt.timedelta(days=chance.randint(4000, 33000))
        return {
            "papule": 1,
            "as_of": AS_OF.isoformat(),
            "setting": {"country": "FR", "society": "sfm"},
            "patient": {
                "birth_date": born.isoformat(),
                "sex": chance.choice(("female", "male")),
                "weight_kg": chance.randint(350, 1100) / 10,
                "facts": {fact: chance.choice(_ANSWERS) for fact in _FACTS},
                "allergies": "none",
                "medicines": "none",
            },
            "treatment": {
                "indication": chance.choice(indications),
                "phase": chance.choice(("acute", "chronic")),
                "syringes": [syringe()],
                "session": {"number": 1, "planned": 3, "interval_days": 7, "nrs": chance.randint(0, 10)},
            },
        }

    return draw
