"""The schema of a case, with the ids of the edition in use, so that an editor can offer them."""

from collections.abc import Iterable
from typing import Any

from papule.cli.context import Context
from papule.cli.schema_tidy import Schema, tidied
from papule.explaining.phrases import Phrases
from papule.knowledge.model.tables import Formulary
from papule.treatment.case import Case

_NOT_NULL = {"type": "null"}


def case_schema(context: Context) -> Schema:
    """Give the schema of what `papule check` reads: stricter than the shape, as ids must be known."""
    phrases = Phrases(context.words)

    def describe(structure: str, field: str) -> str:
        return phrases.find(f"case.{structure}.{field}")

    schema = tidied(Case, "case:1", phrases.say("case.title"), describe)
    _offer_ids(schema["$defs"], context)
    content = schema["$defs"]["Content"]
    content["oneOf"] = [
        {"required": ["product"], "properties": {"substance": _NOT_NULL, "strength": _NOT_NULL}},
        {"required": ["substance", "strength"], "properties": {"product": _NOT_NULL}},
    ]
    schema["properties"]["papule"] = {**schema["properties"]["papule"], "default": 1}
    return schema


def _offer_ids(definitions: dict[str, Schema], context: Context) -> None:
    """Name the known ids: only those where nothing else is read, as suggestions where aliases are."""
    formulary = context.formulary
    patient, treatment = definitions["Patient"]["properties"], definitions["Treatment"]["properties"]
    answers = patient["facts"].pop("additionalProperties")
    patient["facts"] |= {"properties": _facts(answers, context), "additionalProperties": False}
    _only(patient["allergies"]["anyOf"][1]["items"]["anyOf"], formulary.allergy_groups)
    _only(treatment["indication"]["anyOf"], formulary.indications)
    definitions["Setting"]["properties"]["society"] |= {"enum": [*formulary.societies, None]}
    definitions["Setting"]["properties"]["country"] |= {"pattern": "^[A-Z]{2}$"}
    definitions["Zone"]["properties"]["site"] |= {"enum": list(formulary.body_sites)}
    past = definitions["PastSession"]["properties"]
    past["substances"]["items"] = {"enum": list(formulary.substances)}
    past["amounts"] |= {"propertyNames": {"enum": list(formulary.substances)}}
    _suggest(definitions["Content"]["properties"], formulary)


def _facts(answers: Any, context: Context) -> Schema:  # noqa: ANN401 -- a schema
    """Give each fact that is asked, with its question."""
    asked = {key: each for key, each in context.formulary.facts.items() if not each.computed}
    return {key: {"description": context.words.text(each.question), **answers} for key, each in asked.items()}


def _only(choices: list[Schema], known: Iterable[str]) -> None:
    """Replace any text by the known ids."""
    place = next(number for number, each in enumerate(choices) if each.get("type") == "string")
    choices[place] = {"enum": list(known)}


def _suggest(content: dict[str, Schema], formulary: Formulary) -> None:
    """Offer products and substances; trade names and misspellings resolve too, so that any text may stand."""
    for field, known in (("product", formulary.products), ("substance", formulary.substances)):
        written = {key: value for key, value in content[field].items() if key != "description"}
        content[field] = {"description": content[field]["description"], "anyOf": [{"enum": list(known)}, written]}
