from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from papule.assessment.assess import assess_in
from papule.assessment.finding import Cited
from papule.assessment.subject import Subject
from papule.assessment.view import View
from papule.knowledge.model.rule import Component
from papule.planning.contract import sheet_contract
from papule.planning.coverage import coverings, coverings_of, technique_of
from papule.planning.points import patch, rectangle
from papule.planning.preparation import AT_ONCE, LOOK, ampoules, find_order, prepare
from papule.treatment.case import Case

LIDOCAINE = {"product": "lidocaine-10mg-ml", "volume_ml": 2}
THIOCOLCHICOSIDE = {"product": "thiocolchicoside-2mg-ml", "volume_ml": 1}
PIROXICAM = {"product": "piroxicam-20mg-ml", "volume_ml": 1}
ZONE = {"site": "lumbar-spine", "points": 20, "volume_per_point_ml": 0.1}


def syringe(*contents: dict[str, Any], **given: Any) -> dict[str, Any]:
    return {"technique": "nappage", "contents": list(contents), "zones": [ZONE], **given}


def sheets_of(case: Case, view: View) -> Any:
    return prepare(case, view, assess_in(case, view))


def sizes(*volumes: float) -> dict[Decimal, tuple[str, ...]]:
    return {Decimal(str(volume)): (f"of {volume}",) for volume in volumes}


@pytest.mark.parametrize(
    ("volume", "given", "expected"),
    [
        ("2", (5, 10, 20), (1, "5", "3")),
        ("5", (5, 10), (1, "5", "0")),
        ("5.1", (5, 10), (1, "10", "4.9")),  # two of 5 leave as much: fewer containers win
        ("12", (5, 20), (3, "5", "3")),
        ("20", (5, 10, 20), (1, "20", "0")),
    ],
)
def test_containers_that_leave_least(volume, given, expected):
    found = ampoules(Decimal(volume), sizes(*given))
    assert found is not None
    assert (found.number, str(found.size_ml), str(found.left_ml)) == expected


def test_no_size_no_container():
    assert ampoules(Decimal(1), {}) is None


def test_a_sheet_says_what_to_draw(view, make_case):
    (sheet,) = sheets_of(
        make_case(indication="low-back-pain-acute", syringes=[syringe(LIDOCAINE, THIOCOLCHICOSIDE)]), view
    )
    lidocaine, thiocolchicoside = sheet.draws
    assert (lidocaine.written, lidocaine.volume_ml, lidocaine.amount) == ("lidocaine-10mg-ml", 2, "20 mg")
    assert (lidocaine.ampoules.number, lidocaine.ampoules.size_ml) == (1, 5)
    assert lidocaine.marketed
    assert thiocolchicoside.amount == "2 mg"
    assert any("MIOREL" in name for name in thiocolchicoside.ampoules.names)
    assert sheet.arithmetic.volume_ml == 3
    assert sheet.arithmetic.zones[0].per_point["lidocaine"].startswith("0.66")


def test_only_containers_on_the_market_here_are_opened(view, make_case):
    (sheet,) = sheets_of(make_case(indication="low-back-pain-acute", syringes=[syringe(LIDOCAINE)]), view)
    named = " ".join(sheet.draws[0].ampoules.names)
    assert "ARROW" not in named  # withdrawn
    assert "Xyloneural" not in named  # Swiss


def test_what_is_not_marketed_says_so_and_stops(view, make_case):
    (sheet,) = sheets_of(make_case(indication="low-back-pain-acute", syringes=[syringe(PIROXICAM)]), view)
    assert sheet.stopped
    assert not sheet.draws[0].marketed
    assert sheet.draws[0].ampoules is not None


def test_a_stop_stands_on_its_own_syringe_only(view, make_case):
    case = make_case(indication="low-back-pain-acute", syringes=[syringe(PIROXICAM), syringe(LIDOCAINE)])
    first, second = sheets_of(case, view)
    assert first.stopped
    assert not second.stopped
    assert second.against == ()


def test_a_pair_stops_the_syringe_that_holds_it(view, make_case):
    diazepam = {"product": "diazepam-5mg-ml", "volume_ml": 1}
    case = make_case(indication="low-back-pain-acute", syringes=[syringe(LIDOCAINE), syringe(diazepam, LIDOCAINE)])
    first, second = sheets_of(case, view)
    assert not first.stopped
    assert second.stopped


def test_a_pair_over_two_syringes_stops_both(view, make_case):
    ketoprofen, dexketoprofen = (
        {"product": each, "volume_ml": 1} for each in ("ketoprofen-50mg-ml", "dexketoprofen-25mg-ml")
    )
    case = make_case(
        indication="low-back-pain-acute", syringes=[syringe(ketoprofen), syringe(dexketoprofen), syringe(LIDOCAINE)]
    )
    assert [sheet.stopped for sheet in sheets_of(case, view)] == [True, True, False]


def test_what_concerns_the_patient_stands_on_every_syringe(view, make_case):
    facts = {"facts": {"site-infection": "yes"}}
    case = make_case(facts, indication="low-back-pain-acute", syringes=[syringe(LIDOCAINE), syringe(LIDOCAINE)])
    assert [sheet.stopped for sheet in sheets_of(case, view)] == [True, True]


def test_an_open_question_is_no_stop(view, make_case):
    case = make_case({"allergies": None}, indication="low-back-pain-acute", syringes=[syringe(LIDOCAINE)])
    (sheet,) = sheets_of(case, view)
    assert sheet.against
    assert not sheet.stopped


def test_points_that_need_too_much_ask_on_their_own_syringe(view, make_case):
    many = {**ZONE, "points": 100}
    case = make_case(indication="low-back-pain-acute", syringes=[syringe(LIDOCAINE, zones=[many]), syringe(LIDOCAINE)])
    first, second = sheets_of(case, view)
    assert "geometry/volume-balance" in {each.code for each in first.against}
    assert second.against == ()


def test_no_recipe_on_file_gives_an_order_for_these(view, make_case):
    (sheet,) = sheets_of(
        make_case(indication="low-back-pain-acute", syringes=[syringe(LIDOCAINE, THIOCOLCHICOSIDE)]), view
    )
    assert sheet.order is None


def test_an_order_is_that_of_a_recipe_of_exactly_these_substances(view, make_case):
    case = make_case(indication="low-back-pain-acute", syringes=[syringe(LIDOCAINE, THIOCOLCHICOSIDE)])
    known = view.formulary.mixtures["perrin-lowback"]
    ordered = msgspec.structs.replace(known, order=("thiocolchicoside", "lidocaine"))
    other = msgspec.structs.replace(
        ordered, id="other", components=(*ordered.components, Component(substance="etamsylate"))
    )
    tables = SimpleNamespace(mixtures={"other": other, "perrin-lowback": ordered})
    faked: Any = SimpleNamespace(formulary=tables, here=view.here)
    found = find_order(Subject(case, view).by_syringe[0], faked)
    assert found is not None
    assert found.mixture == "perrin-lowback"
    assert found.substances == ("thiocolchicoside", "lidocaine")
    assert found.citations[0].source == "perrin"


def test_look_and_use_at_once_are_told_with_their_source(view, make_case):
    (sheet,) = sheets_of(make_case(indication="low-back-pain-acute", syringes=[syringe(LIDOCAINE)]), view)
    steps = {each.id: each for each in sheet.steps}
    assert {LOOK, AT_ONCE} <= set(steps)
    assert all(isinstance(cited, Cited) for each in steps.values() for cited in each.citations)
    assert steps[LOOK].citations


def test_a_dry_syringe_has_nothing_to_draw(view, make_case):
    (sheet,) = sheets_of(make_case(indication="neck-pain", syringes=[{"technique": "dry"}]), view)
    assert sheet.draws == ()
    assert sheet.steps == ()


def test_a_presentation_that_the_catalogue_lacks_has_no_container(view, make_case):
    content = {"substance": "pentoxifylline", "strength": "33 mg/mL", "volume_ml": 1}
    (sheet,) = sheets_of(make_case(indication="venous-insufficiency", syringes=[syringe(content)]), view)
    assert sheet.draws[0].ampoules is None
    assert not sheet.draws[0].marketed
    assert sheet.draws[0].amount == "33 mg"


def test_written_out_a_sheet_is_plain(view, make_case):
    case = make_case(indication="low-back-pain-acute", syringes=[syringe(PIROXICAM, LIDOCAINE)])
    assessment = assess_in(case, view)
    (sheet,) = prepare(case, view, assessment)
    covered = coverings_of(sheet.syringe, patch(24), 20, view)
    written = msgspec.json.decode(msgspec.json.encode(sheet_contract(sheet, covered, assessment, view.formulary)))
    assert written["stopped"] is True
    assert written["draw"][0]["containers"]["count"] == 1
    assert written["order"] is None
    assert written["covers"][0]["points"] == [6]
    assert "availability/not-marketed" in {each["code"] for each in written["against"]}


def test_an_area_is_covered_at_every_published_spacing(view):
    technique = technique_of("nappage", view)
    assert technique.id == "superficial-intradermal"
    found = coverings(rectangle(60, 40), technique, view, None, None)
    assert len(found) == len(technique.spacing_mm)
    assert all(each.citations for each in found)
    wide = next(each for each in found if [*each.spacing_mm] == [30, 20])
    assert wide.points == (4, 6)
    assert wide.volume_ml == ()


def test_an_area_is_covered_at_the_spacing_asked_for(view):
    technique = technique_of("mesoperfusion", view)
    assert coverings(rectangle(60, 40), technique, view, None, 0.1) == ()
    (found,) = coverings(rectangle(60, 40), technique, view, 10, 0.1)
    assert (found.points, found.volume_ml, found.citations) == ((24,), (2.4,), ())


def test_no_area_nothing_covered(view, make_case):
    case = make_case(syringes=[syringe(LIDOCAINE)])
    assert coverings_of(case.treatment.syringes[0], None, None, view) == ()
