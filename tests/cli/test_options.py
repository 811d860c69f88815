"""What is told of options that cannot be used, in the language of the run."""

import argparse
import inspect
import re

import pytest

from papule.cli.main import main


@pytest.fixture(scope="module")
def said(formulary):
    return formulary.wording["argparse"]


WRONG = [
    (["check", "--fromat", "json"], "papule check : erreur : arguments inconnus : --fromat"),
    (["check", "--format", "xml"], "argument --format : choix impossible : 'xml'"),
    (["check", "--jobs", "x"], "'x' n’est pas une valeur possible"),
    (["check", "--as-of"], "argument --as-of : une valeur est attendue"),
    (["check", "--all=yes"], "cette option ne prend pas de valeur"),
    (["schedule", "--s", "3"], "option ambiguë : --s peut vouloir dire --start, --sessions"),
    (["explain", "--as-of"], "argument --as-of : une valeur est attendue"),
    (["knowledge"], "il manque ces arguments : list|check"),
]


@pytest.mark.parametrize(("arguments", "french"), WRONG)
def test_options_that_cannot_be_used_are_told_in_french(arguments, french, capsys):
    command, *options = arguments
    with pytest.raises(SystemExit) as ended:
        main([command, "--lang", "fr", *options])
    err = capsys.readouterr().err
    assert ended.value.code == 2
    assert french in err
    assert err.startswith("emploi : papule")
    assert "error" not in err


def test_english_stays_as_python_has_it_after_a_run_in_french(capsys):
    for language, usage in (("fr", "emploi : "), ("en", "usage: ")):
        with pytest.raises(SystemExit):
            main(["check", "--lang", language, "--format", "xml"])
        assert capsys.readouterr().err.startswith(usage)


def test_help_has_french_headings(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["check", "--lang", "fr", "--help"])
    out = capsys.readouterr().out
    assert ended.value.code == 0
    assert "afficher cette aide et terminer" in out
    assert "positional arguments" not in out


def test_a_translation_has_the_values_of_its_text(said):
    values = re.compile(r"%(?:\(\w+\))?[rs]")
    assert [text for text in said if sorted(values.findall(text)) != sorted(values.findall(said[text]["fr"]))] == []


def test_every_text_is_one_of_argparse(said):
    """Python words some of them anew in later versions: then the English shows, and this tells it."""
    source = inspect.getsource(argparse)
    assert [text for text in said if repr(text)[1:-1] not in source] == []
