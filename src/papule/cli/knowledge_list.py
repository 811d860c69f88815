"""`papule knowledge list`: kinds with their counts, or the items of one kind."""

import sys
from types import SimpleNamespace as Namespace

from papule.cli.context import Context
from papule.cli.output import INDENT, Page, json_text
from papule.explaining.catalogue import KINDS, Catalogue, Item, label_of
from papule.explaining.code import codes_of
from papule.explaining.phrases import Phrases
from papule.reading.expected import instead
from papule.reading.problem import Problem, Unreadable, told

ALL = "all"


def run(options: Namespace, context: Context) -> int:
    """List kinds, items, or bare ids for a shell to complete.

    Raises Unreadable for an unknown kind.
    """
    catalogue = Catalogue(context.formulary)
    if options.ids:
        sys.stdout.write("".join(f"{each}\n" for each in _ids(options.ids, catalogue)))
    elif options.kind:
        _items(_kind(options.kind), catalogue, options.format, context)
    else:
        _kinds(catalogue, options.format, context)
    return 0


def _kind(name: str) -> str:
    """Give a kind by its name or by its directory of the knowledge.

    Raises Unreadable.
    """
    by_directory = {directory: kind for kind, directory in reversed(KINDS.items())}
    if name not in KINDS and name not in by_directory:
        known = (*KINDS, *by_directory)
        raise Unreadable([Problem("", told("{name!r} is no kind of item", name=name[:60]), instead(name, known))])
    return name if name in KINDS else by_directory[name]


def _of(kind: str, catalogue: Catalogue) -> list[Item]:
    return [item for item in catalogue.items if item.kind == kind]


def _ids(name: str, catalogue: Catalogue) -> list[str]:
    if name == ALL:
        return sorted({item.id for item in catalogue.items} | set(codes_of(catalogue)))
    return [item.id for item in _of(_kind(name), catalogue)]


def _items(kind: str, catalogue: Catalogue, form: str, context: Context) -> None:
    items = _of(kind, catalogue)
    if form == "json":
        sys.stdout.write(json_text([{"kind": kind, "id": each.id, "name": label_of(each)} for each in items]))
        return
    page = Page(context)
    for each in items:
        name = each.entry.title if kind == "source" else context.words.text(label_of(each))
        sys.stdout.write(page.wrap(f"{each.id}  {name}" if name else each.id, "", INDENT) + "\n")


def _kinds(catalogue: Catalogue, form: str, context: Context) -> None:
    counts = {kind: len(_of(kind, catalogue)) for kind in KINDS}
    if form == "json":
        sys.stdout.write(json_text(counts))
        return
    phrases = Phrases(context.words)
    for kind, count in counts.items():
        sys.stdout.write(f"{kind:<16}{count:>5}  {phrases.kind(kind)}\n")
