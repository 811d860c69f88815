"""Bundles taken apart: the resources in them, and by which address each is known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from papule.interop.fhir.reading import Plain, Reading
from papule.kernel.told import shortened, told


def resources_in(value: Any, name: str, reading: Reading) -> Iterator[tuple[str, Plain]]:  # noqa: ANN401 -- any JSON
    """Give the resources of a bundle, or the one that stands alone, each with its address; nothing for null."""
    if value is None:
        return
    if not isinstance(value, dict):
        reading.unread(told("{name}: it is no resource", name=shortened(name)))
    elif value.get("resourceType") != "Bundle":
        yield "", value
    else:
        yield from _entries(value, name, reading)


def _entries(bundle: Plain, name: str, reading: Reading) -> Iterator[tuple[str, Plain]]:
    links, entries = bundle.get("link", []), bundle.get("entry", [])
    if not isinstance(entries, list) or not isinstance(links, list):
        reading.unread(told("{name}: it is no bundle of FHIR R4", name=shortened(name)))
        return
    if any(isinstance(each, dict) and each.get("relation") == "next" for each in links):
        reading.unread(told("{name}: the list goes on, and only its first page was sent", name=shortened(name)))
    for each in entries:
        resource = each.get("resource") if isinstance(each, dict) else None
        if not isinstance(resource, dict):
            reading.unread(told("{name}: an entry without a resource", name=shortened(name)))
            continue
        address = each.get("fullUrl")
        yield address if isinstance(address, str) else "", resource


def by_address(entries: list[tuple[str, Plain]]) -> dict[str, Plain]:
    """Map the addresses by which other resources may point to these: `fullUrl` and `Type/id`."""
    found: dict[str, Plain] = {}
    for address, each in entries:
        key = each.get("id")
        if isinstance(key, str):
            found[f"{each.get('resourceType')}/{key}"] = each
        if address:
            found[address] = each
    return found
