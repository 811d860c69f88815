"""`papule explain`: any item or question, with every position, source and date."""

import sys
from argparse import ArgumentParser
from types import SimpleNamespace as Namespace

import msgspec

from papule.assessment.view import View, view_of
from papule.cli.check import add_setting, setting_of
from papule.cli.context import Context
from papule.cli.explain_write import Writer
from papule.cli.output import json_text
from papule.explaining.catalogue import Catalogue
from papule.explaining.code import code_of
from papule.explaining.pair import pair_of
from papule.explaining.question import gravest, question_of
from papule.explaining.search import Explained, found_in
from papule.explaining.sheet import sheet_of

DEFAULT_COUNTRY = "FR"  # the country that most of the knowledge is about


def configure(parser: ArgumentParser, context: Context) -> None:
    """Add the options."""
    say = context.say
    parser.add_argument("names", nargs="+", metavar="ID", help=say("explain.names"))
    add_setting(parser, context)
    parser.add_argument("--format", choices=("text", "json"), default="text", help=say("option.format"))


def run(options: Namespace, context: Context) -> int:
    """Explain one item, question, pair or code.

    Raises Unreadable for a name that nothing has, with the nearest ones.
    """
    setting = setting_of(options, context)
    view = view_of(context.formulary, setting.as_of, setting.country or DEFAULT_COUNTRY, setting.society)
    explained = explain(options.names, Catalogue(context.formulary), view)
    if options.format == "json":
        sys.stdout.write(json_text(msgspec.to_builtins(explained)))
    else:
        sys.stdout.write(Writer(context).text(explained))
    return 0


def explain(names: list[str], catalogue: Catalogue, view: View) -> Explained:
    """Find what is meant and explain it.

    Raises Unreadable.
    """
    found = found_in(names, catalogue)
    if found.code:
        return code_of(found.code, catalogue, view)
    if not found.about:
        return sheet_of(found.item, found.also, catalogue, view)
    if found.about[0].kind in ("fact", "class"):
        return gravest([question_of(each, found.item, catalogue, view) for each in found.about])
    return pair_of(found.about[0], found.item, view)
