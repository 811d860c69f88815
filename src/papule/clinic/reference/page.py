"""A page of the knowledge: blocks of lines, each with its places in sources."""

from __future__ import annotations

from papule.kernel.value import Value


class Where(Value):
    """A place in a source."""

    source: str  # id
    said: str


class Line(Value):
    """A statement, what it comes to, where it stands, what is in it."""

    said: str
    holds: bool = True
    severity: str = ""
    word: str = ""
    address: str = ""
    places: tuple[Where, ...] = ()
    opposed: tuple[str, ...] = ()  # ids of sources
    notes: tuple[str, ...] = ()
    inner: tuple[Block, ...] = ()


class Block(Value):
    """Lines under a heading."""

    title: str
    lines: tuple[Line, ...]
    is_open: bool = True
    note: str = ""


class Known(Value):
    """A source at the end of a page."""

    id: str
    said: str
    url: str
    note: str


class Page(Value):
    """An explanation."""

    title: str
    kind: str
    text: str = ""
    severity: str = ""
    word: str = ""
    attributes: tuple[str, ...] = ()
    places: tuple[Where, ...] = ()
    blocks: tuple[Block, ...] = ()
    sources: tuple[Known, ...] = ()
