"""The schema of what `papule check --format json` writes, of its errors, and of a stored assessment."""

from typing import Any, get_args

from papule.assessment.finding import AboutKind, Override, Scope
from papule.cli.schema_tidy import DRAFT, Schema
from papule.kernel.severity import Severity, Verdict
from papule.knowledge.model.statement import Read
from papule.knowledge.model.substance import Duty

_TEXT: Schema = {"type": "string", "minLength": 1}
_DATE: Schema = {"type": "string", "format": "date"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_AMOUNT: Schema = {
    "type": "string",
    "pattern": r"^[0-9]+(\.[0-9]+)? \S+$",
    "description": "A number and its unit: 20 mg.",
}
_WORDS: Schema = {
    "type": "object",
    "description": "A text by language.",
    "minProperties": 1,
    "additionalProperties": {"type": "string"},
}
_DUTIES = tuple(get_args(Duty.__annotations__["id"]))


def _object(said: str, required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    return {
        "type": "object",
        "description": said,
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _list(items: Schema, said: str = "") -> Schema:
    return {"type": "array", **({"description": said} if said else {}), "items": items}


def _of(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _one_of(kind: Any, said: str = "") -> Schema:  # noqa: ANN401 -- a Literal
    return {**({"description": said} if said else {}), "enum": list(get_args(kind))}


def assessment_schema() -> Schema:
    """Give the schema of an assessment."""
    return {
        "$schema": DRAFT,
        "$id": "urn:papule:schema:assessment:1",
        "title": "Assessment",
        **_assessment(),
        "$defs": _definitions(),
    }


def _assessment() -> Schema:
    return _object(
        "Everything found on a case, under one edition of the knowledge, at one date.",
        {
            "papule": {"const": 1, "description": "Version of the format."},
            "as_of": {**_DATE, "description": "The date whose knowledge applied."},
            "edition": {**_TEXT, "description": "Name of the edition of the knowledge."},
            "fingerprint": {
                "type": "string",
                "pattern": "^sha256:[0-9a-f]{64}$",
                "description": "Digest of its content.",
            },
            "engine": {**_TEXT, "description": "Version of the engine."},
            "verdict": _one_of(Verdict, "The highest severity among the findings; never says safe."),
            "checked": {**_COUNT, "description": "How many statements were held against the case."},
            "not_checked": _list(_TEXT, "What could not be held against any statement."),
            "findings": _list(_of("finding"), "Gravest first."),
            "doses": _list(_of("dose")),
            "syringes": _list(_of("syringe")),
            "missing": _list(_TEXT, "Facts that were not known."),
        },
    )


def _definitions() -> dict[str, Schema]:
    return {
        "finding": _finding(),
        "about": _about(),
        "citation": _object(
            "A place in a source.",
            {"source": _TEXT, "at": _TEXT},
            {
                "from": {**_DATE, "description": "First day in force; absent: always."},
                "until": {**_DATE, "description": "First day no longer in force."},
                "read": _one_of(Read, "How much of the source was read."),
                "foreign": {"type": "boolean", "description": "A label or regulator of another country."},
            },
        ),
        "dissent": _object(
            "What another source holds on the same question.",
            {"holds": {"type": "string"}, "citations": _list(_of("citation"))},
            {"text": _WORDS},
        ),
        "duty": _object(
            "Something to do; not a warning.",
            {"id": {"enum": list(_DUTIES)}},
            {"minutes": _COUNT, "months": _COUNT, "citations": _list(_of("citation")), "text": _WORDS},
        ),
        "dose": _dose(),
        "syringe": _syringe(),
        "zone": _zone(),
    }


def _finding() -> Schema:
    return _object(
        "One thing found.",
        {
            "code": {"type": "string", "pattern": "^[a-z]+/[a-z0-9-]+$"},
            "check": _TEXT,
            "severity": _one_of(Severity),
            "scope": _one_of(Scope, "patient: this person; standing: true of this recipe every time."),
            "about": _of("about"),
            "because": {"type": "object", "description": "The answers it rested on."},
            "missing": _list(_TEXT, "The facts it lacked."),
            "message": _WORDS,
            "citations": _list(_of("citation")),
            "disagreement": _list(_of("dissent")),
            "override": _one_of(Override, "reason: a doctor may go on with a written reason."),
            "duties": _list(_of("duty")),
            "hazards": _list({"type": "string", "pattern": "^HAZ-[0-9]{3}$"}, "Hazards of the risk file it controls."),
        },
    )


def _about() -> Schema:
    about = _object(
        "What a finding concerns; a pair also lists its ids, two or more.",
        {"kind": _one_of(AboutKind), "id": _TEXT},
        {"ids": {**_list(_TEXT), "minItems": 2}},
    )
    pair = {"properties": {"kind": {"const": "pair"}}}
    return {**about, "if": pair, "then": {"required": ["ids"]}, "else": {"properties": {"ids": False}}}


def _dose() -> Schema:
    return _object(
        "A substance in this session: what is drawn up counts, what is injected is shown beside it.",
        {
            "substance": _TEXT,
            "drawn": _AMOUNT,
            "injected": _AMOUNT,
            "maximum": {"type": ["string", "null"], "description": "The tightest maximum of the sources."},
            "per": {"type": ["string", "null"], "description": "session, 12h, day or course."},
            "fraction": {"type": ["number", "null"], "minimum": 0, "description": "Share of that maximum."},
        },
    )


def _syringe() -> Schema:
    volume: Schema = {"type": "number", "minimum": 0}
    return _object(
        "The arithmetic of one syringe.",
        {
            "volume_ml": volume,
            "injected_ml": volume,
            "left_ml": volume,
            "points": _COUNT,
            "active_products": _COUNT,
            "zones": _list(_of("zone")),
        },
    )


def _zone() -> Schema:
    return _object(
        "Where the needle ends in one zone, and what each point receives.",
        {
            "site": _TEXT,
            "true_depth_mm": {"type": ["number", "null"], "minimum": 0},
            "layer": {"enum": ["below the dermis", "within the skin", "not measured"]},
            "per_point": {"type": "object", "additionalProperties": _AMOUNT},
        },
    )


def errors_schema() -> Schema:
    """Give the schema of what is written instead of an assessment when the input cannot be used."""
    error = _object("One thing to mend.", {"at": {"type": "string"}, "problem": _TEXT, "fix": _TEXT}, {"line": _COUNT})
    errors = {**_list(error), "minItems": 1}
    return {
        "$schema": DRAFT,
        "$id": "urn:papule:schema:errors:1",
        "title": "Errors",
        **_object(
            "What is wrong with an input; `line` counts the lines of many cases from 1.",
            {"errors": errors},
            {"line": _COUNT, "file": _TEXT},
        ),
    }


def stored_schema() -> Schema:
    """Give the schema of a stored assessment; its case is that of `papule schema case`."""
    return {
        "$schema": DRAFT,
        "$id": "urn:papule:schema:stored:1",
        "title": "Stored assessment",
        **_object(
            "An assessment with its case, which can be made again.",
            {
                "papule": {"const": 1},
                "case": {"type": "object", "required": ["papule", "as_of", "setting", "patient", "treatment"]},
                "assessment": _assessment(),
            },
        ),
        "$defs": _definitions(),
    }
