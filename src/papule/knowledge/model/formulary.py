"""The whole knowledge of one edition, as one value."""

from papule.knowledge.model.event import AdverseEvent
from papule.knowledge.model.indication import Indication, Outcome, Schedule, StopRule
from papule.knowledge.model.patient import AllergyGroup, Fact, InteractionClass, QuestionGroup
from papule.knowledge.model.rule import (
    ActCode,
    Ban,
    CompatibilityTable,
    Dispute,
    GuidanceFile,
    Mixture,
    OperatorRule,
    Society,
    Statements,
    TechniqueContraindications,
)
from papule.knowledge.model.statement import Entry, Question, Review, Source
from papule.knowledge.model.substance import Family, Product, Substance
from papule.knowledge.model.technique import BodySite, Device, Layout, Needle, Technique


class SourceFile(Entry, kw_only=True):
    """The sources of one publisher or group."""

    review: Review
    sources: tuple[Source, ...]


class OperatorRules(Entry, kw_only=True):
    """Who may inject, by country."""

    review: Review
    rules: tuple[OperatorRule, ...]


class StopRules(Entry, kw_only=True):
    """When to look again at the whole treatment."""

    review: Review
    rules: tuple[StopRule, ...]


class Questions(Entry, kw_only=True):
    """What stays open."""

    review: Review
    questions: tuple[Question, ...]


# directory of knowledge/ -> what each of its files holds
FILES: dict[str, type[Entry]] = {
    "act_codes": ActCode,
    "adverse_events": AdverseEvent,
    "allergy_groups": AllergyGroup,
    "bans": Ban,
    "body_sites": BodySite,
    "compatibility": CompatibilityTable,
    "devices": Device,
    "disputes": Dispute,
    "facts": Fact,
    "families": Family,
    "guidance": GuidanceFile,
    "indications": Indication,
    "interaction_classes": InteractionClass,
    "layouts": Layout,
    "mixtures": Mixture,
    "needles": Needle,
    "operators": OperatorRules,
    "outcomes": Outcome,
    "products": Product,
    "question_groups": QuestionGroup,
    "questions": Questions,
    "schedules": Schedule,
    "societies": Society,
    "sources": SourceFile,
    "statements": Statements,
    "stop_rules": StopRules,
    "substances": Substance,
    "technique_rules": TechniqueContraindications,
    "techniques": Technique,
}
