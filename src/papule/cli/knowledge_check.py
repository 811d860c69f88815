"""`papule knowledge check`: everything that keeps the knowledge from loading, then what the audit finds."""

import sys
from types import SimpleNamespace as Namespace

from papule.cli.context import Context, today
from papule.cli.knowledge_place import knowledge_at
from papule.cli.output import json_text
from papule.explaining.phrases import Phrases
from papule.knowledge.audit import Audit, Remark, audit

SOUND, UNSOUND = 0, 1
_SHOWN = 10  # warnings of one kind; errors are all shown


def run(options: Namespace, context: Context) -> int:
    """Audit a knowledge directory: 0 sound, 1 errors, or warnings where they are asked to count.

    Raises Unreadable with every problem when it does not load.
    """
    root = knowledge_at(options.directory)
    found = audit(root, options.as_of or today())
    errors = sum(each.grave for each in found.remarks)
    warnings = len(found.remarks) - errors
    if options.format == "json":
        sys.stdout.write(json_text(_plain(found, errors, warnings)))
    else:
        _write(found, errors, warnings, Phrases(context.words), whole=options.all)
    return UNSOUND if errors or (options.strict and warnings) else SOUND


def _plain(found: Audit, errors: int, warnings: int) -> dict[str, object]:
    remarks = [
        {**each._asdict(), "fix": str(each.fix), "severity": "error" if each.grave else "warning"}
        for each in found.remarks
    ]
    return {"errors": errors, "warnings": warnings, "files": found.files, "items": found.items, "remarks": remarks}


def _write(found: Audit, errors: int, warnings: int, phrases: Phrases, *, whole: bool) -> None:
    by_kind: dict[str, list[Remark]] = {}
    for each in found.remarks:
        by_kind.setdefault(each.kind, []).append(each)
    for kind, remarks in by_kind.items():
        word = phrases.say("audit.error" if remarks[0].grave else "audit.warning")
        sys.stdout.write(f"{word}: {phrases.say(f'audit.{kind}')} ({len(remarks)})\n")
        shown = remarks if whole or remarks[0].grave else remarks[:_SHOWN]
        sys.stdout.write("".join(f"  {each}\n" for each in shown))
        if len(shown) < len(remarks):
            sys.stdout.write(f"  {phrases.say('audit.more', count=len(remarks) - len(shown))}\n")
    counts = ", ".join(f"{count} {phrases.find(f'audit.items.{name}') or name}" for name, count in found.items.items())
    sys.stdout.write(phrases.say("audit.counts", files=found.files, items=counts) + "\n")
    sys.stdout.write(phrases.say("audit.result", errors=errors, warnings=warnings) + "\n")
