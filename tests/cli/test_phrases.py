"""Every phrase that the code asks for is there, and every field and value of the knowledge has its name."""

import ast
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from msgspec import inspect

from papule.explaining.catalogue import KINDS
from papule.knowledge.model.formulary import FILES
from papule.treatment.case import Case

SRC = Path(__file__).resolve().parents[2] / "src/papule/cli"
MODULES = sorted(
    path
    for path in SRC.glob("*.py")
    if path.stem.partition("_")[0] in {"explain", "knowledge", "new", "replay", "demo", "many", "completion", "schema"}
)
# shown in their own way, never by a label
UNLABELLED = {"id", "cite", "text", "since", "until", "countries", "review", "source", "at", "name", "by"}


def structures(kind: inspect.Type, seen: set[type]) -> Iterator[inspect.StructType]:
    if isinstance(kind, inspect.StructType) and kind.cls not in seen:
        seen.add(kind.cls)
        yield kind
        for field in kind.fields:
            yield from structures(field.type, seen)
    for part in ("types", "item_type", "value_type"):
        inner = getattr(kind, part, ())
        for each in inner if isinstance(inner, tuple) else (inner,):
            yield from structures(each, seen)


def phrases_asked_for(path: Path) -> Iterator[str]:
    """The literal keys of `phrases.say` and `say`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("say", "_say") and isinstance(node.args[0].value, str):
                yield node.args[0].value


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_phrase_that_is_asked_for_is_there(path, formulary):
    known = {**formulary.wording["explain"], **formulary.wording["command"]}
    assert [key for key in phrases_asked_for(path) if key not in known] == []


def test_every_field_of_the_knowledge_has_a_label(formulary):
    seen: set[type] = set()
    fields = {
        field.name
        for kind in FILES.values()
        for each in structures(inspect.type_info(kind), seen)
        for field in each.fields
    }
    labelled = {key.removeprefix("field.") for key in formulary.wording["explain"] if key.startswith("field.")}
    assert fields - labelled - UNLABELLED == set()


def test_every_field_of_a_case_is_described(formulary):
    wording = formulary.wording["explain"]
    wanted = [
        f"case.{each.cls.__name__}.{field.encode_name}"
        for each in structures(inspect.type_info(Case), set())
        for field in each.fields
    ]
    assert [key for key in wanted if key not in wording] == []


def test_every_kind_of_item_has_a_name(formulary):
    wording = formulary.wording["explain"]
    assert [kind for kind in (*KINDS, "method", "medicine", "code") if f"kind.{kind}" not in wording] == []


def test_every_phrase_is_filled_in_alike_in_every_language(formulary):
    from papule.knowledge.audit_words import wording_remarks  # noqa: PLC0415 -- the audit's own rule

    tables = {"wording": {"explain": formulary.wording["explain"]}}
    assert list(wording_remarks(tables, formulary.edition.languages)) == []


def test_a_missing_label_would_be_found(formulary):
    class Strange(msgspec.Struct):
        never_labelled: int

    (found,) = structures(inspect.type_info(Strange), set())
    assert f"field.{found.fields[0].name}" not in formulary.wording["explain"]
