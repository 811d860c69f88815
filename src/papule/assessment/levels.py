"""From a level in the words of a source to what a finding weighs."""

from __future__ import annotations

from papule.assessment.resolution import Outcome

_OUTCOMES = {
    "contraindicated": Outcome("stop"),
    "advised-against": Outcome("stop", "reason"),
    "not-recommended": Outcome("caution", "reason"),
    "precaution": Outcome("caution", "reason"),
    "note": Outcome("info", "reason"),
    "none": Outcome(None, "reason"),
}
_TIED_BELOW = Outcome("stop", "reason")
_TIED_WITHIN = Outcome("caution", "reason")
_DEFERRED = Outcome("defer")


def outcome_of(level: str, route: str = "", *, below_dermis: bool, temporary: bool = False) -> Outcome:
    """Weigh a level: tied to the intramuscular route it stops only where the needle passes the dermis.

    A contraindication on a temporary fact defers instead of stopping.
    """
    if level == "contraindicated" and temporary:
        return _DEFERRED
    if level == "contraindicated" and route == "intramuscular":
        return _TIED_BELOW if below_dermis else _TIED_WITHIN
    return _OUTCOMES[level]
