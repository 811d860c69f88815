"""`papule explain`: any item or question, with every position, source and date."""

import sys
from argparse import ArgumentParser
from types import SimpleNamespace as Namespace

import msgspec

from papule.assessment.view import view_of
from papule.cli.check import add_setting, setting_of
from papule.cli.context import Context
from papule.cli.explain_write import Writer
from papule.cli.output import json_text
from papule.explaining.catalogue import Catalogue
from papule.explaining.explain import DEFAULT_COUNTRY, explain


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
