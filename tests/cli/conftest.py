"""The command, called as a person calls it, over the real knowledge."""

import io
from collections.abc import Callable
from typing import NamedTuple

import pytest

from papule.cli.context import Context, Terminal
from papule.cli.main import main
from papule.knowledge.loading import load_formulary
from papule.knowledge.model.tables import Formulary


class Called(NamedTuple):
    """What a call gave: exit status, standard output, standard error."""

    status: int
    out: str
    err: str


Call = Callable[..., Called]


@pytest.fixture(scope="session")
def formulary() -> Formulary:
    return load_formulary()


@pytest.fixture(params=["en", "fr"])
def context(request, formulary) -> Context:
    return Context(formulary, request.param, Terminal(80, colour=False))


@pytest.fixture
def english(formulary) -> Context:
    return Context(formulary, "en", Terminal(80, colour=False))


@pytest.fixture
def call(capsys, monkeypatch) -> Call:
    """Call the command; `given` stands on standard input. Argument errors of argparse are exit statuses too."""
    monkeypatch.setenv("LC_ALL", "en")
    monkeypatch.setenv("COLUMNS", "80")

    def called(*arguments: str, given: bytes | None = None) -> Called:
        if given is not None:
            monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))
        capsys.readouterr()
        try:
            status = main(arguments)
        except SystemExit as error:
            status = int(error.code or 0)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Called(status, out, err)

    return called
