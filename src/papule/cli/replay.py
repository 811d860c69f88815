"""`papule replay`: make a stored assessment again, and say whether anything differs."""

from __future__ import annotations

import sys
from types import SimpleNamespace as Namespace
from typing import TYPE_CHECKING, Any

import msgspec

from papule.cli.context import Context
from papule.cli.differences import Change
from papule.cli.output import INDENT, Page, json_text
from papule.cli.stored import MAX_BYTES, Replay, Stored, Under, read_stored, replay
from papule.explaining.phrases import Phrases
from papule.knowledge.model.tables import Formulary
from papule.reading.document import unopened
from papule.reading.problem import Problem, Unreadable, told

if TYPE_CHECKING:
    from argparse import ArgumentParser

SAME, DIFFERS = 0, 1
_LONGEST_VALUE = 160


def configure(parser: ArgumentParser, context: Context) -> None:
    """Add the options."""
    parser.add_argument("file", metavar="FILE", help=context.say("replay.file"))
    parser.add_argument("--now", action="store_true", help=context.say("replay.now"))
    parser.add_argument("--assessment", action="store_true", help=context.say("replay.assessment"))
    parser.add_argument("--format", choices=("text", "json"), default="text", help=context.say("option.format"))


def run(options: Namespace, context: Context) -> int:
    """Replay one file; 0 when it gives the same bytes, 1 when it differs.

    Raises Unreadable.
    """
    stored = read_stored(_read(options.file))
    kept = None if options.now else _kept(stored, context)
    replayed = _replayed(stored, kept or context.formulary, options.file)
    if options.assessment:
        sys.stdout.write(json_text(replayed.assessment))
    elif options.format == "json":
        told_now = msgspec.structs.asdict(replayed)
        del told_now["assessment"]
        sys.stdout.write(json_text({**told_now, "edition_kept": kept is not None}))
    else:
        sys.stdout.write("\n".join(_lines(replayed, context, kept=kept is not None, now=options.now)) + "\n")
    return SAME if replayed.same else DIFFERS


def _read(name: str) -> bytes:
    try:
        if name == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin else b""
        with open(name, "rb") as file:  # noqa: PTH123 -- a name as given, which may hold anything
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Unreadable([unopened(name, error)]) from None


def _kept(stored: Stored, context: Context) -> Formulary | None:
    """Give the edition the assessment was made under, where it is at hand."""
    if stored.under.fingerprint == context.formulary.fingerprint:
        return context.formulary
    from papule.knowledge.editions import find_edition  # noqa: PLC0415 -- only for another edition

    return find_edition(stored.under.fingerprint)


def _replayed(stored: Stored, formulary: Formulary, name: str) -> Replay:
    try:
        return replay(stored, formulary)
    except Unreadable as error:
        raise Unreadable([msgspec.structs.replace(each, file=name) for each in error.problems]) from None
    except msgspec.DecodeError as error:
        problem = told("the edition was kept in a form that this engine does not know: {reason}", reason=str(error))
        fix = told("use the engine that it was made with: {engine}", engine=stored.under.engine)
        raise Unreadable([Problem("", problem, fix, file=name)]) from None


def _lines(replayed: Replay, context: Context, *, kept: bool, now: bool) -> list[str]:
    phrases, page = Phrases(context.words), Page(context)
    recorded, used = replayed.recorded, replayed.replayed
    told_lines = [phrases.say("replay.recorded", **_under(recorded)), phrases.say("replay.replayed", **_under(used))]
    if not kept and not now:
        told_lines.append(phrases.say("replay.not-kept", edition=recorded.edition))
    if recorded.engine != used.engine:
        told_lines.append(phrases.say("replay.other-engine", was=recorded.engine, now=used.engine))
    count = len(replayed.differences)
    differs = {0: "replay.nothing-else", 1: "replay.differs-once"}.get(count, "replay.differs")
    told_lines.append(phrases.say("replay.same" if replayed.same else differs, count=count))
    lines = [page.wrap(each) for each in told_lines]
    return lines + [page.wrap(_change(each), "", INDENT) for each in replayed.differences]


def _under(under: Under) -> dict[str, str]:
    return msgspec.structs.asdict(under)


def _change(change: Change) -> str:
    return f"- {change.at}: {_value(change.was)} → {_value(change.now)}"


def _value(value: Any) -> str:  # noqa: ANN401 -- any plain value
    text = "–" if value is None else msgspec.json.encode(value).decode()
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"
