"""Shells complete commands, options, ids and files, as the commands really have them."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec

import pytest

from papule.cli.completion import SHELLS, script
from papule.cli.completion_commands import FILES, commands
from papule.cli.main import COMMANDS

PAPULE = '#!/bin/sh\nexec "%s" -c "import sys; from papule.cli.main import main; sys.exit(main())" "$@"\n'


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A directory with a papule to call and a case to complete."""
    directory = tmp_path_factory.mktemp("completion")
    program = directory / "papule"
    program.write_text(PAPULE % sys.executable)
    program.chmod(0o755)
    (directory / "my-case.yaml").write_text("papule: 1\n")
    return directory


@pytest.fixture(scope="module")
def environment(place):
    paths = os.pathsep.join([str(place), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": paths, "PYTHONPATH": os.pathsep.join(sys.path), "LC_ALL": "C.UTF-8"}


def run(shell: str, text: str, place, environment) -> str:
    path = shutil.which(shell)
    if path is None:
        pytest.skip(f"{shell} is not here")
    options = {"bash": ["--norc", "-c"], "zsh": ["-f", "-c"], "fish": ["--no-config", "-c"]}[shell]
    done = subprocess.run(
        [path, *options, text], cwd=place, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stderr == ""
    return done.stdout


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
def test_the_shell_accepts_its_script(shell, context, place, environment, tmp_path):
    path = tmp_path / "script"
    path.write_text(script(shell, context))
    run(shell, f"{'source' if shell == 'fish' else shell + ' -n'} {path}", place, environment)


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


@pytest.mark.parametrize(("words", "offered", "not_offered"), COMPLETED, ids=lambda each: " ".join(each))
def test_bash_offers_what_fits(words, offered, not_offered, english, place, environment, tmp_path):
    path = tmp_path / "script"
    path.write_text(script("bash", english))
    quoted = " ".join(f"'{each}'" for each in ["papule", *words])
    found = set(run("bash", BASH.format(script=path, words=quoted), place, environment).split())
    assert offered <= found
    assert not not_offered & found


@pytest.mark.parametrize(("words", "offered", "not_offered"), COMPLETED, ids=lambda each: " ".join(each))
def test_fish_offers_what_fits(words, offered, not_offered, english, place, environment, tmp_path):
    path = tmp_path / "script"
    path.write_text(script("fish", english))
    line = " ".join(["papule", *words])
    said = run("fish", f"source {path}; complete -C'{line}'", place, environment)
    found = {each.split("\t")[0] for each in said.splitlines()}
    assert offered <= found
    assert not not_offered & found


def test_an_unknown_shell_is_refused(call):
    assert call("completion", "tcsh").status == 2
    assert call("completion").status == 2
