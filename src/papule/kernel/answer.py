"""An answer and its truth table: unknown is a value, and never kinder than no."""

from __future__ import annotations

from typing import Literal

Answer = Literal["yes", "no", "unknown", "declined", "not_asked"]

ANSWERS: tuple[Answer, ...] = ("yes", "no", "unknown", "declined", "not_asked")


def negate(answer: Answer) -> Answer:
    """Turn yes into no and no into yes; what is not known stays so."""
    if answer == "yes":
        return "no"
    return "yes" if answer == "no" else answer


def both(one: Answer, other: Answer) -> Answer:
    """Answer yes when both are, no when one is, else the first that is not known."""
    if "no" in (one, other):
        return "no"
    return other if one == "yes" else one
