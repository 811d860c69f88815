"""Schemas as msgspec gives them, made fit for editors: words, no titles that repeat a class, a stable order."""

from collections.abc import Callable
from typing import Any

import msgspec

DRAFT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]
Describe = Callable[[str, str], str]  # structure, field -> words; empty where there are none


def tidied(kind: type, name: str, title: str, describe: Describe) -> Schema:
    """Give the schema of a structure, with its name, title and a description of every field."""
    raw = msgspec.json.schema(kind)
    definitions: dict[str, Schema] = raw.get("$defs", {})
    top = definitions.pop(raw["$ref"].rpartition("/")[2]) if "$ref" in raw else raw
    schema: Schema = {"$schema": DRAFT, "$id": f"urn:papule:schema:{name}", "title": title}
    schema |= {key: value for key, value in _described(top, kind.__name__, describe).items() if key != "title"}
    if definitions:
        schema["$defs"] = {key: _described(each, key, describe) for key, each in sorted(definitions.items())}
    return schema


def _described(schema: Schema, structure: str, describe: Describe) -> Schema:
    """Add words to every field of a structure; nullable fields need no default of nothing."""
    properties = {}
    for field, told in schema.get("properties", {}).items():
        said = describe(structure, field)
        kept = {key: value for key, value in told.items() if not (key == "default" and value in (None, [], {}, ""))}
        properties[field] = {**({"description": said} if said else {}), **_ordered(kept)}
    return {**schema, "properties": properties} if properties else schema


def _ordered(schema: Schema) -> Schema:
    """Take what is nullable apart as lightly as can be: a type list where there is only one other type."""
    others = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    if len(others) == 1 and len(schema.get("anyOf", ())) == 2 and isinstance(others[0].get("type"), str):  # noqa: PLR2004 -- itself or nothing
        return {**others[0], "type": [others[0]["type"], "null"], **{k: v for k, v in schema.items() if k != "anyOf"}}
    return schema
