"""What statements say: amounts that can be read, dates in order, ids that exist, evidence, market, citations."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from papule.kernel.quantity import quantity
from papule.knowledge.audit_remark import NOT_ITEMS, Remark, Tables, every
from papule.knowledge.model.edition import Edition
from papule.knowledge.model.rule import Component, Period, Permitted
from papule.knowledge.model.statement import Citation, Statement
from papule.knowledge.model.substance import Acidity, Ingredient, Limit, Product
from papule.knowledge.model.technique import Range
from papule.knowledge.references import structures
from papule.reading.expected import instead

# names, and open questions: what they say of themselves needs no source, every statement in them has its own
_VOCABULARY = ("body_sites", "facts", "families", "layouts", "question_groups", "questions", "sources", *NOT_ITEMS)


def content_remarks(tables: Tables, edition: Edition) -> Iterator[Remark]:
    """Find what statements say that cannot be used, or do not say though they should."""
    yield from _amounts(tables)
    yield from _dates(tables)
    yield from _ranges(tables)
    yield from _ids(tables)
    yield from _names(tables)
    yield from _uncited(tables)
    yield from _market(tables)
    for key, indication in tables["indications"].items():
        if not indication.evidence:
            fix = "write what studies found, or that none is sound"
            yield Remark("evidence", "indications", key, "", "no evidence is written", fix)
    if edition.improvement not in tables["outcomes"]:
        said = f"{edition.improvement!r} is no outcome measure"
        yield Remark(
            "id", "edition", "edition", "improvement", said, instead(edition.improvement, list(tables["outcomes"]))
        )


def _amounts(tables: Tables) -> Iterator[Remark]:
    """Find amounts and strengths that no arithmetic can use."""
    fields: tuple[tuple[type, str, tuple[str, ...]], ...] = (
        (Limit, "amount", ("mg", "IU", "mL", "mg/kg", "IU/kg", "mL/kg")),
        (Product, "strength", ("mg/mL", "IU/mL")),
        (Ingredient, "strength", ("mg/mL", "IU/mL")),
        (Permitted, "max_strength", ("mg/mL", "IU/mL")),
        (Component, "strength", ("mg/mL", "IU/mL")),
        (Component, "amount", ("mg", "IU", "mL")),
    )
    for kind, field, units in fields:
        found: Iterator[tuple[str, str, str, Any]] = every(tables, kind)
        for table, key, at, each in found:
            written = getattr(each, field)
            if written and not _readable(written, units):
                sort = "recipe" if kind is Component else "amount"  # a recipe is shown as its source writes it
                fix = f"write it in {' or '.join(units)}"
                yield Remark(sort, table, key, _join(at, field), f"{written!r} is no amount that counts", fix)


def _readable(written: str, units: tuple[str, ...]) -> bool:
    try:
        return quantity(written).unit in units
    except ValueError:
        return False


def _dates(tables: Tables) -> Iterator[Remark]:
    dated: Iterable[tuple[str, str, str, Statement | Period]] = chain(every(tables, Statement), every(tables, Period))
    for table, key, at, each in dated:
        if each.since and each.until and each.since >= each.until:
            said = f"it ends on {each.until}, before it begins on {each.since}"
            yield Remark("date", table, key, at, said, "`until` is the first day on which it no longer holds")


def _ranges(tables: Tables) -> Iterator[Remark]:
    ranges: Iterable[tuple[str, str, str, Range | Acidity]] = chain(every(tables, Range), every(tables, Acidity))
    for table, key, at, each in ranges:
        if each.low is not None and each.high is not None and each.low > each.high:
            yield Remark("range", table, key, at, f"{each.low:g} is above {each.high:g}", "mend low or high")


def _ids(tables: Tables) -> Iterator[Remark]:
    """Find ids that the loader does not check: red flags, what disputes and questions are about."""
    guidance: dict[str, str] = {}
    for topic, file in tables["guidance"].items():
        for number, item in enumerate(file.items):
            if item.id in guidance:
                said = f"the id {item.id!r} also stands in {guidance[item.id]}"
                yield Remark("id", "guidance", topic, f"items[{number}].id", said, "give one of them another id")
            guidance[item.id] = topic
    known = {key for name, table in tables.items() if name not in NOT_ITEMS for key in table} | _inner_ids(tables)
    for key, indication in tables["indications"].items():
        yield from _dangling("indications", key, "red_flags", indication.red_flags, guidance)
    for name in ("disputes", "questions"):
        for key, entry in tables[name].items():
            yield from _dangling(name, key, "about", entry.about, known)


def _inner_ids(tables: Tables) -> set[str]:
    """Give the ids that stand inside items: of guidance, rules of a society, dangers of a site."""
    found = (getattr(each, "id", "") for _, _, _, each in every(tables, Statement))
    return {each for each in found if each}


def _dangling(table: str, key: str, field: str, ids: Iterable[str], known: Any) -> Iterator[Remark]:  # noqa: ANN401
    for number, each in enumerate(ids):
        if each not in known:
            yield Remark(
                "link" if field == "about" else "id",
                table,
                key,
                f"{field}[{number}]",
                f"{each!r} is not known",
                instead(each, list(known)),
            )


def _names(tables: Tables) -> Iterator[Remark]:
    """Find names that stand for two substances: only one of them would ever be found."""
    owners: dict[str, str] = {}
    for key, substance in tables["substances"].items():
        for number, alias in enumerate(substance.aliases):
            if alias.kind == "misuse":
                continue
            owner = owners.setdefault(alias.name.casefold(), key)
            if owner != key:
                said, fix = f"{alias.name!r} also names {owner}", "keep it where it belongs"
                yield Remark("name", "substances", key, f"aliases[{number}].name", said, fix)


def _uncited(tables: Tables) -> Iterator[Remark]:
    for name, table in tables.items():
        if name in _VOCABULARY:
            continue
        for key, entry in table.items():
            if not any(isinstance(each, Citation) for _, each in structures(entry, "")):
                yield Remark("citation", name, key, "", "nothing in this item is cited", "say where it stands")


def _market(tables: Tables) -> Iterator[Remark]:
    """Find products of which nobody can tell whether they can be had."""
    for key, product in tables["products"].items():
        substance = tables["substances"][product.substance]
        if not any(each.market for each in product.presentations) and not substance.market:
            said = "no presentation has a market status, and the substance has none"
            yield Remark("market", "products", key, "", said, "write a presentation, or the substance's status")


def _join(at: str, field: str) -> str:
    return f"{at}.{field}" if at else field
