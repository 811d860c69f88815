"""The guided run works as shipped, in both languages, and shows what the commands really print."""

from pathlib import Path

import pytest

from papule.cli.demo import EXAMPLE, STEPS
from papule.reading.document import read_document

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_shows_every_command_with_its_real_output(language, call):
    called = call("demo", "--terminal", "--lang", language)
    assert (called.status, called.err) == (0, "")
    shown = called.out.split("$ papule ")[1:]
    assert [each.split()[0] for each in shown] == [step.arguments[0] for step in STEPS]
    for each in shown:
        command, _, output = each.partition("\n\n")
        alone = call(*command.split(), "--lang", language).out
        assert output.startswith(alone), command


def test_it_leaves_the_language_of_the_run_to_every_step(call):
    assert "RÉPONSE ATTENDUE" in call("demo", "--terminal", "--lang", "fr").out
    assert "RÉPONSE ATTENDUE" not in call("demo", "--terminal", "--lang", "en").out


def test_its_example_is_the_one_of_the_readme():
    assert EXAMPLE.read_bytes() == (ROOT / "docs/examples/low-back-pain.yaml").read_bytes()
    assert read_document(EXAMPLE.read_bytes()).value["as_of"], "a demonstration that does not change with the day"


def test_the_example_is_named_as_somebody_here_would_type_it(call, monkeypatch, tmp_path):
    monkeypatch.chdir(EXAMPLE.parent)
    assert "$ papule check low-back-pain.yaml\n" in call("demo", "--terminal").out
    monkeypatch.chdir(tmp_path)
    assert "low-back-pain.yaml\n" in call("demo", "--terminal").out
