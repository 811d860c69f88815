"""What the pages say still holds: links lead somewhere, commands parse, outputs are those of the command."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from papule.cli.context import Context, open_context
from papule.cli.main import COMMANDS, _parser

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "safety").rglob("*.md")])
FENCE = re.compile(r"^ *```(?P<kind>\w*)\n(?P<text>.*?)^ *```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\((?P<to>[^)\s]+)\)")
SPAN = re.compile(r"`(?P<text>(?:script/)?papule [^`\n]+)`")
COMMAND = re.compile(r"(?:^|[\s(])(?:script/)?papule(?P<arguments>(?: [^\n|<>)#;&]*)?)", re.MULTILINE)
OUTPUT = re.compile(
    r"<!-- output of: papule (?P<command>[^\n]+) -->\n```text\n(?P<shown>.*?)```$", re.DOTALL | re.MULTILINE
)
LEFT_OUT = "…"


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def prose_of(text: str) -> str:
    return FENCE.sub("", text)


def anchors_of(page: Path) -> set[str]:
    """Write the headings as they are linked to."""
    headings = re.findall(r"^#+ (.+)$", prose_of(page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def commands_in(text: str) -> Iterator[str]:
    """Give the arguments of every papule command: in sh blocks, and in spans of prose unless shortened.

    Prose may speak of a subcommand by its name alone: that is asked for its help.
    """
    for fence in FENCE.finditer(text):
        if fence["kind"] == "sh":
            yield from (each["arguments"].strip() for each in COMMAND.finditer(fence["text"]))
    for span in SPAN.finditer(prose_of(text)):
        if LEFT_OUT not in span["text"]:
            words = span["text"].split()[1:]
            yield " ".join(words if len(words) > 1 else [*words, "--help"])


@cache
def context() -> Context:
    return open_context("en")


def parse(arguments: list[str]) -> None:
    """Parse a command as the command itself would; SystemExit or Unreadable where it cannot."""
    if arguments[:1] in ([], ["--help"], ["--version"]):
        return
    assert arguments[0] in COMMANDS, f"there is no command {arguments[0]}"
    if "--help" not in arguments:
        module = import_module(f"papule.cli.{arguments[0]}")
        _parser(arguments[0], module, context()).parse_args(arguments[1:])


def run(arguments: list[str]) -> str:
    settings = {"COLUMNS": "80", "LC_ALL": "C", "NO_COLOR": "1", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "papule", *arguments]
    told = subprocess.run(command, cwd=ROOT, env=os.environ | settings, capture_output=True, check=False)
    return (told.stdout + told.stderr).decode()


def as_pattern(shown: str) -> str:
    """Turn a shown output into a pattern: a line of `…` stands for any lines, `…` within one for any text."""
    lines = (
        r"(?:[^\n]*\n)*?" if line == LEFT_OUT else re.escape(line).replace(LEFT_OUT, "[^\n]*") + "\n"
        for line in shown.splitlines()
    )
    return "".join(lines)


OUTPUTS = [
    pytest.param(each["command"], each["shown"], id=f"{name_of(page)}: {each['command']}")
    for page in PAGES
    for each in OUTPUT.finditer(page.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_link_relative_leads_to_a_file_and_a_heading(page: Path) -> None:
    lost = []
    for link in LINK.finditer(prose_of(page.read_text(encoding="utf-8"))):
        to, _, anchor = link["to"].partition("#")
        if re.match(r"[a-z]+:", to):
            continue
        target = page.parent / to if to else page
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            lost.append(link["to"])
    assert not lost, f"{name_of(page)} links to what is not there: {', '.join(lost)}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_command_in_a_page_parses(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = []
    for command in commands_in(page.read_text(encoding="utf-8")):
        try:
            parse(shlex.split(command))
        except (SystemExit, Exception) as error:  # noqa: BLE001 -- whatever it is, the page is wrong
            wrong.append(f"papule {command}: {capsys.readouterr().err.strip() or error!r}")
    assert not wrong, f"{name_of(page)} shows commands that do not parse:\n" + "\n".join(wrong)


@pytest.mark.parametrize(("command", "shown"), OUTPUTS)
def test_output_in_a_page_is_what_the_command_prints(command: str, shown: str) -> None:
    real = run(shlex.split(command))
    holds = re.fullmatch(as_pattern(shown), real) is not None
    assert holds, f"the output shown is old; papule {command} now prints:\n{real}"


def test_command_unknown_or_with_an_unknown_option_is_found() -> None:
    page = "```sh\nscript/papule chek a.yaml\npapule check --colour a.yaml | head\n```\nSee `papule new`.\n"
    found = list(commands_in(page))
    assert found == ["chek a.yaml", "check --colour a.yaml", "new --help"]
    with pytest.raises(AssertionError):
        parse(shlex.split(found[0]))
    with pytest.raises(SystemExit):
        parse(shlex.split(found[1]))


def test_output_shortened_still_has_to_hold() -> None:
    assert re.fullmatch(as_pattern("a\n…\nd…f\n"), "a\nb\nc\ndef\n")
    assert not re.fullmatch(as_pattern("a\n…\nd…f\n"), "a\nb\nc\ndeg\n")
    assert not re.fullmatch(as_pattern("a\nb\n"), "a\nb\nc\n")
