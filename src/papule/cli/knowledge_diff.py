"""`papule knowledge diff`: what one edition says that another does not."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace as Namespace
from typing import Any

import msgspec

from papule.cli.context import Context
from papule.cli.differences import Change, changes
from papule.cli.knowledge_place import holds_knowledge
from papule.cli.output import INDENT, Page, json_text
from papule.explaining.phrases import Phrases
from papule.knowledge.editions import find_edition, open_edition
from papule.knowledge.loading import load_formulary
from papule.knowledge.model.formulary import FILES
from papule.knowledge.model.tables import Formulary
from papule.reading.document import unopened
from papule.reading.problem import Problem, Unreadable, told

SAME, DIFFERENT = 0, 1
_LONGEST = 200
_TABLES = (*FILES, "wording", "hazards")


class Differences(msgspec.Struct, frozen=True):
    """Items that came, went, or say something else, by address `table/id`."""

    old: str
    new: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: dict[str, list[Change]]


def run(options: Namespace, context: Context) -> int:
    """Compare two editions: 0 the same, 1 different.

    Raises Unreadable for what is no knowledge directory or released edition.
    """
    old = opened(options.old)
    new = opened(options.new) if options.new else context.formulary
    found = compared(old, new)
    if options.format == "json":
        sys.stdout.write(json_text(msgspec.to_builtins(found)))
    else:
        page = Page(context)
        phrases = Phrases(context.words)
        sys.stdout.write("".join(f"{page.wrap(line, '', INDENT)}\n" for line in _lines(found, phrases)))
    return DIFFERENT if found.added or found.removed or found.changed else SAME


def opened(name: str) -> Formulary:
    """Open a knowledge directory, a released edition's file, or one that is kept, by its fingerprint.

    Raises Unreadable.
    """
    if name.startswith("sha256:"):
        kept = find_edition(name)
        if kept is None:
            problem = told("no edition with the fingerprint {name} is kept here", name=name[:80])
            raise Unreadable([Problem("", problem, told("name its file or directory"))])
        return kept
    path = Path(name)
    try:
        if holds_knowledge(path):
            return load_formulary(path.resolve())
        if path.is_file():
            return open_edition(path)
    except OSError as error:
        raise Unreadable([unopened(name[:200], error)]) from None
    problem = told("this is neither a knowledge directory nor a released edition")
    raise Unreadable([Problem("", problem, told("name a directory that holds edition.yaml"), file=name[:200])])


def compared(old: Formulary, new: Formulary) -> Differences:
    """Compare every item of two editions."""
    was, now = _items(old), _items(new)
    both = (key for key in was if key in now and was[key] != now[key])
    return Differences(
        old=f"{old.edition.edition} {old.fingerprint}",
        new=f"{new.edition.edition} {new.fingerprint}",
        added=tuple(key for key in now if key not in was),
        removed=tuple(key for key in was if key not in now),
        changed={key: list(changes(was[key], now[key])) for key in both},
    )


def _items(formulary: Formulary) -> dict[str, Any]:
    found = {"edition": msgspec.to_builtins(formulary.edition)}
    for table in _TABLES:
        entries: Any = formulary.table(table, Any)  # as packed, whatever its kind
        found |= {f"{table}/{key}": entries[key] for key in entries}
    return found


def _lines(found: Differences, phrases: Phrases) -> Iterator[str]:
    yield f"--- {found.old}"
    yield f"+++ {found.new}"
    yield from (f"+ {key}" for key in found.added)
    yield from (f"- {key}" for key in found.removed)
    for key, each in found.changed.items():
        yield f"~ {key}"
        yield from (f"    {change.at}: {_value(change.was)} → {_value(change.now)}" for change in each)
    counts = {"added": len(found.added), "removed": len(found.removed), "changed": len(found.changed)}
    yield phrases.say("diff.counts", **counts)


def _value(value: Any) -> str:  # noqa: ANN401 -- any plain value
    text = "–" if value is None else msgspec.json.encode(value).decode()
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
