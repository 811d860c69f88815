"""Allergies against substances, their classes and the excipients of what is at hand."""

from __future__ import annotations

from collections.abc import Iterator

from papule.assessment.checks.interactions import unknown_medicine
from papule.assessment.finding import Cited, Finding, Lacking
from papule.assessment.subject import Item, Subject


def check(subject: Subject) -> Iterator[Finding | Lacking]:
    """Find every product that an allergy concerns; ask when allergies were not asked."""
    items = {item.written: item for item in subject.items}.values()
    if subject.person.patient.allergies is None:
        for item in items:
            if item.substance.active or _groups(item, subject):
                yield Lacking("allergies", "stop", item.id)
    for said, groups in subject.person.allergies:
        found = [each for item in items for each in _concerning(said, groups, item, subject)]
        yield from found
        if not groups and not found:
            yield from _unrecognised(said, subject)


def _concerning(said: str, groups: frozenset[str], item: Item, subject: Subject) -> Iterator[Finding]:
    """Hold one allergy against a product: by the groups it stands for, else by the name of what the product holds."""
    concerned = _groups(item, subject)
    shared = sorted(groups & concerned.keys())
    for group in shared:
        yield _found(said, group, item, concerned[group])
    if not shared:
        same = [each.substance.id for each in item.holds if subject.person.is_named(said, groups, each)]
        yield from (_found(said, each, item, ()) for each in same[:1])


def _groups(item: Item, subject: Subject) -> dict[str, tuple[Cited, ...]]:
    """Give the allergy groups of an item with where each is stated."""
    found = {group: subject.view.allergy_citations(group) for group in item.substance.substance.allergy_groups}
    if item.product:
        for excipient, cited in item.product.excipients.items():
            found[excipient] = found.get(excipient, ()) + cited
        for other, _ in item.product.contains:
            for group in subject.view.substance(other).substance.allergy_groups:
                found.setdefault(group, subject.view.allergy_citations(group))
    return found


def _found(said: str, group: str, item: Item, citations: tuple[Cited, ...]) -> Finding:
    free = item.product.excipient_free.get(group, ()) if item.product else ()
    in_substance = group in item.substance.substance.allergy_groups
    return Finding(
        code=f"allergy/{group}",
        check="allergies",
        severity="stop",
        scope="patient",
        about=item.about,
        because={"allergies": said},
        citations=citations,
        override="reason" if free and not in_substance else "none",
        params={"group": group, "without": list(free)},
    )


def _unrecognised(said: str, subject: Subject) -> Iterator[Finding]:
    if not subject.person.known_name(said):
        yield unknown_medicine(said, {"allergies": said})
