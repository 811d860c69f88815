"""The screen for json-logic: twelve rules, each evaluated on the visit."""

from typing import Any

from json_logic import jsonLogic

from screen.visit import Visit


def _value(name: str) -> dict[str, str]:
    return {"var": name}


def _holds(name: str, member: str) -> dict[str, Any]:
    return {"in": [member, _value(name)]}


RULES: dict[str, dict[str, Any]] = {
    "contraindication/pregnancy": {
        "and": [{"==": [_value("pregnancy"), "yes"]}, _holds("substances", "thiocolchicoside")]
    },
    "age/minimum": {"and": [{"<": [_value("age_years"), 16]}, _holds("substances", "thiocolchicoside")]},
    "contraindication/anticoagulant-treatment": {"==": [_value("anticoagulant"), "yes"]},
    "contraindication/site-infection": {"==": [_value("site_infection"), "yes"]},
    "allergy/amide-la": {"and": [_holds("allergies", "amide-la"), _holds("substances", "lidocaine")]},
    "society/too-many-products": {">": [_value("active_products"), 3]},
    "dose/maximum": {">": [_value("lidocaine_mg"), 200]},
    "law/fat-lysis": {"==": [_value("fat_lysis_in"), "FR"]},
    "society/corticosteroid": _holds("families", "corticosteroid"),
    "law/operator": {"!": {"in": [_value("profession"), ["physician", "nurse"]]}},
    "society/device": {"in": [_value("device"), ["dermojet", "multi-injector"]]},
    "geometry/below-dermis": {">": [_value("depth_mm"), _value("skin_mm")]},
}


def screen(visit: Visit) -> list[str]:
    return [code for code, rule in RULES.items() if jsonLogic(rule, visit)]
