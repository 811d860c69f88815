"""The screen for business-rules: variables read from the visit, twelve rules, one action."""

from typing import Any

from business_rules import run_all
from business_rules.actions import BaseActions, rule_action
from business_rules.fields import FIELD_TEXT
from business_rules.variables import (
    BaseVariables,
    boolean_rule_variable,
    numeric_rule_variable,
    select_multiple_rule_variable,
    string_rule_variable,
)

from screen.visit import Visit


class _Variables(BaseVariables):
    """The visit as business-rules reads it."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit

    @numeric_rule_variable
    def age_years(self) -> float:
        return self.visit["age_years"]

    @string_rule_variable
    def pregnancy(self) -> str:
        return self.visit["pregnancy"]

    @string_rule_variable
    def anticoagulant(self) -> str:
        return self.visit["anticoagulant"]

    @string_rule_variable
    def site_infection(self) -> str:
        return self.visit["site_infection"]

    @select_multiple_rule_variable()
    def allergies(self) -> list[str]:
        return self.visit["allergies"]

    @select_multiple_rule_variable()
    def substances(self) -> list[str]:
        return self.visit["substances"]

    @select_multiple_rule_variable()
    def families(self) -> list[str]:
        return self.visit["families"]

    @numeric_rule_variable
    def active_products(self) -> int:
        return self.visit["active_products"]

    @numeric_rule_variable
    def lidocaine_mg(self) -> float:
        return self.visit["lidocaine_mg"]

    @string_rule_variable
    def fat_lysis_in(self) -> str:
        return self.visit["fat_lysis_in"]

    @boolean_rule_variable
    def may_inject(self) -> bool:
        """There is no operator for "none of"."""
        return self.visit["profession"] in ("physician", "nurse")

    @string_rule_variable
    def device(self) -> str:
        return self.visit["device"]

    @boolean_rule_variable
    def below_dermis(self) -> bool:
        """Two variables cannot be compared in a rule."""
        return self.visit["depth_mm"] > self.visit["skin_mm"]


class _Actions(BaseActions):
    """Collects the codes."""

    def __init__(self) -> None:
        self.found: list[str] = []

    @rule_action(params={"code": FIELD_TEXT})
    def find(self, code: str) -> None:
        self.found.append(code)


def _is(name: str, operator: str, value: object) -> dict[str, object]:
    return {"name": name, "operator": operator, "value": value}


def _has(name: str, member: str) -> dict[str, object]:
    return _is(name, "shares_at_least_one_element_with", [member])


_NOTHING = None  # these operators compare with nothing
_THIOCOLCHICOSIDE = _has("substances", "thiocolchicoside")
_CONDITIONS: dict[str, dict[str, Any]] = {
    "contraindication/pregnancy": {"all": [_is("pregnancy", "equal_to", "yes"), _THIOCOLCHICOSIDE]},
    "age/minimum": {"all": [_is("age_years", "less_than", 16), _THIOCOLCHICOSIDE]},
    "contraindication/anticoagulant-treatment": _is("anticoagulant", "equal_to", "yes"),
    "contraindication/site-infection": _is("site_infection", "equal_to", "yes"),
    "allergy/amide-la": {"all": [_has("allergies", "amide-la"), _has("substances", "lidocaine")]},
    "society/too-many-products": _is("active_products", "greater_than", 3),
    "dose/maximum": _is("lidocaine_mg", "greater_than", 200),
    "law/fat-lysis": _is("fat_lysis_in", "equal_to", "FR"),
    "society/corticosteroid": _has("families", "corticosteroid"),
    "law/operator": _is("may_inject", "is_false", _NOTHING),
    "society/device": {"any": [_is("device", "equal_to", "dermojet"), _is("device", "equal_to", "multi-injector")]},
    "geometry/below-dermis": _is("below_dermis", "is_true", _NOTHING),
}
RULES = [
    {"conditions": conditions, "actions": [{"name": "find", "params": {"code": code}}]}
    for code, conditions in _CONDITIONS.items()
]


def screen(visit: Visit) -> list[str]:
    actions = _Actions()
    run_all(RULES, _Variables(visit), actions)
    return actions.found
