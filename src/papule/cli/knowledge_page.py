"""`papule knowledge page`: pages of the reference that are made from the knowledge."""

import sys
from pathlib import Path
from types import SimpleNamespace as Namespace

from papule.cli.context import Context
from papule.cli.knowledge_page_disputes import disputes_page
from papule.explaining.phrases import Phrases
from papule.knowledge.loading import knowledge_directory
from papule.reading.problem import Problem, Unreadable, told

FILES = {"disputes": "disagreements.md"}


def run(options: Namespace, context: Context) -> int:
    """Print a page, or write it where it belongs in the source tree.

    Raises Unreadable when there is no source tree, or it cannot be written.
    """
    text = disputes_page(context.formulary)
    if not options.write:
        sys.stdout.write(text)
        return 0
    directory = Path(knowledge_directory()).parent / "docs" / "reference"
    path = directory / FILES[options.page]
    try:
        path.write_text(text, encoding="utf-8")
    except OSError:
        problem = told("this page cannot be written")
        raise Unreadable([Problem("", problem, told("run it from a source tree"), file=str(path))]) from None
    sys.stdout.write(Phrases(context.words).say("page.done", file=str(path)) + "\n")
    return 0
