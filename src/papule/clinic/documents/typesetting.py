"""From a sheet to a PDF, with typst: A4, tagged (PDF/UA-1, PDF/A-2a), the same bytes for the same sheet."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, time
from pathlib import Path

import msgspec
import typst
from anyascii import anyascii

from papule.clinic.documents.sheet import Sheet
from papule.clinic.marks import unbroken

PAGE = Path(__file__).parent / "typst" / "page.typ"
WORDS = {
    "fr": {"page": "page", "of": "sur", "digest": "Empreinte"},
    "en": {"page": "page", "of": "of", "digest": "Digest"},
}
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
# What the fonts of typst have glyphs for: Latin, Greek, Cyrillic, punctuation, arrows, mathematics.
_COVERED = ((0x20, 0x24F), (0x250, 0x52F), (0x1E00, 0x1FFF), (0x2000, 0x22FF))


def typeset(sheet: Sheet) -> bytes:
    """Typeset a sheet as PDF.

    What no font here has a glyph for is followed by its reading in Latin letters. Raises typst.TypstError when a
    drawing is broken.
    """
    made_at = datetime.combine(sheet.made_on, time(12), UTC)
    made = typst.compile(
        PAGE,
        root=PAGE.parent,
        format="pdf",
        sys_inputs={"data": data_of(sheet)},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=int(made_at.timestamp()),
        ignore_system_fonts=True,
    )
    assert isinstance(made, bytes)  # noqa: S101 -- one PDF without an output path is bytes
    return made


def data_of(sheet: Sheet) -> str:
    """Give what the page is made from, as JSON."""
    values = msgspec.json.decode(msgspec.json.encode(sheet), type=dict)
    values |= {"digest": sheet.digest, "words": WORDS[sheet.language]}
    return msgspec.json.encode(readable(values)).decode()


def readable(value: object) -> object:
    """Give plain values whose every text can be printed."""
    if isinstance(value, str):
        return value if value.startswith("<svg") else _readable(value)
    if isinstance(value, dict):
        return {key: readable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [readable(each) for each in value]
    return value


def _readable(text: str) -> str:
    """Leave out what steers a terminal, set marks as print does, read in Latin letters every word without glyphs."""
    text = "".join(each for each in text if each == "\n" or unicodedata.category(each)[0] != "C")
    text = unbroken(_APOSTROPHE.sub("’", text))
    if all(map(_is_covered, text)):
        return text
    words = (word if all(map(_is_covered, word)) else _read(word) for word in text.split(" "))
    return " ".join(filter(None, words))


def _read(word: str) -> str:
    """Read a word in Latin letters, its first one large; what is no word, such as a smiling face, is left out."""
    if not any(unicodedata.category(each)[0] in "LN" for each in word):
        return ""
    read = anyascii("".join(each for each in word if unicodedata.category(each) != "So")).replace("`", "").strip()
    return f"{read[:1].upper()}{read[1:]}" or "□"


def _is_covered(character: str) -> bool:
    return character == "\n" or any(low <= ord(character) <= high for low, high in _COVERED)
