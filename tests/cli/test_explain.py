"""Any item or question: found by any of its names, resolved as the engine resolves it, in both languages."""

import json
from datetime import date
from typing import Any

import msgspec
import pytest

from papule.assessment.view import View, view_of
from papule.cli.context import Context, Terminal
from papule.cli.explain_write import Writer
from papule.explaining.catalogue import KINDS, Catalogue, label_of, names_of
from papule.explaining.code import codes_of
from papule.explaining.explain import explain
from papule.explaining.question import question_of
from papule.explaining.rows import row_of
from papule.explaining.sheet import sheet_of
from papule.explaining.today import told_today

TODAY = date(2026, 11, 21)
UNREADABLE = 2


@pytest.fixture(scope="session")
def catalogue(formulary) -> Catalogue:
    return Catalogue(formulary)


@pytest.fixture(scope="session")
def view(formulary):
    return view_of(formulary, TODAY, "FR")


def meant(names: list[str], catalogue: Catalogue, view: View) -> Any:
    """What the words mean, of whatever kind."""
    return explain(names, catalogue, view)


def test_every_item_has_an_address_rows_and_a_name_to_look_up(catalogue, view):
    for item in catalogue.items:
        row = row_of(item.entry, view.here)
        told_today(item, view)
        assert item in catalogue.exact(item.id), item.address
        assert next(iter(names_of(item))) == item.id
        assert row.values or row.rows or row.text or label_of(item), item.address


def test_an_address_means_one_item_only(catalogue):
    addresses = [item.address for item in catalogue.items]
    assert len(addresses) == len(set(addresses))
    for address in ("substance:thiocolchicoside", "allergy:thiocolchicoside", "fact:pregnancy", "dispute:pregnancy"):
        assert [item.address for item in catalogue.exact(address)] == [address]


@pytest.mark.parametrize("kind", KINDS)
def test_an_item_of_every_kind_is_written_in_both_languages(kind, catalogue, view, context):
    items = [item for item in catalogue.items if item.kind == kind]
    assert items, f"no {kind} in the knowledge"
    for item in {items[0].id: items[0], items[-1].id: items[-1]}.values():
        sheet = sheet_of(item, [], catalogue, view)
        text = Writer(context).text(sheet)
        assert item.id in text
        assert [line for line in text.splitlines() if len(line) > 80 and " " in line.strip()] == []
        assert msgspec.json.decode(msgspec.json.encode(sheet))["id"] == item.id


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("thiocolchicoside", "substance:thiocolchicoside"),
        ("thiocolchicodise", "substance:thiocolchicoside"),  # as a seed spells it
        ("MIOREL", "substance:thiocolchicoside"),
        ("Mésocaïne", "substance:lidocaine"),
        ("66305209", "product:thiocolchicoside-2mg-ml"),  # CIS code
        ("lumbago", "indication:low-back-pain-acute"),
        ("gonarthrose", "indication:knee-osteoarthritis"),
        ("M17", "indication:knee-osteoarthritis"),
        ("knee", "site:knee"),
        ("genou", "site:knee"),
        ("grossesse", "fact:pregnancy"),
        ("mésothérapie", "method:technique"),
        ("B01AA03", "medicine:B01AA03"),
        ("ce2012", "source:ce2012"),
        ("lumbago-seed000", "mixture:lumbago-seed000"),
        ("fat-lysis-fr", "ban:fat-lysis-fr"),
        ("anaphylaxis", "adverse-event:anaphylaxis"),
        ("low-back-cauda-equina", "guidance:low-back-cauda-equina"),
    ],
)
def test_an_item_is_found_by_any_of_its_names(name, address, catalogue, view):
    found = meant([name], catalogue, view)
    assert f"{found.kind}:{found.id}" == address


@pytest.mark.parametrize(
    "names", [["thiocolchicoside", "pregnancy"], ["pregnancy thiocolchicoside"], ["miorel grossesse"]]
)
def test_two_names_are_a_question_in_whatever_order_and_language(names, catalogue, view):
    question = meant(names, catalogue, view)
    assert (question.kind, question.about, question.target) == ("contraindication", "pregnancy", "thiocolchicoside")
    assert question.severity == "stop"


def test_a_class_of_medicines_and_two_products_are_questions_too(catalogue, view):
    assert meant(["lidocaine", "beta-blockers"], catalogue, view).kind == "interaction"
    pair = meant(["lidocaine-10mg-ml", "diazepam"], catalogue, view)
    assert (pair.kind, pair.verdict, pair.severity) == ("compatibility", "incompatible", "stop")
    assert pair.statements


def test_a_pair_tells_the_interactions_of_the_two_as_well(catalogue, view):
    pair = meant(["lidocaine", "propranolol"], catalogue, view)
    assert [(each.substance, each.with_class) for each in pair.interactions] == [("lidocaine", "beta-blockers")]


def test_of_the_classes_a_medicine_is_in_the_gravest_answers(catalogue, view):
    question = meant(["ketoprofen", "warfarin"], catalogue, view)
    assert (question.about, question.severity) == ("vka", "stop")


@pytest.mark.parametrize("country", ["FR", "BE", "IT"])
def test_what_decides_is_what_the_engine_cites(country, catalogue, formulary):
    """The page explains the resolution that the engine really made, for every question there is."""
    view = view_of(formulary, TODAY, country)
    facts = {item.id: item for item in catalogue.items if item.kind == "fact"}
    targets = [catalogue.method, *(item for item in catalogue.items if item.kind == "substance")]
    asked = {("technique", each.fact): each for each in view.technique_questions}
    asked |= {(key, each.fact): each for key in formulary.substances for each in view.substance(key).questions}
    seen = 0
    for target in targets:
        for fact in facts.values():
            engine = asked.get((target.id, fact.id))
            if engine is None:
                continue
            question = question_of(fact, target, catalogue, view)
            finding = engine.below
            seen += 1
            assert question.severity == (finding.severity if finding else "")
            if finding:
                cited = {(each.source, each.at) for each in finding.citations}
                assert {(each.source, each.at) for each in question.positions if each.part == "decides"} == cited
    assert seen == len(asked)


def test_a_label_tied_to_the_intramuscular_route_changes_within_the_dermis(catalogue, view):
    question = meant(["thiocolchicoside", "anticoagulant-treatment"], catalogue, view)
    assert question.severity == "stop"
    assert ("within-dermis", "", "caution") in {(each.by, each.value, each.severity) for each in question.otherwise}


def test_a_law_is_explained_as_it_stood(call):
    in_force = json.loads(call("explain", "law/fat-lysis", "--format", "json").out)
    suspended = json.loads(call("explain", "law/fat-lysis", "--as-of", "2011-09-01", "--format", "json").out)

    def holding(explained: dict[str, Any]) -> list[str]:
        (ban,) = explained["rests_on"]["ban:fat-lysis-fr"]
        return [period["from"] for period in ban["rows"]["periods"] if period.get("holds", True)]

    assert holding(in_force) == ["2012-02-17"]
    assert holding(suspended) == []


def test_every_finding_code_is_explained(call, catalogue, formulary):
    known = set(codes_of(catalogue))
    written = {key.partition(".")[0] for key in formulary.wording["findings"]}
    assert {code for code in written if code not in known} == set()
    for code in known:
        if "/" in code:
            assert call("explain", code).status == 0
    assert "HAZ-" in call("explain", "contraindication/pregnancy").out


def test_a_mixture_says_why_not_for_a_man_and_a_woman(call):
    found = json.loads(call("explain", "lumbago-seed000", "--format", "json").out)["why_not"]
    assert [each["sex"] for each in found] == ["male", "female"]
    for each in found:
        assert each["verdict"] == "stop"
        codes = {finding["code"] for finding in each["findings"]}
        assert {"availability/not-marketed", "indication/safety-restriction"} <= codes
        assert not [code for code in codes if code.startswith(("dose/", "geometry/", "completeness/"))]
    of_the_woman = {finding["code"] for finding in found[1]["findings"]}
    assert "contraindication/wocbp-no-contraception" in of_the_woman
    assert "contraindication/men-no-contraception" not in of_the_woman


def test_a_recipe_that_nothing_stands_against_says_so(call):
    found = json.loads(call("explain", "pain-seed003", "--format", "json").out)["why_not"]
    assert {each["verdict"] for each in found} == {"no_finding"}


def test_an_expired_review_is_told_and_a_valid_one_is_not(call):
    assert "REVIEW EXPIRED" in call("explain", "lidocaine", "--as-of", "2030-01-01").out
    assert "REVIEW EXPIRED" not in call("explain", "lidocaine", "--as-of", "2026-12-01").out


def test_country_and_society_count(call):
    assert "TODAY IN BE" in call("explain", "lidocaine", "--country", "BE").out
    without = json.loads(call("explain", "costantino-lbp", "--format", "json").out)
    followed = json.loads(call("explain", "costantino-lbp", "--society", "sfm", "--format", "json").out)
    codes = [{each["code"] for each in sheet["why_not"][0]["findings"]} for sheet in (without, followed)]
    assert "society/corticosteroid" in codes[1] - codes[0]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("lidocane", "substance:lidocaine"),
        ("gonarthose", "indication:knee-osteoarthritis"),
        ("pregnacy", "fact:pregnancy"),
    ],
)
def test_a_misspelt_name_gets_the_nearest_ones(typed, wanted, call):
    called = call("explain", typed)
    assert (called.status, called.out) == (UNREADABLE, "")
    assert wanted in called.err


def test_a_word_of_several_names_lists_them(call):
    called = call("explain", "osteoarthritis")
    assert called.status == UNREADABLE
    assert "indication:knee-osteoarthritis" in called.err
    assert "indication:hip-osteoarthritis" in called.err


@pytest.mark.parametrize(
    "names",
    [
        [""],
        [" "],
        ["x" * 100_000],
        ["/"],
        ["law/"],
        ["law/nothing"],
        [":"],
        ["substance:"],
        ["substance:nothing"],
        ["nothing:lidocaine"],
        ["a b c d e f g"],
        ["technique", "beta-blockers"],
        ["pregnancy", "lactation"],
        ["knee", "shoulder", "hip"],
        ["\x1b[31m\x00"],
        ["💉"],
        ["../../etc/passwd"],
        ["{0}{name}"],
        ["--"],
    ],
)
def test_a_name_that_means_nothing_is_one_message_in_every_language(names, call):
    for language in ("en", "fr"):
        called = call("explain", "--lang", language, *names)
        assert (called.status, called.out) == (UNREADABLE, "")
        assert called.err
        assert max(map(len, called.err.splitlines())) < 1000
        assert called.err.replace("\n", "").isprintable()


def test_a_question_nobody_speaks_on_says_so(call):
    called = call("explain", "lidocaine", "keloid")
    assert called.status == 0
    assert "no position in force" in called.out


def test_colour_only_where_the_terminal_has_it(catalogue, view, formulary):
    question = meant(["technique", "pregnancy"], catalogue, view)
    plain = Writer(Context(formulary, "en", Terminal(80, colour=False))).text(question)
    coloured = Writer(Context(formulary, "en", Terminal(80, colour=True))).text(question)
    assert "\033[" not in plain
    assert "\033[31m" in coloured


@pytest.mark.parametrize("country", ["FR", "BE"])
def test_every_question_is_written_with_its_rule(country, catalogue, formulary, context):
    """Whatever decides, the page names the rule: a rank, a foreign label, a route, a passing fact, silence."""
    here = view_of(formulary, TODAY, country)
    say = Writer(context).phrases.say
    told = ""
    targets = [catalogue.method, *(item for item in catalogue.items if item.kind == "substance")]
    facts = [item for item in catalogue.items if item.kind == "fact"]
    for target in targets:
        for fact in facts:
            question = question_of(fact, target, catalogue, here)
            if question.positions:
                text = Writer(context).text(question)
                assert [line for line in text.splitlines() if len(line) > 80 and " " in line.strip()] == []
                told += " ".join(text.split())
    wanted = [
        say("rule.temporary"),
        say("rule.route"),
        say("rule.foreign-joins"),
        say("rule.reason"),
        say("part.milder"),
    ]
    assert [each for each in wanted if " ".join(each.split()) not in told] == []


@pytest.mark.parametrize(
    ("pair", "verdict"),
    [
        (("lidocaine", "diazepam"), "incompatible"),
        (("lidocaine", "thiocolchicoside"), "conflicting"),
        (("lidocaine", "etamsylate"), "no-data"),
    ],
)
def test_a_pair_is_written_with_what_it_comes_to(pair, verdict, catalogue, view, context):
    found = meant(list(pair), catalogue, view)
    assert found.verdict == verdict
    text = " ".join(Writer(context).text(found).split())
    assert Writer(context).phrases.say(f"pair.{verdict}") in text


def test_label_of_a_position_that_is_english_only_is_left_to_its_text_in_french(call):
    english, french = (call("explain", "allergy:corticosteroid", "--lang", each).out for each in ("en", "fr"))
    assert "used in a trial — " in english
    assert "used in a trial" not in french
    assert "méthylprednisolone avec lidocaïne" in " ".join(french.split())
