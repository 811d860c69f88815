"""What is in the knowledge for nothing: sources nobody cites, facts nobody asks, groups nobody has."""

from collections.abc import Iterator

from papule.knowledge.audit_remark import Remark, Tables, every
from papule.knowledge.model.rule import Component
from papule.knowledge.model.statement import Citation
from papule.knowledge.model.substance import Contraindication, Excipient, Interaction

# a fact that is worked out -> the facts that are asked for it
_ASKED_FOR = {
    "wocbp": ("childbearing-potential",),
    "wocbp-no-contraception": ("childbearing-potential", "effective-contraception"),
    "men-no-contraception": ("effective-contraception",),
}


def use_remarks(tables: Tables) -> Iterator[Remark]:
    """Find what nothing else in the knowledge uses."""
    yield from _sources(tables)
    yield from _facts(tables)
    yield from _groups(tables)
    yield from _classes(tables)
    yield from _mixtures(tables)


def _sources(tables: Tables) -> Iterator[Remark]:
    cited = {each.source for _, _, _, each in every(tables, Citation)}
    for key in tables["sources"]:
        if key not in cited:
            yield _idle("source", "sources", key, "no statement cites this source", "cite it, or take it out")


def _facts(tables: Tables) -> Iterator[Remark]:
    facts = tables["facts"]
    asked = {each.fact for _, _, _, each in every(tables, Contraindication)}
    asked |= {other for key, others in _ASKED_FOR.items() if key in asked for other in others}
    asked |= {"pregnancy"} if any(facts[key].from_weeks is not None for key in asked if key in facts) else set()
    growing = True
    while growing:  # a fact that implies an asked one answers it
        more = {key for key, fact in facts.items() if key not in asked and asked.intersection(fact.implies)}
        asked |= more
        growing = bool(more)
    for key in facts:
        if key not in asked:
            fix = "write the position that asks it, or take it out"
            yield _idle("fact", "facts", key, "no position asks this fact", fix)


def _groups(tables: Tables) -> Iterator[Remark]:
    groups = tables["allergy_groups"]
    held = {group for each in tables["substances"].values() for group in each.allergy_groups}
    held |= {each.id for _, _, _, each in every(tables, Excipient)}
    held |= {other for key, group in groups.items() for other in group.includes if key in held}
    held |= {key for key, group in groups.items() if held.intersection(group.includes)}
    for key in groups:
        if key not in held:
            fix = "name it in a substance or an excipient, or take it out"
            yield _idle("allergy", "allergy_groups", key, "no substance or excipient is in this group", fix)


def _classes(tables: Tables) -> Iterator[Remark]:
    used = {each.with_class for _, _, _, each in every(tables, Interaction)}
    for key in tables["interaction_classes"]:
        if key not in used:
            fix = "write the interaction, or take it out"
            yield _idle("class", "interaction_classes", key, "no substance interacts with this class", fix)


def _mixtures(tables: Tables) -> Iterator[Remark]:
    made = {each.substance for each in tables["products"].values()}
    for table, key, at, each in every(tables, Component):
        if each.substance not in made:
            said = f"no product holds the substance {each.substance!r}"
            yield Remark("mixture", table, key, at, said, "write the product, or say that none exists")


def _idle(kind: str, table: str, key: str, problem: str, fix: str) -> Remark:
    return Remark(kind, table, key, "", problem, fix)
