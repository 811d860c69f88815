"""A document as plain values: what stands on it, in which order, before it is typeset."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Literal

import msgspec

from papule.treatment.case import Part


class Block(Part, kw_only=True, tag_field="kind"):
    """Base of what a document is made of."""


class Heading(Block, kw_only=True, tag="heading"):
    """A heading of the second level, or `minor` of the third; the title of the document is the first."""

    text: str
    minor: bool = False


class Text(Block, kw_only=True, tag="text"):
    """A paragraph."""

    text: str
    strong: bool = False
    small: bool = False


class Item(Part, kw_only=True):
    """A line of a list that begins with what it is about."""

    lead: str
    text: str


class Items(Block, kw_only=True, tag="items"):
    """A list; `boxes` to be ticked by hand."""

    items: tuple[str | Item, ...]
    boxes: bool = False


class Grid(Block, kw_only=True, tag="grid"):
    """A table with a head. `right`: columns of numbers. `wide`: columns that share the room; named twice, twice."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[int, ...] = ()
    wide: tuple[int, ...] = ()

    @property
    def named_rows(self) -> list[list[tuple[str, str]]]:
        """Give each row with the name of each column: what a phone shows below one another."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]


class Pairs(Block, kw_only=True, tag="pairs"):
    """Names with their values, a line each."""

    pairs: tuple[tuple[str, str], ...]


class Drawing(Part, kw_only=True):
    """A drawing among others: what it shows in words, and what stands below it."""

    svg: str
    alt: str
    caption: str
    ratio: float  # width by height


class Drawings(Block, kw_only=True, tag="drawings"):
    """Drawings side by side, and a key: marks with what they stand for."""

    drawings: tuple[Drawing, ...]
    key: tuple[tuple[str, str], ...] = ()  # SVG, words


class Signature(Block, kw_only=True, tag="signature"):
    """A place to sign: for whom, and what was drawn or typed there, if signed on a screen."""

    label: str
    svg: str = ""
    typed: str = ""
    at: str = ""


AnyBlock = Heading | Text | Items | Grid | Pairs | Drawings | Signature


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A whole document. The same values give the same bytes."""

    kind: str
    language: Literal["fr", "en"]
    title: str
    made_on: date
    sender: tuple[str, ...]  # lines of the practice's header
    addressee: tuple[str, ...] = ()
    subject: str = ""  # whom it concerns: name, birth date
    place_and_day: str = ""
    blocks: tuple[AnyBlock, ...] = ()
    footer: str = ""

    @property
    def digest(self) -> str:
        """Give the digest of everything that stands on it, which is printed at its foot."""
        return hashlib.sha256(msgspec.json.encode(self, order="sorted")).hexdigest()
