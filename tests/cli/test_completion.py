"""Shells complete commands, options, ids and files, as the commands really have them."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from papule.cli.completion import SHELLS, script
from papule.cli.completion_commands import FILES, commands
from papule.cli.context import Context, Terminal
from papule.cli.main import COMMANDS
from papule.knowledge.model.tables import Formulary

QUIET = {"bash": ["--norc"], "zsh": ["-f"], "fish": ["--no-config"]}
PAPULE = '#!/bin/sh\nexec "%s" -c "import sys; from papule.cli.main import main; sys.exit(main())" "$@"\n'


class Place:
    """A directory with a papule to call, and shells that know its completion."""

    def __init__(self, directory: Path, formulary: Formulary) -> None:
        self.directory = directory
        self.context = Context(formulary, "en", Terminal(80, colour=False))
        program = directory / "papule"
        program.write_text(PAPULE % sys.executable)
        program.chmod(0o755)
        paths = os.pathsep.join([str(directory), os.environ.get("PATH", "")])
        self.environment = {**os.environ, "PATH": paths, "PYTHONPATH": os.pathsep.join(sys.path), "LC_ALL": "C.UTF-8"}

    def script(self, shell: str) -> Path:
        path = self.directory / f"{shell}-script"
        path.write_text(script(shell, self.context))
        return path

    def run(self, shell: str, text: str) -> str:
        path = shutil.which(shell)
        if path is None:
            pytest.skip(f"{shell} is not here")
        command = [path, *QUIET[shell], "-c", text]
        done = subprocess.run(
            command,
            cwd=self.directory,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.stderr == ""
        return done.stdout


@pytest.fixture(scope="module")
def place(tmp_path_factory, formulary):
    return Place(tmp_path_factory.mktemp("completion"), formulary)


def test_every_command_is_asked_for_its_options(english):
    found = {each.name: each for each in commands(english)}
    assert list(found) == [name for name in COMMANDS if find_spec(f"papule.cli.{name}")]
    flags = {flag for option in found["check"].options for flag in option.flags}
    assert {"--as-of", "--country", "--society", "--format", "--lang", "--help"} <= flags
    assert found["check"].takes == FILES
    assert {each.name for each in found["knowledge"].actions} >= {"list", "check", "diff", "refresh"}


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_the_same_in_both_languages_but_for_its_words(shell, context):
    text = script(shell, context)
    assert text.endswith("\n")
    for name in COMMANDS:
        if find_spec(f"papule.cli.{name}"):
            assert name in text


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_accepts_its_script(shell, context, place, tmp_path):
    path = tmp_path / "script"
    path.write_text(script(shell, context))
    place.run(shell, f"source {path}" if shell == "fish" else f"{shell} -n {path}")


BASH = """
source {script}
COMP_WORDS=({words}) COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_papule
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
COMPLETED = [
    (["ch"], {"check"}, {"explain"}),
    (["check", "--so"], {"--society"}, {"--format"}),
    (["check", "--society", "s"], {"sfm", "sim"}, {"lidocaine"}),
    (["check", "--format", ""], {"text", "json"}, set()),
    (["explain", "thiocol"], {"thiocolchicoside", "thiocolchicoside-2mg-ml"}, {"lidocaine"}),
    (["explain", "law/f"], {"law/fat-lysis"}, {"law/operator"}),
    (["knowledge", "re"], {"refresh", "release"}, {"list"}),
    (["knowledge", "list", "ind"], {"indication"}, {"product"}),
    (["knowledge", "check", "--s"], {"--strict"}, {"--format"}),
    (["knowledge", "list", "--ids", "mix"], {"mixture"}, {"product"}),
    (["schema", "ass"], {"assessment"}, {"case"}),
    (["completion", ""], {"bash", "zsh", "fish"}, set()),
]


@pytest.mark.parametrize(("words", "offered", "not_offered"), COMPLETED, ids=" ".join)
def test_bash_offers_what_fits(words, offered, not_offered, place):
    quoted = " ".join(f"'{each}'" for each in ["papule", *words])
    found = set(place.run("bash", BASH.format(script=place.script("bash"), words=quoted)).split())
    assert offered <= found
    assert not not_offered & found


@pytest.mark.parametrize(("words", "offered", "not_offered"), COMPLETED, ids=" ".join)
def test_fish_offers_what_fits(words, offered, not_offered, place):
    line = " ".join(["papule", *words])
    said = place.run("fish", f"source {place.script('fish')}; complete -C'{line}'")
    found = {each.split("\t")[0] for each in said.splitlines()}
    assert offered <= found
    assert not not_offered & found


def test_an_unknown_shell_is_refused(call):
    assert call("completion", "tcsh").status == 2
    assert call("completion").status == 2
