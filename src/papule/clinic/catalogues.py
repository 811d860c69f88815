"""The compiled form of a catalogue of words, the one that runs: French marks stay on the line of their word."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from papule.clinic.marks import unbroken


def compile_catalogue(text: Path, made: Path) -> None:
    """Compile one catalogue."""
    with text.open("rb") as file:
        held = read_po(file, locale=text.parent.parent.name)
    for message in held:
        said = message.string
        message.string = unbroken(said) if isinstance(said, str) else tuple(map(unbroken, said or ()))
    with made.open("wb") as file:
        write_mo(file, held)
