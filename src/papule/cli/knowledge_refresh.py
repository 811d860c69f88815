"""`papule knowledge refresh`: the catalogue held against the French public drug database, as a diff to review."""

import sys
import zlib
from gzip import BadGzipFile
from pathlib import Path
from types import SimpleNamespace as Namespace

import msgspec

from papule.cli.context import Context, today
from papule.cli.output import INDENT, Page, json_text
from papule.explaining.phrases import Phrases
from papule.knowledge.model.official import Official
from papule.knowledge.refresh import Difference, MissingFilesError, compare, describe, read_official
from papule.reading.document import unopened
from papule.reading.problem import Problem, Unreadable, told

SAME, DIFFERENT = 0, 1
_SHOWN = 10  # rows that could not be read


def run(options: Namespace, context: Context) -> int:
    """Compare the catalogue with a directory of official files: 0 nothing changed, 1 something to review.

    Raises Unreadable when the files are not there or not what they should be.
    """
    official = _read(options.directory)
    as_of = options.as_of or today()
    found = compare(official, context.formulary.products.values(), as_of)
    if options.format == "json":
        sys.stdout.write(json_text(_plain(found, official)))
    else:
        _write(found, official, context)
    return DIFFERENT if found else SAME


def _read(name: str) -> Official:
    try:
        return read_official(Path(name))
    except MissingFilesError as error:
        problem = told("not found: {files} (plain or .gz)", files=", ".join(error.missing))
        fix = told("download these files from the page « Téléchargement » of the public drug database")
        raise Unreadable([Problem("", problem, fix, file=name[:200])]) from None
    except (BadGzipFile, EOFError, zlib.error):
        problem = told("a compressed file of it is damaged")
        raise Unreadable([Problem("", problem, told("download these files again"), file=name[:200])]) from None
    except OSError as error:
        raise Unreadable([unopened(name[:200], error)]) from None


def _plain(found: tuple[Difference, ...], official: Official) -> dict[str, object]:
    differences = [{**msgspec.to_builtins(each), "text": describe(each)} for each in found]
    return {
        "medicines": len(official.medicines),
        "differences": differences,
        "unreadable_rows": msgspec.to_builtins(official.problems),
    }


def _write(found: tuple[Difference, ...], official: Official, context: Context) -> None:
    page, phrases = Page(context), Phrases(context.words)
    for row in official.problems[:_SHOWN]:
        sys.stderr.write(f"papule: {row.file}:{row.line}: {row.problem}\n")
    if len(official.problems) > _SHOWN:
        sys.stderr.write(f"papule: {phrases.say('refresh.more', count=len(official.problems) - _SHOWN)}\n")
    for each in found:
        sys.stdout.write(page.wrap(f"~ {context.words.text(describe(each))}", "", INDENT) + "\n")
    medicines = len(official.medicines)
    told_end = phrases.say("refresh.counts", changes=len(found), medicines=medicines, rows=len(official.problems))
    sys.stdout.write(told_end + "\n")
