"""What the registry takes from the record of a signed session: ids, numbers and scores; no word that was typed."""

from __future__ import annotations

from collections.abc import Container, Iterable

import msgspec

from papule.clinic.care.session_record import FORM, GivenProduct, GivenSyringe, SessionRecord
from papule.clinic.knowledge import formulary
from papule.kernel.value import Value
from papule.registry.rows import OTHER

_DECODER = msgspec.json.Decoder(SessionRecord, strict=False)


class Given(Value, kw_only=True):
    """What was done in a session. Ids are of the knowledge, each once, in the order of the alphabet."""

    products: list[str]
    techniques: list[str]
    sites: list[str]
    device: str
    points: int
    volume_ml: float | None
    pain_before: float | None
    pain_after: float | None
    overrides: list[str]
    verdict: str
    edition: str


def find_given(text: str) -> Given | None:
    """Read a record as JSON; None for a session at which nothing was given: it treated nobody.

    Raises msgspec.MsgspecError where it is no record, or one of another form.
    """
    record = _DECODER.decode(text)
    if record.form != FORM:
        raise msgspec.ValidationError(f"a record of form {record.form}")
    given = [each for each in record.syringes if each.given]
    return _given(record, given) if given else None


def known_id(key: str, table: Container[str]) -> str:
    """Give an id of the knowledge; what it does not know was typed, and stays in the practice."""
    return key if key in table else OTHER


def _given(record: SessionRecord, syringes: list[GivenSyringe]) -> Given:
    known = formulary()
    techniques = [each.technique for each in syringes] + [each.technique for each in record.points if each.technique]
    return Given(
        products=sorted({_product(each) for syringe in syringes for each in syringe.products}),
        techniques=_ids(techniques, known.techniques),
        sites=_ids((each.site for each in record.points), known.body_sites),
        device=known_id(record.device.kind, known.devices),
        points=len(record.points),
        volume_ml=_volume(syringes),
        pain_before=record.pain.nrs_before,
        pain_after=record.pain.nrs_after,
        overrides=sorted({each.code for each in record.overrides}),
        verdict=record.verdict,
        edition=record.edition,
    )


def _ids(keys: Iterable[str], table: Container[str]) -> list[str]:
    return sorted({known_id(key, table) for key in keys})


def _product(given: GivenProduct) -> str:
    """Name what was drawn up: the product, else its substance."""
    known = formulary()
    return given.product if given.product in known.products else known_id(given.substance, known.substances)


def _volume(syringes: list[GivenSyringe]) -> float | None:
    """Add up what was injected, in mL; unknown where one syringe with something in it does not say."""
    volumes = [each.injected_ml for each in syringes if each.products]
    said = [each for each in volumes if each is not None]
    return round(sum(said), 3) if len(said) == len(volumes) else None
