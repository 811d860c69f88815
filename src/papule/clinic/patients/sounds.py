"""How names are folded to plain letters, and what they sound like in French and in English."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import jellyfish
from anyascii import anyascii
from phonetic_fr import phonetic

SHORTEST = 3  # letters from which a word has a sound worth comparing
KEPT = 20_000  # words whose French sound is remembered: working it out takes a hundred replacements

# Spellings of family names that the French code does not know as silent or alike, measured in test_sounds.
_SILENT = (
    (r"feb[uv]re", "fevre"),  # Lefebvre, Lefebure
    (r"(?<=[ao]i)s(?=t)", ""),  # Benoist, Lemaistre
    (r"l(?=[td]$)", ""),  # Thibault, Renauld
    (r"dt$", "t"),  # Schmidt
    (r"[ae]y|ai", "ei"),  # Meyer, Mayer, Maier
    (r"ch(?=ol)", "k"),  # Nicholas
    (r"mps", "ms"),  # Thompson
    (r"ck", "k"),
    (r"^w(?!r)", "v"),  # Wagner
    (r"ks|cs", "x"),  # Dickson
)


def words_of(name: str) -> list[str]:
    """Give the words of a name in plain letters and digits, whatever its script, case and accents."""
    return re.findall(r"[a-z0-9]+", anyascii(unicodedata.normalize("NFC", name)).lower())


@lru_cache(maxsize=KEPT)
def french(word: str) -> str:
    """Give the French sound of a word in plain letters; empty where it has none."""
    if len(word) < SHORTEST:
        return ""
    for silent, spoken in _SILENT:
        word = re.sub(silent, spoken, word)
    return str(phonetic(word))


def english(word: str) -> str:
    """Give the English sound of a word in plain letters; empty where it has none."""
    return jellyfish.metaphone(word) if len(word) >= SHORTEST else ""
