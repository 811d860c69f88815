"""The schema of each kind of knowledge file, for editors."""

from papule.cli.schema_tidy import Schema, tidied
from papule.knowledge.model.edition import Edition
from papule.knowledge.model.formulary import FILES

EDITION = "edition"
KINDS = (*FILES, EDITION)


def knowledge_schema(kind: str) -> Schema:
    """Give the schema of the files of a directory of the knowledge, or of edition.yaml. Raises KeyError."""
    structure = Edition if kind == EDITION else FILES[kind]
    return tidied(structure, f"knowledge:{kind}", kind.replace("_", " "), lambda _structure, _field: "")
