"""`papule knowledge`: list it, check it, compare editions, hold it against official lists, release it."""

from __future__ import annotations

from argparse import SUPPRESS
from importlib import import_module
from types import SimpleNamespace as Namespace
from typing import TYPE_CHECKING

from papule.cli.check import a_date
from papule.cli.context import Context
from papule.explaining.phrases import Phrases

if TYPE_CHECKING:
    from argparse import ArgumentParser

ACTIONS = ("list", "check", "diff", "refresh", "page", "release")
PAGES = ("disputes",)


def configure(parser: ArgumentParser, context: Context) -> None:
    """Add the actions with their options."""
    adding = _Actions(parser, context)
    adding.listing()
    adding.checking()
    adding.comparing()
    adding.refreshing()
    adding.keeping()


class _Actions:
    """Adds the actions, each with its own options."""

    def __init__(self, parser: ArgumentParser, context: Context) -> None:
        self._actions = parser.add_subparsers(dest="action", required=True, metavar="|".join(ACTIONS))
        self._context = context
        self._say = Phrases(context.words).say

    def _add(self, action: str, words: str, *, formats: bool = True) -> ArgumentParser:
        """Add an action; the language may stand behind it as well as before."""
        added = self._actions.add_parser(
            action, help=self._say(f"{words}.help"), description=self._say(f"{words}.help")
        )
        languages = self._context.formulary.edition.languages
        added.add_argument("--lang", choices=languages, default=SUPPRESS, help=self._context.say("option.lang"))
        if formats:
            said = self._context.say("option.format")
            added.add_argument("--format", choices=("text", "json"), default="text", help=said)
        return added

    def listing(self) -> None:
        added = self._add("list", "list")
        added.add_argument("kind", nargs="?", metavar="KIND", help=self._say("list.kind"))
        added.add_argument("--ids", metavar="KIND", help=self._say("list.ids"))

    def checking(self) -> None:
        added = self._add("check", "audit")
        added.add_argument("directory", nargs="?", metavar="DIR", help=self._say("audit.directory"))
        added.add_argument("--strict", action="store_true", help=self._say("audit.strict"))
        added.add_argument("--all", action="store_true", help=self._say("audit.all"))
        added.add_argument("--as-of", type=a_date, metavar="YYYY-MM-DD", help=self._say("audit.as-of"))

    def comparing(self) -> None:
        added = self._add("diff", "diff")
        added.add_argument("old", metavar="OLD", help=self._say("diff.old"))
        added.add_argument("new", nargs="?", metavar="NEW", help=self._say("diff.new"))

    def refreshing(self) -> None:
        added = self._add("refresh", "refresh")
        added.add_argument("directory", metavar="DIR", help=self._say("refresh.directory"))
        added.add_argument("--as-of", type=a_date, metavar="YYYY-MM-DD", help=self._say("refresh.as-of"))

    def keeping(self) -> None:
        page = self._add("page", "page", formats=False)
        page.add_argument("page", choices=PAGES, help=self._say("page.which"))
        page.add_argument("--write", action="store_true", help=self._say("page.write"))
        release = self._add("release", "release", formats=False)
        release.add_argument("directory", nargs="?", metavar="DIR", help=self._say("release.directory"))
        release.add_argument("--to", metavar="DIR", help=self._say("release.to"))


def run(options: Namespace, context: Context) -> int:
    """Do what was asked; each action gives its own exit status.

    Raises Unreadable.
    """
    module = import_module(f"papule.cli.knowledge_{options.action}")  # each action pays for its own imports
    status: int = module.run(options, context)
    return status
