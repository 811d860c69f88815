"""The list of medicines that ships: its file, read once when first needed."""

import gzip
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import msgspec

from papule.knowledge.model.drugs import Drug, PackedDrugs, packed_drugs
from papule.knowledge.model.statement import Entry

__all__ = ["FILE", "Packed", "compile_drugs", "pack", "unpack"]

FILE = Path("drug_list", "drugs.json.gz")  # in the knowledge directory


class Packed(Entry, kw_only=True):
    """The list as it is kept: the day of its copy, two tables, and names with places in them."""

    as_of: date
    substances: tuple[str, ...]
    atc: tuple[str, ...]
    drugs: tuple[tuple[str, tuple[int, ...], tuple[int, ...], tuple[str, ...]], ...]


def compile_drugs(knowledge: Path) -> PackedDrugs:
    """Read the medicines of a knowledge directory and make them ready to be searched.

    Raises FileNotFoundError when the list is not there, msgspec.DecodeError when it is damaged.
    """
    return packed_drugs(unpack((knowledge / FILE).read_bytes())[1])


def pack(drugs: Iterable[Drug], as_of: date) -> bytes:
    """The bytes of the list; the same list gives the same bytes."""
    drugs = tuple(drugs)
    substances = sorted({s for drug in drugs for s in drug.substances})
    codes = sorted({code for drug in drugs for code in drug.atc})
    place = {name: i for table in (substances, codes) for i, name in enumerate(table)}
    rows = tuple((d.name, tuple(place[s] for s in d.substances), tuple(place[c] for c in d.atc), d.also) for d in drugs)
    packed = Packed(as_of=as_of, substances=tuple(substances), atc=tuple(codes), drugs=rows)
    return gzip.compress(msgspec.json.encode(packed), compresslevel=9, mtime=0)


def unpack(raw: bytes) -> tuple[date, tuple[Drug, ...]]:
    """The day of the copy and the medicines of a packed list."""
    try:
        text = gzip.decompress(raw)
    except (OSError, EOFError) as error:
        raise msgspec.DecodeError(f"the list of medicines is damaged: {error}") from error
    packed = msgspec.json.decode(text, type=Packed)
    drugs = (
        Drug(
            name=name,
            substances=tuple(packed.substances[i] for i in substances),
            atc=tuple(packed.atc[i] for i in codes),
            also=also,
        )
        for name, substances, codes, also in packed.drugs
    )
    return packed.as_of, tuple(drugs)
