"""An indication as it stands here and now: families kept out of a phase, what speaks against the treatment."""

from __future__ import annotations

from papule.assessment.finding import About, Dissent, Finding
from papule.assessment.resolution import Territory
from papule.assessment.texts import joined
from papule.kernel.value import Value
from papule.knowledge.model.indication import Evidence, Indication, Phase
from papule.knowledge.model.statement import RANK

_SPEAKS_AGAINST = ("no-effect", "none-sound")


class Avoided(Value):
    """Families that a phase keeps out, always or before a day."""

    rule: Phase
    families: frozenset[str]


class IndicationView(Value):
    """An indication, resolved for one place and time."""

    kept_out: tuple[Avoided, ...]
    too_early: tuple[Avoided, ...]
    evidence: Finding | None


def indication_view(indication: Indication, here: Territory) -> IndicationView:
    """Resolve an indication for one place and time."""
    avoided = [Avoided(each, frozenset(each.avoid_families)) for each in indication.phases if here.in_force(each)]
    return IndicationView(
        kept_out=tuple(each for each in avoided if each.families and each.rule.avoid_before_day is None),
        too_early=tuple(each for each in avoided if each.rule.avoid_before_day is not None),
        evidence=_evidence(indication, here),
    )


def _evidence(indication: Indication, here: Territory) -> Finding | None:
    evidence = [each for each in indication.evidence if here.in_force(each)]
    against = [each for each in evidence if each.finding in _SPEAKS_AGAINST and _rank(each, here) >= RANK["trial"]]
    if not against:
        return None
    return Finding(
        code="indication/evidence",
        check="indication",
        severity="caution",
        scope="plan",
        about=About("indication", indication.id),
        because={"indication": indication.id},
        citations=tuple(dict.fromkeys(cited for each in against for cited in here.citations(each))),
        disagreement=tuple(
            Dissent(each.finding, here.citations(each), each.text)
            for each in evidence
            if each.finding not in _SPEAKS_AGAINST
        ),
        params={"indication": indication.id, "text": joined(each.text for each in against)},
    )


def _rank(evidence: Evidence, here: Territory) -> int:
    kinds = [here.sources[each.source].kind for each in evidence.cite]
    return max(RANK[kind] for kind in kinds if kind != "society") if set(kinds) - {"society"} else -1
