"""Nothing dangles: every id that a statement names exists, every text has every language."""

from collections.abc import Iterator
from typing import Any

import msgspec

from papule.knowledge.model import indication, patient, rule, statement, substance, technique
from papule.reading.expected import instead
from papule.reading.problem import Problem

# (structure, field) -> the tables in which the ids of that field stand
REFERENCES: dict[tuple[type, str], tuple[str, ...]] = {
    (statement.Citation, "source"): ("sources",),
    (substance.Contraindication, "fact"): ("facts",),
    (substance.Interaction, "with_class"): ("interaction_classes",),
    (substance.Substance, "families"): ("families",),
    (substance.Substance, "allergy_groups"): ("allergy_groups",),
    (substance.Restriction, "allowed_indications"): ("indications",),
    (substance.RouteWarning, "sites"): ("body_sites",),
    (substance.Compatibility, "between"): ("substances", "families", "products", "any"),
    (substance.Product, "substance"): ("substances",),
    (substance.Ingredient, "substance"): ("substances",),
    (substance.Excipient, "id"): ("allergy_groups",),
    (substance.Family, "parent"): ("families",),
    (patient.Fact, "group"): ("question_groups",),
    (patient.Fact, "implies"): ("facts",),
    (patient.Fact, "of_women"): ("facts",),
    (patient.Fact, "excludes"): ("facts",),
    (patient.AllergyGroup, "includes"): ("allergy_groups",),
    (technique.BodySite, "region"): ("body_sites",),
    (technique.Layout, "indications"): ("indications",),
    (technique.Layout, "sites"): ("body_sites",),
    (technique.Layout, "technique"): ("techniques",),
    (indication.Indication, "sites"): ("body_sites",),
    (indication.Indication, "schedules"): ("schedules",),
    (indication.Phase, "families"): ("families",),
    (indication.Phase, "avoid_families"): ("families",),
    (indication.Phase, "substances"): ("substances",),
    (indication.Schedule, "indications"): ("indications",),
    (rule.Ban, "indications"): ("indications",),
    (rule.Ban, "substances"): ("substances",),
    (rule.Permitted, "substance"): ("substances",),
    (rule.OperatorRule, "techniques"): ("techniques",),
    (rule.SocietyRule, "families"): ("families",),
    (rule.SocietyRule, "devices"): ("devices",),
    (rule.Component, "substance"): ("substances",),
    (rule.Mixture, "indications"): ("indications",),
    (rule.Mixture, "order"): ("substances",),
    (rule.Guidance, "indications"): ("indications",),
    (rule.Guidance, "sites"): ("body_sites",),
}


KEYED = ("problems", "argparse", "places")  # the catalogues whose keys are the texts themselves, in the first language


def check_references(
    tables: dict[str, dict[str, Any]], languages: tuple[str, ...], places: dict[int, str]
) -> Iterator[Problem]:
    """Find dangling ids, statements without a citation, texts without a language."""
    for name, table in tables.items():
        if name in ("wording", "hazards"):
            continue
        for entry in table.values():
            file = places.get(id(entry), name)
            for at, each in structures(entry, ""):
                for problem in _check(at, each, tables, languages):
                    yield msgspec.structs.replace(problem, file=file)


def check_wording(catalogues: dict[str, dict[str, Any]], languages: tuple[str, ...]) -> Iterator[Problem]:
    """Find words that lack a language."""
    for name, catalogue in catalogues.items():
        wanted = languages[1:] if name in KEYED else languages
        for key, entry in catalogue.items():
            for language in wanted:
                if not isinstance(entry, dict) or not str(entry.get(language, "")).strip():
                    problem, fix = f"the words have no {language!r}", "write them in every language of the edition"
                    yield Problem(key[:80], problem, fix, file=f"wording/{name}.yaml")


def structures(value: Any, at: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    """Go through a structure and everything in it, with the path to each."""
    if isinstance(value, msgspec.Struct):
        yield at, value
        for field in value.__struct_fields__:
            yield from structures(getattr(value, field), f"{at}.{field}" if at else field)
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from structures(item, f"{at}[{position}]")


def _check(at: str, each: Any, tables: dict[str, dict[str, Any]], languages: tuple[str, ...]) -> Iterator[Problem]:  # noqa: ANN401
    for field in each.__struct_fields__:
        value = getattr(each, field)
        place = f"{at}.{field}" if at else field
        if isinstance(value, dict) and value:
            yield from _check_text(place, value, languages)
        names = REFERENCES.get((type(each), field))
        if names and value:
            yield from _check_ids(place, (value,) if isinstance(value, str) else value, names, tables)
    if isinstance(each, statement.Statement) and not each.cite:
        yield Problem(at, "a statement has no citation", "say where it stands: cite: [{source, at}]")


def _check_text(place: str, text: dict[str, str], languages: tuple[str, ...]) -> Iterator[Problem]:
    for language in languages:
        if not text.get(language, "").strip():
            yield Problem(place, f"the text has no {language!r}", "write it in every language of the edition")


def _check_ids(
    place: str, ids: tuple[str, ...], names: tuple[str, ...], tables: dict[str, dict[str, Any]]
) -> Iterator[Problem]:
    for each in ids:
        if not any(each in tables.get(name, ()) for name in names) and not ("any" in names and each == "any"):
            known = [key for name in names for key in tables.get(name, ())]
            yield Problem(place, f"{each!r} is not in {' or '.join(names)}", instead(each, known))
