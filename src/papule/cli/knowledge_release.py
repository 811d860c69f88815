"""`papule knowledge release`: keep the edition as it is, compiled, so that what it said can be said again."""

import sys
from pathlib import Path
from types import SimpleNamespace as Namespace

from papule.cli.context import Context, today
from papule.cli.knowledge_place import knowledge_at
from papule.explaining.phrases import Phrases
from papule.knowledge.audit import audit
from papule.knowledge.editions import release
from papule.reading.problem import Problem, Unreadable


def run(options: Namespace, context: Context) -> int:
    """Release the edition of a knowledge directory.

    Raises Unreadable when it does not load, when its audit finds errors, or when it cannot be written.
    """
    root = knowledge_at(options.directory)
    errors = [each for each in audit(root, today()).remarks if each.grave]
    if errors:
        raise Unreadable([Problem(each.at, each.problem, each.fix, each.line, each.file) for each in errors])
    path = release(root, Path(options.to) if options.to else root / "editions")
    said = Phrases(context.words).say("release.done", file=str(path), size=f"{path.stat().st_size:,}")
    sys.stdout.write(said + "\n")
    return 0
