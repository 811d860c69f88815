"""`papule new`: a commented case to fill in."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace as Namespace
from typing import TYPE_CHECKING, get_args

from papule.assessment.view import view_of
from papule.cli.context import Context, today
from papule.explaining.phrases import Phrases
from papule.knowledge.model.patient import Fact
from papule.treatment.case import TechniqueName

if TYPE_CHECKING:
    from argparse import ArgumentParser

_COUNTRY = "FR"
_WEEK = timedelta(days=7)
_COLUMN = 38  # where the remarks of the template stand


def configure(parser: ArgumentParser, context: Context) -> None:
    """Add no option: the language is asked for on every command."""


def run(options: Namespace, context: Context) -> int:  # noqa: ARG001 -- every subcommand takes both
    """Print the case."""
    sys.stdout.write(template(context, today()) + "\n")
    return 0


def template(context: Context, day: date) -> str:
    """Write a case that loads as it stands, in the language of the context.

    Every line that begins with `# ` may have that taken away: it then loads as well.
    """
    return Phrases(context.words).say(
        "new.template",
        today=day.isoformat(),
        past=(day - _WEEK).isoformat(),
        societies=", ".join(context.formulary.societies),
        techniques=", ".join(get_args(TechniqueName)),
        facts="\n".join(_facts(context, day)),
    )


def _facts(context: Context, day: date) -> Iterator[str]:
    """Give the facts that the technique itself asks about, as lines to be used, grouped as a doctor asks them."""
    formulary = context.formulary
    asked = {question.fact for question in view_of(formulary, day, _COUNTRY).technique_questions}
    asked |= {"effective-contraception"}
    facts = [formulary.facts[key] for key in asked if not formulary.facts[key].computed]
    for fact in sorted(facts, key=lambda each: (formulary.question_groups[each.group].order, each.id)):
        yield _line(fact, context)


def _line(fact: Fact, context: Context) -> str:
    written = f"#     {fact.id}: no"
    return f"{written:<{_COLUMN}}## {context.words.text(fact.name)}"
