"""`papule knowledge release`: keep the edition as it is, compiled, so that what it said can be said again."""

import sys
from pathlib import Path
from types import SimpleNamespace as Namespace

from papule.cli.context import Context, today
from papule.cli.phrases import Phrases
from papule.knowledge.audit import audit
from papule.knowledge.editions import release
from papule.knowledge.loading import knowledge_directory
from papule.reading.problem import Problem, Unreadable, told


def run(options: Namespace, context: Context) -> int:
    """Release the edition of a knowledge directory.

    Raises Unreadable when it does not load, when its audit finds errors, or when it cannot be written.
    """
    root = Path(options.directory or knowledge_directory())
    if not (root / "edition.yaml").is_file():
        fix = told("name a directory that holds edition.yaml")
        raise Unreadable([Problem("", told("this is no knowledge directory"), fix, file=str(root))])
    errors = [each for each in audit(root, today()).remarks if each.grave]
    if errors:
        raise Unreadable([Problem(each.at, each.problem, each.fix, each.line, each.file) for each in errors])
    path = release(root, Path(options.to) if options.to else root / "editions")
    said = Phrases(context).say("release.done", file=str(path), size=f"{path.stat().st_size:,}")
    sys.stdout.write(said + "\n")
    return 0
