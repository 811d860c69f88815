"""The French public drug database as values: what its files say, row by row."""

from datetime import date
from typing import Literal

from papule.knowledge.model.names import base_words, key
from papule.knowledge.model.statement import Entry
from papule.knowledge.model.substance import Market

__all__ = ["ROUTES", "Component", "Medicine", "Official", "Package", "Problem", "Supply", "substances_of"]

# the list's words for routes -> ours; a route that is not here is kept as printed
ROUTES: dict[str, str] = {
    "auriculaire": "auricular",
    "cutanée": "topical",
    "dentaire": "dental",
    "endosinusale": "intrasinusal",
    "endotrachéobronchique": "endotracheal",
    "épilésionnelle": "epilesional",
    "gingivale": "gingival",
    "infiltration": "infiltration",
    "inhalée": "inhaled",
    "intraartérielle": "intra-arterial",
    "intraarticulaire": "intra-articular",
    "intradermique": "intradermal",
    "intradurale": "intradural",
    "intraglandulaire": "intraglandular",
    "intralésionnelle": "intralesional",
    "intramusculaire": "intramuscular",
    "intraosseuse": "intraosseous",
    "intrathécale": "intrathecal",
    "intraveineuse": "intravenous",
    "nasale": "nasal",
    "ophtalmique": "ophthalmic",
    "orale": "oral",
    "périarticulaire": "periarticular",
    "péribulbaire": "peribulbar",
    "péridurale": "epidural",
    "périneurale": "perineural",
    "rectale": "rectal",
    "sous-conjonctivale": "subconjunctival",
    "sous-cutanée": "subcutaneous",
    "sous-muqueuse": "submucosal",
    "sublinguale": "sublingual",
    "transdermique": "transdermal",
    "urétrale": "urethral",
    "vaginale": "vaginal",
    "voie buccale autre": "oromucosal",
    "voie extracorporelle autre": "extracorporeal",
    "voie parentérale autre": "parenteral",
}

SupplyState = Literal["out-of-stock", "tension", "stopped", "back"]


class Problem(Entry, kw_only=True):
    """A row that could not be read; it is left out and told."""

    file: str
    line: int
    problem: str


class Component(Entry, kw_only=True):
    """A substance of a medicine: the salt (`SA`) or its active part (`FT`), joined by `link`."""

    cis: str
    code: str
    substance: str
    dosage: str
    reference: str
    nature: str
    link: str


class Package(Entry, kw_only=True):
    """A box that is or was sold; `declared` is what the holder last declared, on `declared_on`."""

    cis: str
    words: str
    declared: str
    declared_on: date | None

    @property
    def sold(self) -> bool:
        """Whether the last declaration is one of marketing."""
        return self.declared.startswith("Déclaration de commercialisation")


class Supply(Entry, kw_only=True):
    """A row of the agency's file of supply difficulties."""

    cis: str
    state: SupplyState
    since: date
    updated_on: date
    back_on: date | None = None


class Medicine(Entry, kw_only=True):
    """A medicine of the list, by its CIS code."""

    cis: str
    name: str
    form: str
    routes: tuple[str, ...]
    authorisation: str
    commercialised: bool
    authorised_on: date | None
    holder: str
    procedure: str = ""

    @property
    def market(self) -> Market:
        """Withdrawn once the authorisation ended; else as the list says it is sold."""
        if self.authorisation != "Autorisation active":
            return "withdrawn"
        return "marketed" if self.commercialised else "not-marketed"


class Official(Entry, kw_only=True):
    """One reading of the database files."""

    medicines: dict[str, Medicine]
    components: dict[str, tuple[Component, ...]] = {}
    packages: dict[str, tuple[Package, ...]] = {}
    supplies: dict[str, tuple[Supply, ...]] = {}
    problems: tuple[Problem, ...] = ()


def substances_of(components: tuple[Component, ...]) -> dict[str, str]:
    """Key -> printed name of each substance, without salt; the active part where the list gives it."""
    parts = [c for c in components if c.nature == "FT"]
    told = {c.link for c in parts}
    parts += [c for c in components if c.nature != "FT" and c.link not in told]
    named = {key(base_words(c.substance)): c.substance for c in parts}
    return {base: printed for base, printed in named.items() if len(base) > 1}
