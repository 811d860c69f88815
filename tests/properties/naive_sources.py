"""How sources are resolved: one question at a time, the highest rank decides, within a rank the strictest."""

from collections.abc import Iterable

from tests.properties.naive_case import World, holds, is_here

from papule.kernel.severity import ORDER
from papule.knowledge.model.statement import RANK, Statement
from papule.knowledge.model.substance import Level

BY_LEVEL: dict[Level, str] = {
    "contraindicated": "stop",
    "advised-against": "stop",
    "not-recommended": "caution",
    "precaution": "caution",
    "note": "info",
    "none": "no_finding",
}


def worst(severities: Iterable[str]) -> str:
    """Join severities by maximum."""
    return max(severities, key=ORDER.__getitem__, default="no_finding")


def is_foreign_label(source: str, world: World) -> bool:
    """Tell whether a source is a label, or a regulator, of another country."""
    entry = world.formulary.sources[source]
    return entry.kind in ("label", "regulator") and bool(entry.country) and not is_here(entry.country, world)


def rank(statement: Statement, world: World) -> int | None:
    """Give the best rank of a statement's sources, foreign labels aside; none when nothing else speaks."""
    kinds = [
        world.formulary.sources[each.source].kind for each in statement.cite if not is_foreign_label(each.source, world)
    ]
    return max((RANK[kind] for kind in kinds), default=None)


def cites_label(statement: Statement, world: World) -> bool:
    """Tell whether a national label or regulator speaks."""
    return any(
        world.formulary.sources[each.source].kind in ("label", "regulator") and not is_foreign_label(each.source, world)
        for each in statement.cite
    )


def resolve(positions: list[tuple[Statement, str]], world: World) -> str:
    """Resolve one question: what each source's position would mean, to what holds."""
    held = [(statement, severity) for statement, severity in positions if holds(statement, world)]
    national = [(rank(each, world), severity) for each, severity in held]
    best = max((each for each, _ in national if each is not None), default=None)
    found = worst(severity for each, severity in national if each == best and best is not None)
    if any(cites_label(each, world) for each, _ in held):
        return found
    foreign = worst(severity for each, severity in held if any(is_foreign_label(c.source, world) for c in each.cite))
    capped = foreign if ORDER[foreign] < ORDER["caution"] else "caution"
    return worst([found, capped])
