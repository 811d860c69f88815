from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import msgspec
import pytest

from papule.assessment.assess import assess_in
from papule.assessment.view import view_of
from papule.kernel.severity import ORDER, at_least
from papule.planning.candidate import Candidate, Trial, others_at
from papule.planning.contract import proposal_contract
from papule.planning.draft import is_marketed
from papule.planning.families import choices_in, most_products, phases_for
from papule.planning.proposals import Proposal, propose

NAPPAGE = {
    "technique": "nappage",
    "needle": {"length_mm": 4, "angle_deg": 30, "inserted_mm": 3},
    "zones": [{"site": "lumbar-spine", "points": 300, "volume_per_point_ml": 0.1}],
}


@pytest.fixture
def back(make_case):
    return make_case(indication="low-back-pain-acute", phase="acute", syringes=[NAPPAGE])


def everything(proposal: Proposal) -> tuple[Candidate, ...]:
    return (*proposal.candidates, *proposal.ruled_out)


def recipe(proposal: Proposal, key: str) -> list[Any]:
    return [each for each in everything(proposal) if each.draft.origin.id == key]


def single(proposal: Proposal, product: str) -> Any:
    return next(each for each in everything(proposal) if each.draft.products == (product,))


def test_a_product_off_the_market_rules_its_recipes_out_with_the_source(view, make_case):
    proposal = propose(make_case(indication="knee-osteoarthritis", phase="acute"), view)
    for key in ("chen-oa-nsaid", "lafuma-knee", "salato-knee-acute"):
        (found,) = recipe(proposal, key)
        assert found.ruled_out
        assert found.reason.code == "availability/not-marketed"
        assert found.reason.about.id == "piroxicam-20mg-ml"
        assert "bdpm-2026" in {each.source for each in found.reason.citations}
    told = {reason.about.id: {each.draft.origin.id for each in group} for reason, group in proposal.reasons()}
    assert {"chen-oa-nsaid", "lafuma-knee", "salato-knee-acute"} <= told["piroxicam-20mg-ml"]


def test_a_published_recipe_that_passes_is_proposed_with_its_source(view, back):
    (found,) = recipe(propose(back, view), "perrin-lowback")
    assert not found.ruled_out
    assert found.draft.origin.kind == "recipe"
    assert [each.source for each in found.draft.origin.citations] == ["perrin"]


def test_recipe_of_the_other_phase_is_not_proposed(view, make_case):
    proposal = propose(make_case(indication="knee-osteoarthritis", phase="chronic"), view)
    assert not recipe(proposal, "chen-oa-nsaid")
    assert recipe(proposal, "chen-oa-nonsaid")


def test_what_is_not_known_to_be_marketed_is_in_no_combination(view, back):
    proposal = propose(back, view)
    for each in proposal.candidates:
        if each.draft.origin.kind in ("named", "families"):
            assert all(is_marketed(product, view) for product in each.draft.products)


def test_where_nothing_is_known_of_the_market_families_give_no_candidate(formulary, make_case):
    nowhere = view_of(formulary, date(2026, 11, 21), "JP", None)
    proposal = propose(make_case(indication="low-back-pain-acute", phase="acute"), nowhere)
    assert {each.draft.origin.kind for each in proposal.candidates} <= {"recipe", "list"}
    ketoprofen = single(proposal, "ketoprofen-50mg-ml")
    assert ketoprofen.ruled_out
    assert ketoprofen.reason.code == "availability/unknown"


def test_best_come_first(view, back):
    candidates = propose(back, view).candidates
    ranks = [(ORDER[each.assessment.verdict], -each.draft.origin.rank) for each in candidates]
    assert ranks == sorted(ranks)
    assert len(candidates) > 5
    for before, after in pairwise(candidates):
        same = before.order[:3] == after.order[:3]
        assert not same or len(before.draft.products) <= len(after.draft.products)


def test_of_two_sourced_doses_the_smaller_share_comes_first(view, make_case):
    trial = Trial(make_case(indication="low-back-pain-acute"), view)
    (draft,) = [
        each.draft
        for each in propose(trial.case_with(()), view).candidates
        if each.draft.products == ("lidocaine-10mg-ml",)
    ]
    small, large = (
        trial.candidate(draft._replace(portions=(draft.portions[0]._replace(volume_ml=Decimal(volume)),)))
        for volume in (1, 2)
    )
    unknown = trial.candidate(draft)
    assert sorted([unknown, large, small], key=lambda each: each.order) == [small, large, unknown]


def test_at_most_what_a_society_allows_beside_the_anaesthetic(view, back):
    allowed = most_products(view)
    assert allowed == 3
    for each in propose(back, view).candidates:
        if each.draft.origin.kind in ("named", "families"):
            local = [view.substance(one.substance).substance.local_anaesthetic for one in each.draft.portions]
            assert local.count(True) <= 1
            assert local.count(False) <= allowed
            assert len({one.substance for one in each.draft.portions}) == len(each.draft.portions)


def test_without_a_followed_society_the_strictest_of_all_counts(formulary):
    assert most_products(view_of(formulary, date(2026, 11, 21), "FR", None)) == 3


def test_each_combination_comes_once(view, back):
    found = [
        frozenset(each.draft.products)
        for each in everything(propose(back, view))
        if each.draft.origin.kind in ("named", "families")
    ]
    assert len(found) == len(set(found))


def test_what_is_ruled_out_alone_is_in_no_combination(view, make_case):
    case = make_case(indication="low-back-pain-acute", phase="acute", patient={"allergies": ["thiocolchicoside"]})
    proposal = propose(case, view)
    assert single(proposal, "thiocolchicoside-2mg-ml").reason.code == "allergy/thiocolchicoside"
    assert not any("thiocolchicoside-2mg-ml" in each.draft.products for each in proposal.candidates)


def test_family_choices_follow_the_phase(view):
    knee = view.formulary.indications["knee-osteoarthritis"]
    (acute,) = phases_for(knee, "acute", view)
    (chronic,) = phases_for(knee, "chronic", view)
    assert "nsaid" in {each.family for each in choices_in(acute, view)}
    assert "nsaid" not in {each.family for each in choices_in(chronic, view)}
    assert len([*phases_for(knee, None, view)]) == 2


def test_substances_named_without_a_family_are_choices(view):
    (rule,) = phases_for(view.formulary.indications["fibromyalgia"], None, view)
    found = choices_in(rule, view)
    assert all(each.named for each in found)
    families = {each.portion.substance: each.family for each in found}
    assert families["lidocaine"] == families["procaine"] == "local-anaesthetic"


def test_no_volume_is_invented_for_any_indication(formulary, make_case):
    view = view_of(formulary, date(2026, 11, 21), "FR", None)
    for indication in formulary.indications:
        case = make_case(indication=indication)
        for each in everything(propose(case, view)):
            for portion in each.draft.portions:
                assert (portion.volume_ml is None) == (portion.grounds == "none")
                assert portion.volume_ml is None or portion.published is not None
            undosed = {one.substance for one in each.draft.portions if one.volume_ml is None}
            assert not undosed & {dose.substance for dose in each.assessment.doses}
            assert each.draft.is_dosed or each.assessment.syringes == ()
            assert not any(_says_nothing_was_drawn(finding) for finding in each.assessment.findings)


def most(trial: Trial, product: str) -> Any:
    return trial.most_of(product)


@pytest.mark.parametrize(("age", "grounded"), [(9, False), (18, True)])
def test_maximum_of_adults_grounds_no_volume_for_a_child(view, make_case, age, grounded):
    trial = Trial(make_case({"age_years": age, "weight_kg": 30}, indication="sever", syringes=[NAPPAGE]), view)
    assert (most(trial, "procaine-20mg-ml") is not None) is grounded


def _says_nothing_was_drawn(finding: Any) -> bool:
    return any(str(value).startswith("0 ") for value in (*finding.because.values(), *finding.params.values()))


def test_what_is_found_without_volumes_is_found_with_any(view, back):
    """The ground for assessing a mixture of unknown volumes at 0 mL."""
    trial = Trial(back, view)
    for each in propose(back, view).candidates[::7]:
        for volume in ("0.01", "1", "40"):
            dosed = tuple(one._replace(volume_ml=Decimal(volume)) for one in each.draft.portions)
            found = assess_in(trial.case_with(dosed), view)
            assert at_least(found.verdict, each.assessment.verdict)
            codes = {(finding.code, finding.about) for finding in found.findings}
            assert {(finding.code, finding.about) for finding in each.assessment.findings} <= codes


def test_points_of_the_case_are_not_held_against_a_mixture_without_volume(view, back):
    codes = {finding.code for each in everything(propose(back, view)) for finding in each.assessment.findings}
    assert "geometry/volume-balance" not in codes


def test_what_stands_against_everything_is_told_once(view, make_case):
    case = make_case(
        indication="low-back-pain-acute",
        patient={"facts": {"site-infection": "yes"}},
        syringes=[NAPPAGE],
    )
    proposal = propose(case, view)
    assert at_least(proposal.in_any_case.verdict, "defer")
    assert proposal.candidates == ()
    told = {finding.code for finding in proposal.in_any_case.findings}
    assert "contraindication/site-infection" in told
    of_any = {(finding.code, finding.about) for finding in proposal.in_any_case.findings}
    assert not any((finding.code, finding.about) in of_any for each in proposal.ruled_out for finding in each.own)
    assert all(at_least(each.reason.severity, "defer") for each in proposal.ruled_out)


def test_sites_of_the_indication_stand_in_for_zones(view, make_case):
    said = Trial(make_case(indication="low-back-pain-acute", syringes=[{"technique": "nappage"}]), view)
    assert [zone.site for zone in said.frame.zones] == ["lumbar-spine"]
    assert said.says_how
    unsaid = Trial(make_case(indication="low-back-pain-acute"), view)
    assert unsaid.frame.zones == ()
    assert not unsaid.says_how


def test_a_case_that_only_needles_dry_gets_a_wet_frame(view, make_case):
    assert (
        Trial(make_case(indication="low-back-pain-acute", syringes=[{"technique": "dry"}]), view).frame.technique
        != "dry"
    )


def test_without_a_technique_the_needle_is_taken_to_pass_the_dermis(view, make_case):
    patient = {"facts": {"anticoagulant-treatment": "yes"}}
    deep = single(propose(make_case(patient, indication="low-back-pain-acute"), view), "thiocolchicoside-2mg-ml")
    case = make_case(patient, indication="low-back-pain-acute", syringes=[NAPPAGE])
    assert deep.ruled_out
    assert not single(propose(case, view), "thiocolchicoside-2mg-ml").ruled_out


def test_variants_that_change_nothing_are_one_candidate(view, back):
    found = single(propose(back, view), "lidocaine-10mg-ml")
    assert others_at(0, found) == ["lidocaine-20mg-ml", "lidocaine-5mg-ml"]


def test_a_maximum_is_a_volume_of_each_strength(view, back):
    trial = Trial(back, view)
    volumes = {key: most(trial, f"lidocaine-{key}mg-ml").volume_ml for key in (5, 10, 20)}
    assert volumes == {5: 40, 10: 20, 20: 10}
    assert most(trial, "lidocaine-10mg-ml").maximum == "200 mg"
    assert most(trial, "etamsylate-125mg-ml") is None
    assert most(trial, "ruscus") is None  # no strength


def test_what_was_given_today_is_taken_off_the_maximum(view, make_case):
    past = {"performed_on": "2026-11-21", "amounts": {"thiocolchicoside": "3 mg"}}
    trial = Trial(make_case(indication="low-back-pain-acute", history=[past]), view)
    assert most(trial, "thiocolchicoside-2mg-ml").volume_ml == Decimal("0.5")


def test_a_maximum_that_is_used_up_rules_out_and_leaves_nothing(view, make_case):
    past = {"performed_on": "2026-11-21", "amounts": {"thiocolchicoside": "9 mg"}}
    case = make_case(indication="low-back-pain-acute", history=[past])
    assert most(Trial(case, view), "thiocolchicoside-2mg-ml").volume_ml == 0
    assert single(propose(case, view), "thiocolchicoside-2mg-ml").reason.code == "dose/maximum"


def test_a_maximum_by_weight_has_a_volume_only_with_the_weight(view, make_case):
    child = {"age_years": 10, "weight_kg": None}
    unweighed = most(Trial(make_case(child, indication="sever"), view), "magnesium-pidolate-100mg-ml")
    assert unweighed.volume_ml is None
    assert unweighed.maximum.endswith("mg/kg")
    weighed = most(
        Trial(make_case({**child, "weight_kg": 30}, indication="sever"), view), "magnesium-pidolate-100mg-ml"
    )
    assert weighed.volume_ml == Decimal("36.6")


def test_the_maximum_of_what_else_is_in_a_product_counts(view, make_case):
    found = most(Trial(make_case(indication="facial-ageing"), view), "skinbooster-vital-20mg-ml")
    assert found.maximum == "200 mg"  # of the lidocaine in it, 3 mg/mL
    assert round(found.volume_ml, 1) == Decimal("66.7")


def test_an_unknown_own_dose_is_written_as_unknown(view, make_case):
    case = make_case(
        {"medicines": [{"name": "ketoprofen", "atc": "M01AE03"}]}, indication="low-back-pain-acute", phase="acute"
    )
    found = single(propose(case, view), "ketoprofen-50mg-ml")
    (asked,) = [each for each in found.own if each.code == "dose/maximum"]
    assert asked.because["amount"] == asked.params["amount"] == "? mg"


def test_a_list_without_products_is_named(view, make_case):
    proposal = propose(make_case({"age_years": 12}, indication="sever"), view)
    assert [each.id for each in proposal.without_products] == ["children-seed000"]
    assert proposal.candidates == ()


def test_an_indication_with_nothing_published_gives_nothing(view, make_case):
    proposal = propose(make_case(indication="zoster"), view)
    assert everything(proposal) == ()


def test_proposing_without_an_indication_is_refused(view, make_case):
    with pytest.raises(KeyError):
        propose(make_case(), view)


def test_the_best_are_shown_with_every_recipe(view, back):
    proposal = propose(back, view)
    shown = [*proposal.shown(2)]
    assert [rank for rank, _ in shown][:2] == [1, 2]
    assert all(each.draft.origin.kind == "recipe" for rank, each in shown if rank > 2)
    assert "perrin-lowback" in {each.draft.origin.id for _, each in shown}
    assert len([*proposal.shown(None)]) == len(proposal.candidates)


def test_written_out_a_volume_without_source_is_null(view, back):
    written = msgspec.json.decode(msgspec.json.encode(proposal_contract(propose(back, view), back, 5)))
    first = written["candidates"][0]
    assert first["rank"] == 1
    assert first["components"][0]["volume_ml"] is None
    assert first["components"][0]["grounds"] == "none"
    assert first["components"][0]["at_most"][0]["maximum"] == "200 mg"
    assert first["doses_assessed"] is False
    assert written["found"] > len(written["candidates"])
    assert all(each["reason"]["message"]["fr"] for each in written["ruled_out"])


def test_written_out_a_published_volume_stands(formulary, make_case):
    case = make_case(indication="knee-osteoarthritis", phase="acute")
    case = msgspec.structs.replace(case, setting=msgspec.structs.replace(case.setting, country="JP"))
    view = view_of(formulary, date(2026, 11, 21), "JP", None)
    (found,) = recipe(propose(case, view), "salato-knee-acute")
    assert [each.volume_ml for each in found.draft.portions] == [4, 1]
    assert {dose.substance: dose.drawn for dose in found.assessment.doses} == {
        "lidocaine": "40 mg",
        "piroxicam": "20 mg",
    }


def test_the_same_case_gives_the_same_bytes(view, back):
    once, again = (msgspec.json.encode(proposal_contract(propose(back, view), back)) for _ in range(2))
    assert once == again
