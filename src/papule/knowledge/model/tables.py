"""The formulary: every entry of an edition, unpacked when it is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from papule.knowledge.model import indication, patient, rule, statement, substance, technique
from papule.knowledge.model.edition import Edition

if TYPE_CHECKING:  # only paid for when a medicine is looked up by name
    from papule.knowledge.model.drugs import DrugList
    from papule.knowledge.model.event import AdverseEvent

T = TypeVar("T")
_OPEN = msgspec.msgpack.Decoder(dict[str, msgspec.Raw])


class Table(Mapping[str, T]):
    """Entries of one kind by id; each is unpacked once, when first asked for."""

    def __init__(self, packed: Mapping[str, msgspec.Raw], kind: type[T]) -> None:
        """Keep the packed entries; nothing is unpacked yet."""
        self._packed = packed
        self._decoder = msgspec.msgpack.Decoder(kind)
        self._unpacked: dict[str, T] = {}

    def __getitem__(self, key: str) -> T:
        """Give the entry. Raises KeyError for an unknown id."""
        found = self._unpacked.get(key)
        if found is None:
            found = self._unpacked[key] = self._decoder.decode(self._packed[key])
        return found

    def __iter__(self) -> Iterator[str]:
        """Go through the ids in alphabetical order."""
        return iter(self._packed)

    def __len__(self) -> int:
        """Count the entries."""
        return len(self._packed)

    def __contains__(self, key: object) -> bool:
        """Tell whether an id is known, without unpacking anything."""
        return key in self._packed


class Formulary:
    """The knowledge of one edition, with its fingerprint. Immutable."""

    def __init__(
        self,
        edition: Edition,
        fingerprint: str,
        packed: Mapping[str, memoryview],
        open_drugs: Callable[[], DrugList],
    ) -> None:
        """Keep the packed tables by directory name; the drug list is opened when a name is looked up."""
        self.edition = edition
        self.fingerprint = fingerprint
        self._packed = packed
        self._open_drugs = open_drugs

    @cached_property
    def drugs(self) -> DrugList:
        """Every medicine that a name can mean."""
        return self._open_drugs()

    def table(self, name: str, kind: type[T]) -> Table[T]:
        """Open the table of a directory of knowledge."""
        packed = self._packed.get(name)
        return Table(_OPEN.decode(packed) if packed is not None else {}, kind)

    @cached_property
    def sources(self) -> Table[statement.Source]:
        """Documents by id."""
        return self.table("sources", statement.Source)

    @cached_property
    def substances(self) -> Table[substance.Substance]:
        """Substances by id."""
        return self.table("substances", substance.Substance)

    @cached_property
    def products(self) -> Table[substance.Product]:
        """Products by id."""
        return self.table("products", substance.Product)

    @cached_property
    def products_of(self) -> dict[str, tuple[str, ...]]:
        """The products of each substance."""
        found: dict[str, tuple[str, ...]] = {}
        for key, each in self.products.items():
            found[each.substance] = (*found.get(each.substance, ()), key)
        return found

    @cached_property
    def families(self) -> Table[substance.Family]:
        """Pharmacological families by id."""
        return self.table("families", substance.Family)

    @cached_property
    def facts(self) -> Table[patient.Fact]:
        """Facts by id."""
        return self.table("facts", patient.Fact)

    @cached_property
    def question_groups(self) -> Table[patient.QuestionGroup]:
        """Groups of questions by id."""
        return self.table("question_groups", patient.QuestionGroup)

    @cached_property
    def allergy_groups(self) -> Table[patient.AllergyGroup]:
        """Allergy groups by id."""
        return self.table("allergy_groups", patient.AllergyGroup)

    @cached_property
    def interaction_classes(self) -> Table[patient.InteractionClass]:
        """Classes of medicines by id."""
        return self.table("interaction_classes", patient.InteractionClass)

    @cached_property
    def techniques(self) -> Table[technique.Technique]:
        """Techniques by id."""
        return self.table("techniques", technique.Technique)

    @cached_property
    def needles(self) -> Table[technique.Needle]:
        """Needles by id."""
        return self.table("needles", technique.Needle)

    @cached_property
    def devices(self) -> Table[technique.Device]:
        """Devices by id."""
        return self.table("devices", technique.Device)

    @cached_property
    def body_sites(self) -> Table[technique.BodySite]:
        """Body sites by id."""
        return self.table("body_sites", technique.BodySite)

    @cached_property
    def layouts(self) -> Table[technique.Layout]:
        """Layouts of points by id."""
        return self.table("layouts", technique.Layout)

    @cached_property
    def indications(self) -> Table[indication.Indication]:
        """Indications by id."""
        return self.table("indications", indication.Indication)

    @cached_property
    def schedules(self) -> Table[indication.Schedule]:
        """Schedules by id."""
        return self.table("schedules", indication.Schedule)

    @cached_property
    def outcomes(self) -> Table[indication.Outcome]:
        """Outcome measures by id."""
        return self.table("outcomes", indication.Outcome)

    @cached_property
    def stop_rules(self) -> Table[indication.StopRule]:
        """Rules on when to look again, by id."""
        return self.table("stop_rules", indication.StopRule)

    @cached_property
    def technique_rules(self) -> Table[rule.TechniqueContraindications]:
        """Positions on facts against the technique."""
        return self.table("technique_rules", rule.TechniqueContraindications)

    @cached_property
    def bans(self) -> Table[rule.Ban]:
        """Laws and decisions by id."""
        return self.table("bans", rule.Ban)

    @cached_property
    def operators(self) -> Table[rule.OperatorRule]:
        """Rules on who may inject, by id."""
        return self.table("operators", rule.OperatorRule)

    @cached_property
    def societies(self) -> Table[rule.Society]:
        """Learned societies by id."""
        return self.table("societies", rule.Society)

    @cached_property
    def compatibility(self) -> Table[rule.CompatibilityTable]:
        """Statements on pairs in one syringe."""
        return self.table("compatibility", rule.CompatibilityTable)

    @cached_property
    def mixtures(self) -> Table[rule.Mixture]:
        """Published mixtures by id."""
        return self.table("mixtures", rule.Mixture)

    @cached_property
    def guidance(self) -> Table[rule.GuidanceFile]:
        """Care around the session, by topic."""
        return self.table("guidance", rule.GuidanceFile)

    @cached_property
    def adverse_events(self) -> Table[AdverseEvent]:
        """Adverse events by id."""
        from papule.knowledge.model.event import AdverseEvent  # noqa: PLC0415 -- no assessment looks at them

        return self.table("adverse_events", AdverseEvent)

    @cached_property
    def act_codes(self) -> Table[rule.ActCode]:
        """Billing acts by id."""
        return self.table("act_codes", rule.ActCode)

    @cached_property
    def disputes(self) -> Table[rule.Dispute]:
        """Points on which sources disagree, by id."""
        return self.table("disputes", rule.Dispute)

    @cached_property
    def questions(self) -> Table[statement.Question]:
        """Open questions by id."""
        return self.table("questions", statement.Question)

    @cached_property
    def statements(self) -> Table[rule.Statements]:
        """Lists of statements by id."""
        return self.table("statements", rule.Statements)

    @cached_property
    def wording(self) -> Table[dict[str, Any]]:
        """Words of findings and of the command, by catalogue."""
        return self.table("wording", dict[str, Any])

    @cached_property
    def hazards(self) -> Table[dict[str, Any]]:
        """Hazards of the risk file by id."""
        return self.table("hazards", dict[str, Any])

    def reviews(self) -> Iterator[statement.Review]:
        """Give every review: when an entry was last looked at, and when it is to be looked at again."""
        tables = (self.table(name, _Reviewed) for name in self._packed)
        return (each.review for table in tables for each in table.values() if each.review is not None)


class _Reviewed(msgspec.Struct):
    review: statement.Review | None = None
