"""What the composer shows: syringes as filled in, proposals, the arithmetic, pairs, order, needle."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from papule.assessment.finding import ZoneSheet
from papule.assessment.subject import Subject
from papule.assessment.view import View
from papule.assessment.wording import Words
from papule.clinic.care.assessing import Judged
from papule.clinic.care.findings import Told, told_of
from papule.clinic.care.plan_fields import Fields, Read, mixture_in
from papule.clinic.care.plan_pairs import Pair, pairs_of
from papule.clinic.care.templatetags.session_words import plain_number
from papule.clinic.drawings.drawing import Drawing
from papule.clinic.drawings.words import reader_of
from papule.clinic.drawings.zones import zone_drawings
from papule.clinic.knowledge import formulary, words
from papule.clinic.marks import listed
from papule.explaining.phrases import Phrases
from papule.kernel.value import Value
from papule.planning.candidate import Candidate
from papule.planning.preparation import Draw, Sheet, prepare
from papule.planning.proposals import Proposal, propose
from papule.treatment.case import Case

SHOWN = 6


class ContentRow(Value):
    """A product as it was filled in."""

    key: str  # 0-1
    product: str
    volume: str
    error: str
    is_undosed: bool


class SyringeRow(Value):
    """A syringe as it was filled in."""

    number: str
    fields: dict[str, str]
    errors: dict[str, str]
    contents: tuple[ContentRow, ...]
    mixture: str
    mixture_id: str


class AreaRow(Value):
    """A row of site, side and number of points."""

    key: str
    site: str
    side: str
    count: str
    syringe: str
    errors: dict[str, str]


class Prepared(Value):
    """The arithmetic of a syringe, and how it is drawn up."""

    number: int
    volume_ml: float
    injected_ml: float
    left_ml: float
    points: int
    zones: tuple[str, ...]
    draws: tuple[str, ...]
    order: str
    pairs: tuple[Pair, ...]


class Proposed(Value):
    """A mixture that could be given."""

    number: int
    names: str
    verdict: str
    word: str
    origin: str
    because: str  # why it stands where it stands
    volumes: str
    cautions: tuple[Told, ...]


class RuledOut(Value):
    """A reason, and the classical mixtures that it rules out."""

    reason: Told
    mixtures: tuple[str, ...]


def syringe_rows(fields: Fields, found: Read) -> list[SyringeRow]:
    """Give the syringes as they were filled in."""
    numbers = sorted({name.rpartition("-")[2] for name in fields if name.startswith("technique-")}, key=int)
    return [_syringe_row(number, fields, found) for number in numbers]


def _syringe_row(number: str, fields: Fields, found: Read) -> SyringeRow:
    names = ("technique", "length", "gauge", "angle", "inserted", "each")
    keys = sorted(
        {name.removeprefix("product-") for name in fields if name.startswith(f"product-{number}-")}, key=_place
    )
    mixture = formulary().mixtures.get(mixture_in(fields, int(number)))
    return SyringeRow(
        number,
        {each: words().figures(fields.get(f"{each}-{number}", "")) for each in names},
        {each: found.errors.get(f"{each}-{number}", "") for each in names},
        tuple(_content_row(key, fields, found) for key in keys),
        words().text(mixture.name) if mixture else "",
        fields.get(f"mixture-{number}", ""),
    )


def _place(key: str) -> int:
    return int(key.rpartition("-")[2])


def _content_row(key: str, fields: Fields, found: Read) -> ContentRow:
    name = f"volume-{key}"
    volume = words().figures(fields.get(name, ""))
    return ContentRow(key, fields.get(f"product-{key}", ""), volume, found.errors.get(name, ""), name in found.undosed)


def area_rows(fields: Fields, found: Read) -> list[AreaRow]:
    """Give the rows of points that were counted, not drawn."""
    keys = sorted({name.rpartition("-")[2] for name in fields if name.startswith("area-site-")}, key=int)
    return [
        AreaRow(
            key,
            fields.get(f"area-site-{key}", ""),
            fields.get(f"area-side-{key}", ""),
            fields.get(f"area-count-{key}", ""),
            fields.get(f"area-syringe-{key}", ""),
            {each: found.errors.get(f"area-{each}-{key}", "") for each in ("site", "count", "syringe")},
        )
        for key in keys
    ]


def needles(judged: Judged, view: View) -> list[Drawing]:
    """Draw the needle through the skin of each zone."""
    reader = reader_of(get_language() or "en")
    return list(zone_drawings(Subject(judged.case, view), reader, words()))


def prepared(judged: Judged, view: View) -> list[Prepared]:
    """Work out each syringe: volumes, points, what each point receives, pairs, order."""
    subject = Subject(judged.case, view)
    return [
        _prepared(sheet, number, subject, view)
        for number, sheet in enumerate(prepare(judged.case, view, judged.assessment))
    ]


def _prepared(sheet: Sheet, number: int, subject: Subject, view: View) -> Prepared:
    say, sums = words(), sheet.arithmetic
    order = (
        ", ".join(say.name(each) for each in sheet.order.substances) if sheet.order else _("no source gives an order")
    )
    return Prepared(
        sheet.number,
        sums.volume_ml,
        sums.injected_ml,
        sums.left_ml,
        sums.points,
        tuple(dict.fromkeys(_zone(each) for each in sums.zones)),
        tuple(_draw(each, say) for each in sheet.draws),
        order,
        tuple(pairs_of(subject, number, view)),
    )


def _draw(each: Draw, say: Words) -> str:
    return f"{say.name(each.written)}{say.colon} {plain_number(each.volume_ml)} mL, {say.figures(each.amount)}"


def _zone(zone: ZoneSheet) -> str:
    say = words()
    depth = _("depth not told") if zone.true_depth_mm is None else f"{zone.true_depth_mm:g} mm"
    per_point = ", ".join(f"{say.name(key)} {amount}" for key, amount in zone.per_point.items())
    layer = say.term(zone.layer)
    told = listed(filter(None, (f"{depth}, {layer}", per_point)), say.language)
    return say.figures(f"{say.name(zone.site)}{say.colon} {told}")


def proposal_for(case: Case, view: View) -> Proposal | None:
    """Propose for a case; nothing where its indication is none of the catalogue."""
    return propose(case, view) if isinstance(case.treatment.indication, str) else None


def proposed(proposal: Proposal) -> list[Proposed]:
    """Put the best candidates into words."""
    return [_proposed(rank - 1, each) for rank, each in proposal.shown(SHOWN)]


def _proposed(number: int, candidate: Candidate) -> Proposed:
    say, origin = words(), candidate.draft.origin
    verdict = candidate.assessment.verdict
    told = [told_of(each) for each in candidate.own if each.severity != "info" and each.check != "completeness"]
    doses = [each.volume_ml for each in candidate.draft.portions]
    volumes = (
        _("no source gives a volume")
        if None in doses
        else ", ".join(f"{plain_number(each)} mL" for each in doses if each)
    )
    source = listed((formulary().sources[each.source].title for each in origin.citations[:2]), say.language)
    return Proposed(
        number,
        " + ".join(say.name(each.product) for each in candidate.draft.portions),
        verdict,
        say.term(verdict),
        f"{say.text(origin.name)} ({source})",
        _ranked(candidate),
        say.figures(volumes),
        tuple(told),
    )


def _ranked(candidate: Candidate) -> str:
    """Say what of a source ranks a candidate, and of what share: the verdict before it stands beside."""
    say, origin = words(), candidate.draft.origin
    shares = [each.fraction for each in candidate.assessment.doses if each.fraction is not None]
    share = _("%(share)s %% of a maximum") % {"share": f"{max(shares) * 100:.0f}"} if shares else ""
    kind = str(formulary().wording["planning"][f"kind.{origin.kind}"][say.language])
    return " · ".join(filter(None, (Phrases(say).say("rank", rank=origin.rank), kind, share)))


def ruled_out(proposal: Proposal) -> list[RuledOut]:
    """Put the reasons against classical mixtures into words."""
    say = words()
    found = []
    for reason, candidates in proposal.reasons():
        origins = (each.draft.origin for each in candidates)
        named = tuple(dict.fromkeys(say.text(each.name) for each in origins if each.kind in ("recipe", "list")))
        if named:
            found.append(RuledOut(told_of(reason), named))
    return found
