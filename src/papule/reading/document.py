"""Text to plain values: UTF-8 JSON or YAML 1.2, with limits on size and shape."""

from typing import Any, NamedTuple

from papule.reading.problem import Problem, Unreadable

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_NODES = 100_000


class Document(NamedTuple):
    """A value and the line each of its places stands on (empty for JSON)."""

    value: Any
    lines: dict[str, int]


def read_document(data: bytes, *, max_bytes: int = MAX_BYTES) -> Document:
    """Read JSON where the text begins like JSON, else YAML.

    Raises Unreadable with every problem found.
    """
    text = _decoded(data, max_bytes)
    if text.lstrip()[:1] in "{[" and text.strip():
        from papule.reading.json import read_json  # noqa: PLC0415 -- one reader a run

        return Document(read_json(text), {})
    from papule.reading.yaml import read_yaml  # noqa: PLC0415

    return read_yaml(text)


def _decoded(data: bytes, max_bytes: int) -> str:
    if len(data) > max_bytes:
        raise Unreadable(
            [
                Problem(
                    "",
                    f"the input is {len(data):,} bytes long; at most {max_bytes:,} are read",
                    "give one case a file; put many cases into an NDJSON file, one a line",
                )
            ]
        )
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable([Problem("", "the text is UTF-16", "save it as UTF-8")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = f"byte {error.start} is not UTF-8: the file is binary or in another encoding"
        raise Unreadable([Problem("", problem, "save it as UTF-8 text", line)]) from None
    if "\0" in text:
        raise Unreadable([Problem("", "the text holds a zero byte: it is binary", "give UTF-8 text")])
    if not text.strip():
        raise Unreadable([Problem("", "the input is empty", "`papule new` prints a case to fill in")])
    return text
