"""What a reader of JSON or YAML stumbled over, in words for those who wrote the text."""

from json import JSONDecodeError
from typing import TYPE_CHECKING, NamedTuple

from papule.kernel.told import Told, told
from papule.reading.problem import Problem

if TYPE_CHECKING:  # a run that reads JSON does not load it
    import yaml


class _Remark(NamedTuple):
    """What a message of a parser means, and what to do; `opening`: told where the broken thing begins."""

    reason: Told
    fix: Told
    opening: bool = False


_QUOTE = _Remark(
    told("a quotation mark is opened here and never closed"), told("close it with the same mark"), opening=True
)
_BACKSLASH = _Remark(
    told("a backslash stands before a sign that means nothing after it"), told("write two backslashes for one")
)
_SECOND = _Remark(
    told("there is more text after the end of the document"),
    told("give one case a file; put many cases into an NDJSON file, one a line"),
)
_TAB = _Remark(told("a tab stands where spaces are needed"), told("indent with spaces"))
_BRACKET = _Remark(
    told("a bracket that opens here is not closed, or a comma is missing"),
    told("close it, and put commas between the values"),
    opening=True,
)
_UNKNOWN = _Remark(
    told("from here on it cannot be read"), told("mend the text here; `papule new` prints a case to compare it with")
)

# Beginnings of the messages of Python's json
_JSON = {
    "Expecting property name": _Remark(
        told("a key is missing here, or does not stand between double quotation marks"),
        told("write a key between double quotation marks, and no comma before a closing bracket"),
    ),
    "Expecting ':'": _Remark(told("a colon is missing after the key"), told("put it there")),
    "Expecting ','": _Remark(told("a comma or a closing bracket is missing"), told("put it there")),
    "Expecting value": _Remark(
        told("a value is missing here, or is none that JSON knows"),
        told("write a number, a text between double quotation marks, true, false, null, a list or an object"),
    ),
    "Extra data": _SECOND,
    "Unterminated string": _QUOTE,
    "Invalid control character": _Remark(
        told("a text goes over the end of the line or holds a tab"), told(r"close it, or write \n and \t")
    ),
    "Invalid \\": _BACKSLASH,
    "Illegal trailing comma": _Remark(told("a comma stands before a closing bracket"), told("take it out")),
}

# Parts of the messages of libyaml, and of PyYAML's own parser where libyaml is not at hand
_YAML = {
    "mapping values": _Remark(
        told("there is a second colon in this line, or the line is indented too far"),
        told("put the value between quotation marks, or align the key with those above it"),
    ),
    "find expected ':'": _Remark(
        told("a key stands here without a colon and a value"),
        told("write key: value, with a space after the colon"),
        opening=True,
    ),
    "unexpected end of stream": _QUOTE,
    "escape": _BACKSLASH,
    "a tab character": _TAB,
    "',' or": _BRACKET,
    "expected key": _Remark(
        told("this line does not go with those above it"), told("align it with them, or quote the whole value")
    ),
    "<document start>": _SECOND,
}
_YAML["'-' indicator"] = _YAML["<block end>"] = _YAML["expected key"]
_REFERRING = ("while scanning an alias", "while scanning an anchor")
_NOT_A_VALUE = ("cannot start", "alphabetic or numeric", "node content", "tag handle")


def json_problem(error: JSONDecodeError) -> Problem:
    """Say what is wrong with a text that is not JSON."""
    found = (remark for beginning, remark in _JSON.items() if error.msg.startswith(beginning))
    reason, fix, _ = next(found, _UNKNOWN)
    problem = told("this is not JSON: {reason} (column {column})", reason=reason, column=error.colno)
    return Problem("", problem, fix, error.lineno)


def yaml_problem(error: "yaml.YAMLError", text: str) -> Problem:
    """Say what is wrong with a text that is not YAML."""
    remark = _no_value(error, text) or _remark(error)
    mark = _mark(error, opening=remark.opening)
    column, line = (mark.column + 1, mark.line + 1) if mark else (1, 0)
    problem = told("this is not YAML: {reason} (column {column})", reason=remark.reason, column=column)
    return Problem("", problem, remark.fix, line)


def _remark(error: "yaml.YAMLError") -> _Remark:
    said = getattr(error, "problem", None) or ""
    return next((remark for part, remark in _YAML.items() if part in said), _UNKNOWN)


def _mark(error: "yaml.YAMLError", *, opening: bool) -> "yaml.Mark | None":
    mark = getattr(error, "problem_mark", None)
    return (getattr(error, "context_mark", None) if opening else None) or mark


def _no_value(error: "yaml.YAMLError", text: str) -> _Remark | None:
    """Look at the sign where a value should begin: the message of libyaml does not tell it."""
    if not any(part in (getattr(error, "problem", None) or "") for part in _NOT_A_VALUE):
        return None
    mark = _mark(error, opening=getattr(error, "context", None) in _REFERRING)
    character = text[mark.index : mark.index + 1] if mark else ""
    if character == "\t":
        return _TAB
    if not character.strip():
        return _Remark(told("a value is missing here"), told("add it, or close the bracket"))
    return _Remark(
        told("a value cannot begin with {character!r}", character=character),
        told("put the value between quotation marks"),
    )
