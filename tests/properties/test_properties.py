"""What must hold of every case (docs: the design, section 4): ten properties, nine of them here.

The ninth (case to FHIR and back) stands in tests/interop. `strategies.py` draws the cases,
`naive.py` is the second engine.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from copy import deepcopy
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, assume, example, given, note, settings
from hypothesis import strategies as st
from tests.properties import strategies
from tests.properties.basis import TODAY, Plain, askable, case_from, formulary, in_its_unit, plain_from
from tests.properties.naive import naive_assess
from tests.properties.reordered import reordered
from tests.properties.scenarios import SCENARIOS
from tests.properties.strategies import cases

from papule.assessment.assess import assess
from papule.assessment.contract import contract_of
from papule.assessment.finding import Assessment, Finding
from papule.cli.inputs import Setting, read_case
from papule.cli.stored import read_stored, replay, store
from papule.kernel.severity import ORDER, at_least
from papule.knowledge.loading import load_formulary
from papule.knowledge.model.tables import Formulary
from papule.reading.problem import Unreadable
from papule.treatment.case import Case, Content, Medicine, PastSession

DEEP = 20 if settings.get_current_profile_name() == "deep" else 1
# facts whose yes protects: for them the careless answer is no
LIFTS = {"effective-contraception": {"wocbp-no-contraception", "men-no-contraception"}}
# findings that speak of absence or arithmetic only; all others are cited
UNCITED = (
    *("completeness/", "contradiction/", "identity/", "compatibility/no-data", "availability/unknown"),
    *("geometry/volume-balance", "geometry/not-measured", "dose/weight-unknown"),
)
# an allergy to the very substance rests on what the patient says alone
NAMED = {f"allergy/{each}" for each in formulary().substances}
# findings that a doctor may go on with, for a written reason
OVERRIDABLE = (
    *("availability/not-marketed", "availability/no-injectable", "route/label-warns", "mixture/duplicate-family"),
    *("indication/safety-restriction", "contraindication/", "interaction/", "age/minimum"),
    "allergy/",  # to an excipient that another presentation at hand does without
    "schedule/reassess",  # looking again is written, or a course without relief could never be gone on with
)


def steady(examples: int) -> settings:
    """Run the same examples every time, or many new ones under the deep profile."""
    return settings(
        max_examples=examples * DEEP,
        derandomize=DEEP == 1,
        database=None,
        deadline=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )


def assessed(case: Case, book: Formulary | None = None) -> Assessment:
    assert case.as_of is not None
    return assess(case, book or formulary(), case.as_of)


def changed(case: Case, **patient: Any) -> Case:
    return msgspec.structs.replace(case, patient=msgspec.structs.replace(case.patient, **patient))


def shown(assessment: Assessment) -> set[tuple[str, str, str]]:
    """Give the findings, the gravest of each code and subject."""
    gravest: dict[tuple[str, str], str] = {}
    for each in assessment.findings:
        key = (each.code, each.about.id)
        gravest[key] = max(each.severity, gravest.get(key, "info"), key=ORDER.__getitem__)
    return {(code, about, severity) for (code, about), severity in gravest.items()}


def verdict_without(assessment: Assessment, *prefixes: str) -> str:
    """Give the verdict of what is found, some codes left out."""
    kept = [each.severity for each in assessment.findings if not each.code.startswith(prefixes)]
    return max(kept, key=ORDER.__getitem__, default="no_finding")


def bytes_of(assessment: Assessment, book: Formulary | None = None) -> bytes:
    return msgspec.json.encode(contract_of(assessment, book or formulary()))


# --- 1. unknown is never kinder than no -----------------------------------------------------------


def less_known(draw: st.DrawFn, case: Case) -> Case:
    """Forget some harmless answers: they become unknown, declined, or are not asked."""
    harmless = [key for key, said in case.patient.facts.items() if said == ("yes" if key in LIFTS else "no")]
    told: dict[str, str] = dict(case.patient.facts)
    for fact in draw(st.lists(st.sampled_from(harmless), unique=True)) if harmless else ():
        instead = draw(st.sampled_from(("unknown", "declined", None)))
        told.pop(fact)
        if instead:
            told[fact] = instead
    fields: Plain = {"facts": told}
    for asked in ("allergies", "medicines"):
        if getattr(case.patient, asked) in ("none", ()) and draw(st.booleans()):
            fields[asked] = None
    return changed(case, **fields)


@st.composite
def forgotten(draw: st.DrawFn) -> tuple[Case, Case]:
    case = draw(cases())
    return case, less_known(draw, case)


@steady(80)
@given(forgotten())
def test_verdict_when_less_is_known_is_never_kinder(pair):
    knowing, asking = (assessed(each) for each in pair)
    before, after = (verdict_without(each, "contradiction/") for each in (knowing, asking))
    assert at_least(after, before)


@steady(60)
@given(cases(), st.sampled_from(["age", "weight", "phase", "onset", "nrs", "needle", "zones"]))
def test_verdict_when_a_value_is_left_out_asks_or_stays(case, value):
    full, bare = assessed(case), assessed(without(case, value))
    grave = {each for each in shown(full) if at_least(each[2], "defer") and each[0].startswith(BY_VALUE[value])}
    for code, about, _ in grave:
        kept = {severity for c, a, severity in shown(bare) if (c, a) == (code, about)}
        asks = at_least(bare.verdict, "needs_answer")
        assert kept or asks, f"{code} of {about} went away without a question"


# what may speak of each value that can be left out
BY_VALUE = {
    "age": ("age/", "dose/"),
    "weight": ("age/", "dose/"),
    "phase": ("indication/",),
    "onset": ("schedule/",),
    "nrs": ("schedule/",),
    "needle": ("contraindication/", "interaction/", "geometry/"),
    "zones": ("contraindication/", "interaction/", "law/"),
}


def without(case: Case, value: str) -> Case:
    """Leave a value out of a case."""
    plain = plain_from(case)
    patient, treatment = plain["patient"], plain["treatment"]
    gone: dict[str, list[tuple[Plain, str]]] = {
        "age": [(patient, "birth_date"), (patient, "age_years")],
        "weight": [(patient, "weight_kg")],
        "phase": [(treatment, "phase")],
        "onset": [(treatment, "onset_on")],
        "nrs": [(treatment.get("session") or {}, "nrs")],
        "needle": [(each, "needle") for x in treatment.get("syringes", ()) for each in (x, *x.get("zones", ()))],
        "zones": [(each, "zones") for each in treatment.get("syringes", ())],
    }
    for holder, key in gone[value]:
        holder.pop(key, None)
    return case_from(plain)


@st.composite
def in_other_ignorance(draw: st.DrawFn) -> tuple[Case, Case]:
    """Say in another way that an answer is not known."""
    case = draw(cases())
    told: dict[str, str] = dict(case.patient.facts)
    vague = [key for key in askable() if told.get(key, "unknown") in ("unknown", "declined")]
    for fact in draw(st.lists(st.sampled_from(vague), unique=True)) if vague else ():
        instead = draw(st.sampled_from(("unknown", "declined", None)))
        told.pop(fact, None)
        if instead:
            told[fact] = instead
    return case, changed(case, facts=told)


@steady(50)
@given(in_other_ignorance())
def test_unknown_declined_and_not_asked_weigh_the_same(pair):
    one, other = (assessed(each) for each in pair)
    assert shown(one) == shown(other)
    assert one.missing == other.missing


# --- 2. adding a risk never lowers the verdict ----------------------------------------------------


@st.composite
def with_a_risk(draw: st.DrawFn) -> tuple[Case, Case]:
    """Turn a no into a yes; or add an allergy or a medicine."""
    case = draw(cases())
    no = [key for key, said in case.patient.facts.items() if said == "no" and key not in LIFTS]
    if case.patient.sex == "male":
        no = [key for key in no if key not in ("pregnancy", "childbearing-potential")]
    risks: list[Plain] = [{"facts": case.patient.facts | {key: "yes"}} for key in no]
    if case.patient.allergies is not None:
        known = () if case.patient.allergies == "none" else case.patient.allergies
        risks += [{"allergies": (*known, key)} for key in formulary().allergy_groups]
    if case.patient.medicines is not None:
        taken = () if case.patient.medicines == "none" else case.patient.medicines
        more = msgspec.convert(draw(strategies.medicine()), Medicine)
        risks += [{"medicines": (*taken, more)}] * 10
    assume(risks)
    return case, changed(case, **draw(st.sampled_from(risks)))


@steady(120)
@given(with_a_risk())
def test_verdict_with_one_more_risk_is_never_lower(pair):
    before, after = (assessed(each) for each in pair)
    assert at_least(verdict_without(after, "contradiction/"), verdict_without(before, "contradiction/"))
    graves = {(c, a) for c, a, s in shown(before) if at_least(s, "defer")}
    assert graves <= {(c, a) for c, a, s in shown(after) if at_least(s, "defer")}, "a grave finding went away"


def test_facts_that_lift_a_finding_are_these_only():
    """The exceptions to the second property, by name, and that each really lifts."""
    for fact, lifted in LIFTS.items():
        positions = {
            each.fact
            for substance in formulary().substances.values()
            for each in substance.contraindications
            if each.fact in lifted
        }
        assert positions, f"nothing is lifted by {fact} any more: take it out of LIFTS"
    plain = {
        "papule": 1,
        "as_of": TODAY,
        "setting": {"country": "FR"},
        "patient": {"sex": "female", "age_years": 30, "facts": {"childbearing-potential": "yes"}},
        "treatment": {
            "syringes": [{"technique": "papule", "contents": [{"product": "thiocolchicoside-2mg-ml", "volume_ml": 1}]}]
        },
    }
    verdicts = []
    for said in ("yes", "unknown", "no"):
        case = changed(case_from(plain), facts={"childbearing-potential": "yes", "effective-contraception": said})
        found = {code: severity for code, _, severity in shown(assessed(case))}
        verdicts.append(found.get("contraindication/wocbp-no-contraception"))
    assert verdicts == [None, "needs_answer", "stop"]


# --- 3. more of a refused dose is refused; units never matter ---------------------------------------


def scaled(case: Case, factor: float) -> Case:
    """Draw up more of everything."""
    plain = plain_from(case)
    for syringe in plain["treatment"].get("syringes", ()):
        for content in syringe.get("contents", ()):
            content["volume_ml"] = min(100, content["volume_ml"] * factor)
    return case_from(plain)


def doses_found(assessment: Assessment) -> dict[tuple[str, str], str]:
    """Give what is found on doses; `high` and `maximum` are one question."""
    found: dict[tuple[str, str], str] = {}
    for code, about, severity in shown(assessment):
        if code in ("dose/maximum", "dose/high", "dose/local-anaesthetics"):
            key = ("pair" if "+" in about else "alone", about)
            found[key] = max(severity, found.get(key, "info"), key=ORDER.__getitem__)
    return found


@steady(80)
@given(cases(), st.sampled_from((1.01, 1.5, 2, 10)))
def test_dose_that_is_refused_stays_refused_when_it_grows(case, factor):
    less, more = (doses_found(assessed(each)) for each in (case, scaled(case, factor)))
    for key, severity in less.items():
        assert at_least(more.get(key, "no_finding"), severity), key


@st.composite
def given_earlier(draw: st.DrawFn) -> tuple[Case, Case]:
    """Give some of a substance earlier the same day."""
    case = draw(cases())
    amounts = [
        (key, amount) for key in formulary().substances for amount in in_its_unit(key, ("3 mg", "70 mg", "9 IU"))
    ]
    assume(case.patient.birth_date is None or case.patient.birth_date <= (case.as_of or TODAY))
    substance, amount = draw(st.sampled_from(amounts))
    past = PastSession(performed_on=case.as_of or TODAY, substances=(substance,), amounts={substance: amount})
    treatment = msgspec.structs.replace(case.treatment, history=(*case.treatment.history, past))
    return case, msgspec.structs.replace(case, treatment=treatment)


@steady(60)
@given(given_earlier())
def test_dose_with_more_given_earlier_is_never_kinder(pair):
    less, more = (doses_found(assessed(each)) for each in pair)
    for key, severity in less.items():
        assert at_least(more.get(key, "no_finding"), severity), key


@st.composite
def by_two_names(draw: st.DrawFn) -> tuple[Case, Case]:
    """Write a product of the catalogue as its substance and strength, by its id or by another name."""
    book = formulary()
    sized = [key for key, each in book.products.items() if each.strength]
    product = book.products[draw(st.sampled_from(sized))]
    aliases = [each.name for each in book.substances[product.substance].aliases if each.kind != "misuse"]
    name = draw(st.sampled_from((product.substance, *aliases)))
    case = draw(cases())
    written = ({"product": product.id}, {"substance": name, "strength": product.strength})
    both = []
    for each in written:
        plain = plain_from(case)
        syringe = {"technique": "papule", "contents": [{**each, "volume_ml": 1}]}
        plain["treatment"]["syringes"] = [*plain["treatment"].get("syringes", []), syringe]
        both.append(case_from(plain))
    return both[0], both[1]


@steady(60)
@given(by_two_names())
def test_product_by_another_name_is_the_same_product(pair):
    one, other = (shown(assessed(each)) for each in pair)
    assert {each for each in other ^ one if each[0] != "identity/alias"} == set()


@st.composite
def strengths(draw: st.DrawFn) -> tuple[Case, Case]:
    """Write one strength in two units."""
    milligrams = draw(st.sampled_from(("0.5", "2", "5", "10", "20", "25", "50", "62.5", "100")))
    small = f"{msgspec.json.decode(milligrams) * 1000:g} µg/mL"
    grams = f"{msgspec.json.decode(milligrams) / 1000:.7f}".rstrip("0") + " g/mL"
    case = draw(cases())
    measured = [key for key in formulary().substances if in_its_unit(key, ("1 mg",))]
    substance, volume = draw(st.sampled_from(measured)), draw(st.sampled_from((0.3, 1, 2, 10, 30)))
    written = [f"{milligrams} mg/mL", draw(st.sampled_from((small, grams, small.replace("µg", "mcg"))))]
    both = []
    for strength in written:
        content = {"substance": substance, "strength": strength, "volume_ml": volume}
        plain = plain_from(case)
        plain["treatment"].setdefault("syringes", []).append({"technique": "papule", "contents": [content]})
        both.append(case_from(plain))
    return both[0], both[1]


@steady(60)
@given(strengths())
def test_dose_in_another_unit_is_the_same(pair):
    one, other = (assessed(each) for each in pair)
    assert one.doses == other.doses
    assert one.verdict == other.verdict
    first, second = ({(c, about.partition(" ")[0], s) for c, about, s in shown(each)} for each in (one, other))
    assert first == second


# --- 4. order changes nothing -----------------------------------------------------------------------


@st.composite
def in_two_orders(draw: st.DrawFn) -> tuple[Case, Case]:
    """Write the same case in another order: facts, allergies, medicines, contents, earlier sessions."""
    case = draw(cases())
    plain = plain_from(case)
    patient, treatment = plain["patient"], plain["treatment"]
    patient["facts"] = dict(draw(st.permutations(list(patient.get("facts", {}).items()))))
    for key in ("allergies", "medicines"):
        if isinstance(patient.get(key), list):
            patient[key] = draw(st.permutations(patient[key]))
    for syringe in treatment.get("syringes", ()):
        syringe["contents"] = draw(st.permutations(syringe.get("contents", [])))
    for past in treatment.get("history", ()):
        past["substances"] = draw(st.permutations(past.get("substances", [])))
    days = [past["performed_on"] for past in treatment.get("history", ())]
    if len(set(days)) == len(days):  # two sessions of one day have no order but the one they are written in
        treatment["history"] = draw(st.permutations(treatment.get("history", [])))
    return case, case_from(plain)


@steady(80)
@given(in_two_orders())
def test_case_in_another_order_gives_the_same_bytes(pair):
    one, other = (assessed(each) for each in pair)
    assert bytes_of(one) == bytes_of(other)


@pytest.fixture(scope="module", params=[1, 2])
def other_order(request: pytest.FixtureRequest) -> Formulary:
    return reordered(formulary(), request.param)


@steady(60)
@given(case=cases())
def test_knowledge_in_another_order_says_the_same(other_order, case):
    one, other = assessed(case), assessed(case, other_order)
    assert shown(one) == shown(other)
    said, said_other = contract_of(one, formulary()), contract_of(other, other_order)
    assert unordered(said) == unordered(said_other)


def unordered(value: Any, key: str = "") -> Any:
    """Give plain values with every list sorted, and of a message its words: a list keeps its author's order."""
    if isinstance(value, dict):
        return {name: unordered(each, name if key != "message" else key) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return sorted((unordered(each) for each in value), key=repr)
    return sorted(re.findall(r"[\w.,]+", value)) if key == "message" else value


# --- 5. a mixture hides nothing ---------------------------------------------------------------------


@st.composite
def alone_and_mixed(draw: st.DrawFn) -> tuple[Case, Case]:
    """Leave some contents out of a syringe."""
    case = draw(cases())
    syringes = list(case.treatment.syringes)
    places = [(i, j) for i, syringe in enumerate(syringes) for j in range(len(syringe.contents))]
    assume(places)
    gone = set(draw(st.lists(st.sampled_from(places), min_size=1, unique=True)))
    for i, syringe in enumerate(syringes):
        kept: Iterable[Content] = (each for j, each in enumerate(syringe.contents) if (i, j) not in gone)
        syringes[i] = msgspec.structs.replace(syringe, contents=tuple(kept))
    treatment = msgspec.structs.replace(case.treatment, syringes=tuple(syringes))
    return msgspec.structs.replace(case, treatment=treatment), case


def speaks_of_what_stays(finding: Finding) -> bool:
    """Tell whether a finding is about a patient, product, pair or law, and not about volumes."""
    return finding.about.kind not in ("syringe", "zone") and not finding.code.startswith("geometry/")


def still_told(finding: Finding, mixed: Assessment) -> bool:
    """Tell whether a finding is there, or its subject (alone or in a wider sum) has a more severe one."""
    subject = set(finding.about.ids) or {finding.about.id}
    for each in mixed.findings:
        same = each.about.kind == finding.about.kind and subject <= (set(each.about.ids) or {each.about.id})
        if same and each.code == finding.code and at_least(each.severity, finding.severity):
            return True
        if same and ORDER[each.severity] > ORDER[finding.severity]:
            return True
    return False


@steady(100)
@given(alone_and_mixed())
def test_mixture_hides_nothing(pair):
    alone, mixed = (assessed(each) for each in pair)
    hidden = [each for each in alone.findings if speaks_of_what_stays(each) and not still_told(each, mixed)]
    assert not hidden, [(each.code, each.about.id, each.severity) for each in hidden]


# --- 6. every finding is cited and in force ---------------------------------------------------------


@steady(100)
@given(cases())
def test_finding_is_cited_from_a_known_source_and_in_force(case):
    for each in assessed(case).findings:
        if not each.code.startswith(UNCITED) and each.code not in NAMED:
            assert each.citations, f"{each.code} of {each.about.id} cites nothing"
        dissenting = [cited for dissent in each.disagreement for cited in dissent.citations]
        for cited in (*each.citations, *dissenting):
            assert cited.source in formulary().sources
            assert cited.at
        for cited in each.citations:
            day = case.as_of.isoformat()
            assert not cited.since or cited.since <= day
            assert not cited.until or day < cited.until


@steady(100)
@given(cases())
def test_foreign_label_alone_is_at_most_a_caution(case):
    positions = ("contraindication/", "interaction/", "age/", "dose/maximum")
    for each in assessed(case).findings:
        if each.code.startswith(positions) and each.citations and each.severity != "needs_answer":
            foreign = all(cited.foreign for cited in each.citations)
            assert not foreign or not at_least(each.severity, "needs_answer"), each.code


@steady(60)
@given(cases())
def test_finding_may_be_overridden_only_where_the_contract_says_so(case):
    for each in assessed(case).findings:
        if each.override == "reason":
            assert each.code.startswith(OVERRIDABLE), each.code
            stops = at_least(each.severity, "defer") or each.code == "schedule/reassess"
            assert stops, "what does not stop needs no reason to go on"


# --- 7. the same inputs give the same bytes ---------------------------------------------------------

SCRIPT = """
import hashlib, json, sys
import msgspec
from papule.assessment.assess import assess
from papule.assessment.contract import contract_of
from papule.knowledge.loading import load_formulary
from papule.treatment.case import Case
book = load_formulary()
for line in sys.stdin.buffer:
    case = msgspec.json.decode(line, type=Case)
    print(hashlib.sha256(msgspec.json.encode(contract_of(assess(case, book, case.as_of), book))).hexdigest())
"""


def drawn_cases(count: int) -> list[Case]:
    """Draw some cases, the same every time."""
    found: list[Case] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases())
    def collect(case: Case) -> None:
        found.append(case)

    collect()
    return found


def test_same_case_in_other_processes_gives_the_same_bytes():
    lines = b"".join(msgspec.json.encode(each) + b"\n" for each in drawn_cases(60 * DEEP))
    told = []
    for seed in ("0", "1", "4242"):
        env = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", SCRIPT], input=lines, capture_output=True, env=env, check=True)
        told.append(done.stdout)
    assert told[0].count(b"\n") >= 60
    assert told[0] == told[1] == told[2]


@steady(30)
@given(cases())
def test_same_case_against_a_formulary_read_again_gives_the_same_bytes(case):
    again = load_formulary()
    assert bytes_of(assessed(case)) == bytes_of(assessed(case, again), again)
    assert plain_from(case) == plain_from(msgspec.json.decode(msgspec.json.encode(case), type=Case))


@steady(30)
@given(cases())
def test_stored_assessment_is_made_again_to_the_byte(case):
    assessment = assessed(case)
    again = replay(read_stored(store(case, assessment, formulary())), formulary())
    assert again.same
    assert not again.differences
    assert again.recorded.fingerprint == formulary().fingerprint


# --- 8. an unknown code is a finding or an error ------------------------------------------------------


def put(plain: Plain, *path: Any) -> Plain:
    """Write the last of a path into a copy, making room for it."""
    *way, last, value = path
    copy = deepcopy(plain)
    holder: Any = copy
    for key in way:
        holder = holder[key]
    holder[last] = value
    return copy


BARE: Plain = {
    "papule": 1,
    "as_of": "2026-11-21",
    "setting": {"country": "FR"},
    "patient": {"facts": {}, "allergies": "none", "medicines": "none"},
    "treatment": {
        "syringes": [
            {
                "technique": "papule",
                "contents": [{"product": "lidocaine-10mg-ml", "volume_ml": 1}],
                "zones": [{"site": "knee"}],
            }
        ],
        "history": [{"performed_on": "2026-11-01"}],
    },
}
SYRINGE = ("treatment", "syringes", 0)
REFUSED: dict[str, Any] = {
    "country": lambda code: ("setting", "country", code),
    "society": lambda code: ("setting", "society", code),
    "fact": lambda code: ("patient", "facts", {code: "no"}),
    "allergy": lambda code: ("patient", "allergies", [code]),
    "indication": lambda code: ("treatment", "indication", code),
    "profession": lambda code: ("treatment", "operator", {"profession": code}),
    "device": lambda code: ("treatment", "device", code),
    "technique": lambda code: (*SYRINGE, "technique", code),
    "site": lambda code: (*SYRINGE, "zones", [{"site": code}]),
    "product": lambda code: (*SYRINGE, "contents", [{"product": code, "volume_ml": 1}]),
    "substance": lambda code: (*SYRINGE, "contents", [{"substance": code, "strength": "1 mg/mL", "volume_ml": 1}]),
    "another unit": lambda code: (
        *(*SYRINGE, "contents"),
        [{"substance": "lidocaine", "strength": f"1{len(code)} IU/mL", "volume_ml": 1}],
    ),
    "past unit": lambda code: ("treatment", "history", 0, "amounts", {"lidocaine": f"{len(code)} IU"}),
    "unit": lambda code: (*SYRINGE, "contents", [{"substance": "lidocaine", "strength": f"1 {code}", "volume_ml": 1}]),
    "past substance": lambda code: ("treatment", "history", 0, "substances", [code]),
    "past amount": lambda code: ("treatment", "history", 0, "amounts", {code: "1 mg"}),
}
LETTERS = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789-"), min_size=3, max_size=12)
CODES = LETTERS.map("qx".__add__)  # no known name begins so


def reading_of(plain: Plain) -> Case:
    return read_case(json.dumps(plain).encode(), formulary(), Setting(TODAY))


def test_bare_case_is_read_as_it_is():
    assert reading_of(BARE).treatment.syringes


@pytest.mark.parametrize("kind", REFUSED)
@steady(8)
@given(code=CODES)
@example(code="qx")
@example(code="pregnancy-t1-t2")
def test_unknown_code_is_an_error(kind, code):
    with pytest.raises(Unreadable):
        reading_of(put(BARE, *REFUSED[kind](code)))


@pytest.mark.parametrize("fact", sorted(set(formulary().facts) - set(askable())))
def test_fact_that_is_worked_out_cannot_be_said(fact):
    with pytest.raises(Unreadable):
        reading_of(put(BARE, "patient", "facts", {fact: "no"}))


@steady(40)
@given(CODES, st.sampled_from(("", "QX00000", "Z99ZZ99", "X", "B", "01AA", "B1AAA03", "?")))
def test_unknown_medicine_is_a_finding(name, atc):
    medicine = {"name": name, "atc": atc} if atc else {"name": name}
    found = assessed(reading_of(put(BARE, "patient", "medicines", [medicine])))
    assert ("identity/unknown-medicine", name, "needs_answer") in shown(found)


@steady(20)
@given(CODES)
def test_unknown_allergy_by_name_is_a_finding(name):
    found = assessed(reading_of(put(BARE, "patient", "allergies", [{"name": name}])))
    assert ("identity/unknown-medicine", name, "needs_answer") in shown(found)
    assert f"allergy to: {name}" in found.not_checked


@pytest.mark.parametrize(
    ("name", "told"), [("saumon", True), ("latex", True), ("vitamine C", False), ("sulfites", False)]
)
def test_allergy_of_which_no_source_speaks_is_told_as_not_checked(name, told):
    found = assessed(reading_of(put(BARE, "patient", "allergies", [{"name": name}])))
    assert (f"allergy to: {name}" in found.not_checked) is told


@pytest.mark.parametrize(
    ("content", "unread"),
    [
        ({"product": "etamsylate-125mg-ml"}, "DICYNONE"),  # a sulfite was read, the rest of the list was not
        ({"substance": "procaine", "strength": "15 mg/mL"}, "procaine 15 mg/mL"),  # no product of the catalogue
    ],
)
def test_excipients_that_were_not_read_in_full_are_told_to_who_is_allergic(content, unread):
    case = put(
        put(BARE, "patient", "allergies", ["paraben"]),
        "treatment",
        "syringes",
        0,
        "contents",
        [content | {"volume_ml": 1}],
    )
    assert any(each.startswith(f"excipients of: {unread}") for each in assessed(reading_of(case)).not_checked)


@pytest.mark.parametrize(
    ("country", "profession", "told"),
    [
        ("FR", "physician", False),
        ("FR", "nurse", False),
        ("BE", "nurse", True),
        ("XX", "physician", True),
        ("FR", "", True),
    ],
)
def test_operator_of_whom_no_rule_speaks_is_told_as_not_checked(country, profession, told):
    case = put(BARE, "setting", "country", country)
    case["treatment"] = {key: each for key, each in case["treatment"].items() if key != "operator"}
    case["treatment"] |= {"operator": {"profession": profession}} if profession else {}
    assert (f"who may inject in: {country}" in assessed(reading_of(case)).not_checked) is told


def test_indication_in_other_words_is_told():
    found = assessed(reading_of(put(BARE, "treatment", "indication", {"name": "old knee trouble"})))
    assert any(each.startswith("indication") for each in found.not_checked)


# --- 10. the naive engine agrees ----------------------------------------------------------------------


def agree(case: Case) -> None:
    fast, slow = assessed(case), naive_assess(case, formulary(), case.as_of or TODAY)
    note(msgspec.json.format(msgspec.json.encode(told_apart(case))).decode())
    only_fast, only_slow = sorted(shown(fast) - slow.found), sorted(slow.found - shown(fast))
    assert {"only the engine": only_fast, "only the naive one": only_slow} == {
        "only the engine": [],
        "only the naive one": [],
    }
    assert fast.verdict == slow.verdict


def told_apart(case: Case) -> Plain:
    """Write a case for a reader: of many answers that are no, only that they are."""
    plain = plain_from(case)
    said = plain["patient"].get("facts", {})
    if len(said) == len(askable()):
        plain["patient"]["facts"] = {"the others": "no"} | {key: each for key, each in said.items() if each != "no"}
    return plain


@steady(150)
@given(cases())
def test_naive_engine_agrees(case):
    agree(case)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
@steady(60)
@given(data=st.data())
def test_naive_engine_agrees_at_the_borders(scenario, data):
    agree(case_from(data.draw(scenario())))


# --- what the strategies promise ----------------------------------------------------------------------


@steady(60)
@given(strategies.plain_cases())
def test_drawn_case_is_one_that_the_command_reads(plain):
    assert reading_of(json.loads(msgspec.json.encode(plain))) == case_from(plain)
