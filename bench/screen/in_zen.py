"""The screen for zen-engine: a decision table that collects every hit, opened in the two ways zen offers.

As zen's own quickstart does, from a decision made once; and from an engine that was given the table compiled.
The same twelve conditions as compiled expressions, with no table around them, stand between the two.
"""

import json
from collections.abc import Callable

import zen

from screen.visit import Visit

RULES = {
    "contraindication/pregnancy": "pregnancy == 'yes' and 'thiocolchicoside' in substances",
    "age/minimum": "age_years < 16 and 'thiocolchicoside' in substances",
    "contraindication/anticoagulant-treatment": "anticoagulant == 'yes'",
    "contraindication/site-infection": "site_infection == 'yes'",
    "allergy/amide-la": "'amide-la' in allergies and 'lidocaine' in substances",
    "society/too-many-products": "active_products > 3",
    "dose/maximum": "lidocaine_mg > 200",
    "law/fat-lysis": "fat_lysis_in == 'FR'",
    "society/corticosteroid": "'corticosteroid' in families",
    "law/operator": "profession not in ['physician', 'nurse']",
    "society/device": "device in ['dermojet', 'multi-injector']",
    "geometry/below-dermis": "depth_mm > skin_mm",
}


def _table() -> dict[str, object]:
    """One column of conditions, one row a rule: quicker in zen than one column a value."""
    return {
        "hitPolicy": "collect",
        "inputs": [{"id": "when", "name": "when"}],
        "outputs": [{"id": "then", "name": "code", "field": "code"}],
        "rules": [{"_id": code, "when": rule, "then": json.dumps(code)} for code, rule in RULES.items()],
    }


def _graph() -> str:
    nodes = (
        {"id": "visit", "type": "inputNode"},
        {"id": "screen", "type": "decisionTableNode", "content": _table()},
        {"id": "codes", "type": "outputNode"},
    )
    edges = (("visit", "screen"), ("screen", "codes"))
    return json.dumps(
        {
            "nodes": [{**node, "name": node["id"], "position": {"x": 0, "y": 0}} for node in nodes],
            "edges": [
                {"id": f"{source}-{target}", "type": "edge", "sourceId": source, "targetId": target}
                for source, target in edges
            ],
        }
    )


def decision() -> Callable[[Visit], list[str]]:
    """Create the decision once, evaluate it on each visit: the quickstart."""
    evaluate = zen.ZenEngine().create_decision(_graph()).evaluate

    def screen(visit: Visit) -> list[str]:
        return [hit["code"] for hit in evaluate(visit)["result"]]

    return screen


def loaded() -> Callable[[Visit], list[str]]:
    """Compile the table once into the engine's memory, and evaluate it there by its name."""
    content = {"screen": json.loads(_graph())}
    evaluate = zen.ZenEngine({"loader": {"type": "static", "content": content}}).evaluate

    def screen(visit: Visit) -> list[str]:
        return [hit["code"] for hit in evaluate("screen", visit)["result"]]

    return screen


def expressions() -> Callable[[Visit], list[str]]:
    """Compile the twelve conditions once; no engine around them."""
    rules = [(code, zen.compile_expression(rule).evaluate) for code, rule in RULES.items()]

    def screen(visit: Visit) -> list[str]:
        return [code for code, holds in rules if holds(visit)]

    return screen
