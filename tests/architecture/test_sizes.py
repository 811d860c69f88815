"""Section 6 of the design: functions and files stay small. Complexity is ruff's (C901)."""

import ast
from collections.abc import Iterator
from pathlib import Path

SRC = Path(__file__).resolve().parents[2] / "src/papule"
CORE = tuple(SRC / name for name in ("assessment", "interop", "kernel", "knowledge/model", "planning", "treatment"))
CORE_FUNCTION_LINES = 25
FUNCTION_LINES = 40
FILE_LINES = 250

Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_files(root: Path) -> list[Path]:
    """What we write: migrations are Django's."""
    return sorted(path for path in root.rglob("*.py") if path.parent.name != "migrations")


def is_core(path: Path) -> bool:
    return any(path.is_relative_to(package) for package in CORE)


def lines_of(function: Function) -> int:
    """From `def` to the last line; the docstring is not counted, so that nobody has a reason to cut it."""
    first = function.body[0]
    documented = ast.get_docstring(function, clean=False) is not None
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if documented else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - docstring


def too_long(path: Path, root: Path) -> Iterator[str]:
    limit = CORE_FUNCTION_LINES if is_core(path) else FUNCTION_LINES
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, Function) and lines_of(node) > limit:
            where = f"{path.relative_to(root)}:{node.lineno}"
            yield f"{where} {node.name}() has {lines_of(node)} lines, the limit here is {limit}: take a step out of it"


def test_functions_stay_within_the_limit():
    long = [problem for path in python_files(SRC) for problem in too_long(path, SRC.parents[1])]
    assert not long, "\n" + "\n".join(long)


def test_files_stay_within_the_limit():
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in python_files(SRC)}
    long = [
        f"{path.relative_to(SRC.parents[1])} has {count} lines, the limit is {FILE_LINES}: split it by subject"
        for path, count in lines.items()
        if count > FILE_LINES
    ]
    assert not long, "\n" + "\n".join(long)


def test_every_package_of_the_core_is_measured():
    assert [package for package in CORE if not python_files(package)] == []


def test_a_long_function_is_found_and_its_docstring_not_counted(tmp_path):
    body = "    x = 1\n" * FUNCTION_LINES
    (tmp_path / "a.py").write_text(f'def fits():\n    """One.\n\n    Two."""\n{body[10:]}\ndef long():\n{body}')
    (found,) = too_long(tmp_path / "a.py", tmp_path)
    assert found.startswith(f"a.py:{FUNCTION_LINES + 5} long() has 41 lines, the limit here is 40")
