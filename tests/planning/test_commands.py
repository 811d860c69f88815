"""propose, schedule and prepare as a person calls them."""

import json
import re
from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from papule.cli.context import Context, Terminal
from papule.reading.problem import Unreadable

SRC = Path(__file__).resolve().parents[2] / "src/papule/cli"
SOURCES = ("planned", "propose", "schedule", "schedule_page", "prepare", "prepare_page")

PERSON = """\
papule: 1
as_of: 2026-11-21
setting: {country: FR, society: sfm}
patient: {age_years: 40, sex: male, weight_kg: 80, allergies: none, medicines: none, facts: {%s}}
treatment:
  indication: low-back-pain-acute
  phase: acute
"""
SYRINGE = """\
  syringes:
    - contents:
        - {product: lidocaine-10mg-ml, volume_ml: 2}
        - {product: thiocolchicoside-2mg-ml, volume_ml: 1}
      technique: nappage
      appearance: clear
      needle: {length_mm: 4, gauge: 27, angle_deg: 30, inserted_mm: 3}
      zones:
        - {site: lumbar-spine, side: left, points: 25, volume_per_point_ml: 0.1}
"""


@pytest.fixture(scope="module")
def facts(formulary):
    answers = {key: "no" for key, each in formulary.facts.items() if not each.computed}
    answers["effective-contraception"] = "yes"
    return ", ".join(f"{key}: {answer}" for key, answer in answers.items())


@pytest.fixture
def bare(tmp_path, facts):
    path = tmp_path / "bare.yaml"
    path.write_text(PERSON % facts)
    return str(path)


@pytest.fixture
def full(tmp_path, facts):
    path = tmp_path / "full.yaml"
    path.write_text(PERSON % facts + SYRINGE)
    return str(path)


@pytest.fixture
def call(formulary, capsys):
    """Call a command; gives its exit status and what it wrote."""

    def called(name, *arguments, language="en", colour=False):
        context = Context(formulary, language, Terminal(80, colour))
        module = import_module(f"papule.cli.{name}")
        parser = ArgumentParser(prog=name)
        module.configure(parser, context)
        status = module.run(parser.parse_args([*arguments]), context)
        return status, capsys.readouterr().out

    return called


def problems(call: Any, *arguments: str) -> dict[str, str]:
    with pytest.raises(Unreadable) as caught:
        call(*arguments)
    return {each.at: f"{each.problem}; {each.fix}" for each in caught.value.problems}


def test_propose_reads_well_in_80_columns(call, bare):
    status, out = call("propose", bare)
    assert status == 0
    assert max(map(len, out.splitlines())) <= 80
    assert out.index("CANDIDATES") < out.index("RULED OUT")
    assert "volume: no source; at most 200 mg per session, that is 20 mL of lidocaine 10" in " ".join(out.split())
    assert "piroxicam 20 mg/mL is authorised but not marketed here at this date." in " ".join(out.split())
    assert "since 2026-01-02" in out
    assert "names no technique" in out


def test_propose_speaks_french(call, bare):
    _, out = call("propose", bare, language="fr")
    told = " ".join(out.split())
    assert "PROPOSITIONS" in out
    assert "volume : pas de source ; au plus 200 mg par séance" in told
    assert "no source" not in told


def test_propose_unfolds_everything_on_request(call, full):
    short, long = (call("propose", full, *more)[1] for more in ((), ("--all",)))
    assert len(long) > 3 * len(short)
    assert "shown, best first" in short
    assert "shown, best first" not in long
    assert "names no technique" not in short


def test_propose_colours_a_terminal_only(call, bare):
    assert "\033[" in call("propose", bare, colour=True)[1]
    assert "\033[" not in call("propose", bare)[1]


def test_propose_for_machines(call, bare):
    status, out = call("propose", bare, "--format", "json")
    written = json.loads(out)
    assert status == 0
    assert written["indication"] == "low-back-pain-acute"
    assert [each["rank"] for each in written["candidates"]][:5] == [1, 2, 3, 4, 5]
    assert len(json.loads(call("propose", bare, "--format", "json", "--all")[1])["candidates"]) == written["found"]


def test_propose_takes_indication_and_phase_of_the_command_line(call, bare):
    _, out = call("propose", bare, "--indication", "knee-osteoarthritis", "--phase", "chronic")
    assert out.startswith("knee osteoarthritis (chronic) · FR · 2026-11-21")
    assert "gonflement" not in out
    assert "salmon calcitonin: restricted for safety" in " ".join(out.split())


def test_propose_asks_before_it_passes(call, tmp_path):
    path = tmp_path / "unasked.yaml"
    path.write_text(PERSON % "")
    status, out = call("propose", str(path))
    assert status == 1
    assert "WHATEVER IS INJECTED" in out
    assert "To be answered first:" in out


def test_propose_says_when_nothing_can_be_proposed(call, tmp_path, facts):
    path = tmp_path / "infected.yaml"
    path.write_text(PERSON % facts.replace("site-infection: no", "site-infection: yes"))
    status, out = call("propose", str(path))
    assert status == 1
    assert "Nothing is proposed" in out
    assert "RULED OUT" not in out


def test_propose_says_when_nothing_is_published(call, bare):
    status, out = call("propose", bare, "--indication", "zoster")
    assert status == 1
    assert "No recipe and no family" in out


def test_propose_says_when_no_candidate_is_left_and_names_empty_lists(call, bare):
    status, out = call("propose", bare, "--indication", "ent-recurrent-infection")
    assert status == 1
    assert "No candidate remains." in out
    _, out = call("propose", bare, "--indication", "sever")
    assert "Published without naming any product: Osgood-Schlatter" in " ".join(out.split())


def test_propose_writes_published_volumes_and_amounts(call, bare):
    _, out = call("propose", bare, "--society", "sim", "--country", "JP", "--all")
    told = " ".join(out.split())
    assert "ketoprofen 50 mg/mL: 3.2 mL, which hold the published 160 mg (1 mL there, of another strength)" in told
    assert "1 mL, as published" in told
    assert "3 mL in all, as published" in told


def test_propose_refuses_unknown_and_absent_indications(call, bare, tmp_path):
    (told,) = problems(call, "propose", bare, "--indication", "lowback-pain-acute").values()
    assert "did you mean low-back-pain-acute" in told
    path = tmp_path / "none.yaml"
    path.write_text("papule: 1\nsetting: {country: FR}\npatient: {}\ntreatment: {indication: {name: sore}}\n")
    assert "--indication" in problems(call, "propose", str(path))["treatment.indication"]


def test_schedule_dates_the_protocols_of_an_indication(call):
    status, out = call("schedule", "--indication", "low-back-pain-acute", "--start", "2026-11-23")
    assert status == 0
    assert "  3  Sun 2026-11-29  ? look again at the whole" in out
    assert "costantino" in out
    assert "weekly-three-to-five: " in out
    assert max(map(len, out.splitlines())) <= 80


def test_schedule_moves_to_working_days_of_the_country(call):
    arguments = ("schedule", "--protocol", "acute-back-five", "--start", "2026-12-18", "--working-days")
    _, out = call(*arguments, "--country", "FR")
    assert "4  Mon 2026-12-28  moved from Sun 2026-12-27" in out
    assert "longer than the source’s 3" in " ".join(out.split())
    _, out = call(*arguments, "--country", "US")
    assert "Working days of US" in out


def test_schedule_knows_christmas(call):
    arguments = ("--protocol", "knee-four-weekly", "--start", "2026-12-18", "--working-days")
    _, out = call("schedule", *arguments, "--country", "FR", "--format", "json")
    sessions = json.loads(out)["protocols"][0]["sessions"]
    assert [each["on"] for each in sessions] == ["2026-12-18", "2026-12-28", "2027-01-04", "2027-01-11"]
    assert sessions[1]["moved_from"] == "2026-12-25"


def test_schedule_writes_what_follows_and_what_has_no_date(call):
    _, out = call("schedule", "--protocol", "facial-hyaluronic", "--start", "2026-11-23", "--sessions", "5")
    assert "to Thu 2026-12-24" in out
    assert "afterwards: every 3 to 6 months" in out
    assert "without a date in the source: 2" in out
    _, out = call("schedule", "--protocol", "knee-five-in-two-months", "--start", "2026-11-23")
    assert "no dates:" in out


def test_schedule_falls_back_on_protocols_of_no_indication(call):
    _, out = call("schedule", "--indication", "scar", "--start", "2026-11-23", language="fr")
    assert "Aucun protocole au dossier" in out
    assert "lun. 2026-11-30" in out
    _, out = call("schedule", "--indication", "sprain", "--start", "2026-11-23", "--all")
    assert "Mon 2026-12-21" in out


def test_schedule_judges_pain_and_not_looks(call):
    _, out = call("schedule", "--indication", "facial-ageing", "--start", "2026-11-23")
    assert "WHEN TO LOOK AGAIN" not in out
    _, out = call("schedule", "--indication", "knee-osteoarthritis", "--start", "2026-11-23")
    assert "a fall of 2 points or 30 %" in " ".join(out.split())


def test_schedule_starts_today_unless_told(call):
    _, out = call("schedule", "--protocol", "single-session", "--format", "json")
    written = json.loads(out)
    assert written["protocols"][0]["sessions"][0]["on"] == written["start"]
    assert written["indication"] is None
    assert written["working_days"] is None


def test_schedule_tells_everything_that_is_wrong_at_once(call):
    told = problems(
        call,
        "schedule",
        "--indication",
        "sprane",
        "--protocol",
        "x",
        "--start",
        "2026-02-30",
        "--sessions",
        "0",
        "--working-days",
    )
    assert set(told) == {"--indication", "--protocol", "--start", "--sessions", "--country"}
    assert "did you mean sprain" in told["--indication"]
    assert "no date that exists" in told["--start"]


@pytest.mark.parametrize("start", ["", "tomorrow", "2026-W48-1", "20261123", "2026-11-23x", "1800-01-01", "9999-12-31"])
def test_schedule_refuses_days_that_are_none(call, start):
    assert set(problems(call, "schedule", "--protocol", "mesolift", "--start", start)) == {"--start"}


@pytest.mark.parametrize("sessions", ["", "0", "-1", "1.5", "201", "many", "²", "9" * 40])
def test_schedule_refuses_numbers_of_sessions_that_are_none(call, sessions):
    assert set(problems(call, "schedule", "--protocol", "mesolift", f"--sessions={sessions}")) == {"--sessions"}


@pytest.mark.parametrize("country", ["France", "fr", "XX"])
def test_schedule_refuses_countries_without_a_calendar(call, country):
    assert set(problems(call, "schedule", "--protocol", "mesolift", "--working-days", "--country", country)) == {
        "--country"
    }


def test_schedule_refuses_a_country_that_is_none_and_a_protocol_of_another_indication(call):
    assert set(problems(call, "schedule", "--protocol", "mesolift", "--country", "France")) == {"--country"}
    told = problems(call, "schedule", "--indication", "sprain", "--protocol", "mesolift")
    assert "sprain-by-week" in told["--protocol"]
    assert set(problems(call, "schedule")) == {"--indication"}


def test_schedule_takes_a_protocol_of_no_indication_for_any(call):
    arguments = ("--indication", "sprain", "--protocol", "german-practice", "--start", "2026-11-23")
    _, out = call("schedule", *arguments)
    assert "german-practice" in out
    assert "sprain-by-week" not in out


def test_prepare_writes_the_sheet(call, full):
    status, out = call("prepare", full)
    told = " ".join(out.split())
    assert status == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "lidocaine 10 mg/mL: 2 mL (20 mg); open 1 of 5 mL, 3 mL left to discard" in told
    assert "Order: no source" in told
    assert "Made and used at once" in told
    assert "the case says: clear" in told
    assert "needle 4 mm 27 G, at 30°, 3 mm inserted" in told
    assert "true depth 1.5 mm" in told
    assert "25 points of 0.1 mL: 2.5 mL" in told
    assert "0.5 mL stay in the syringe" in told
    assert "STOP" not in told


def test_prepare_says_stop_at_the_head(call, full):
    path = Path(full)
    path.write_text(path.read_text().replace("thiocolchicoside-2mg-ml", "piroxicam-20mg-ml"))
    status, out = call("prepare", full)
    assert status == 1
    assert out.startswith("■ STOP")
    assert out.index("STANDS AGAINST IT") < out.index("DRAW UP")
    assert out.index("STOP. Do not prepare.") < out.index("DRAW UP")
    assert "not known to be marketed here" in " ".join(out.split())


def test_prepare_says_not_yet_for_an_open_question(call, full):
    path = Path(full)
    path.write_text(path.read_text().replace("allergies: none, ", ""))
    status, out = call("prepare", full, language="fr")
    assert status == 1
    assert "PAS ENCORE" in out


@pytest.mark.parametrize("language", ["en", "fr"])
def test_prepare_writes_decimals_and_lists_as_the_language_does(call, full, language):
    _, out = call("prepare", full, "--area", "60x40", "--spacing", "12.5", "--depth", "1.7", language=language)
    sheet = " ".join(out[out.index("PRÉLEVER" if language == "fr" else "DRAW UP") :].split())
    mark, wrong, between = {"en": (".", r"\d,\d", "); open"), "fr": (",", r"\d\.\d", " ; ")}[language]
    for number in ("1{}5 mm", "0{}1 mL", "0{}0667 mg", "12{}5 mm", "3{}4 mm"):
        assert number.format(mark) in sheet
    assert not re.search(wrong, sheet)
    assert between in sheet


def test_prepare_covers_an_area_and_reaches_a_depth(call, full):
    _, out = call("prepare", full, "--area", "60x40", "--spacing", "10", "--depth", "2,5", "--all")
    told = " ".join(out.split())
    assert "10 mm apart: 24 points, 2.4 mL at the case’s 0.1 mL a point" in told
    assert "for a true depth of 2.5 mm at 30°: insert 5 mm; ▲ longer than the needle (4 mm)" in told
    assert "the 25 points of the case cover it at 9.8 mm" in told
    assert "What may go in" in told
    _, out = call("prepare", full, "--area", "24 cm2")
    assert "30 - 20 mm apart: 3 - 6 points" in " ".join(out.split())


def test_prepare_says_what_is_not_stated(call, full):
    path = Path(full)
    head = path.read_text().partition("  syringes:")[0]
    path.write_text(
        head
        + "  syringes:\n"
        + "    - {technique: mesoperfusion, contents: [{product: lidocaine-10mg-ml, volume_ml: 5}]}\n"
        + "    - {technique: dry}\n"
        + "    - {technique: papule}\n"
        + "    - {technique: papule, contents: [{product: vitamin-b-complex, volume_ml: 1}],\n"
        + "       zones: [{site: knee, points: 3}, {site: neck}]}\n"
    )
    _, out = call("prepare", full, "--area", "60x40")
    told = " ".join(out.split())
    for phrase in (
        "SYRINGE 4 OF 4",
        "Dry technique: nothing to draw.",
        "The case puts nothing into this syringe.",
        "one product only",
        "open 1 of 5 mL, all of it",
        "no zone stated",
        "needle not stated",
        "3 points, volume per point not stated",
        "points not stated",
        "no source gives a spacing for this technique",
    ):
        assert phrase in told, phrase


def test_prepare_for_machines(call, full):
    status, out = call("prepare", full, "--format", "json", "--area", "60x40", "--spacing", "10")
    written = json.loads(out)
    assert status == 0
    assert written["verdict"] == "caution"
    assert written["sheets"][0]["covers"][0]["points"] == [24]


@pytest.mark.parametrize(
    "area", ["", "60", "0x40", "60x-4", "60x", "2001x1", "0cm2", "20001cm2", "1e3x4", "nanxnan", "60x40x2"]
)
def test_prepare_refuses_areas_that_are_none(call, full, area):
    assert set(problems(call, "prepare", full, f"--area={area}")) == {"--area"}


@pytest.mark.parametrize("length", ["", "0", "-1", "nan", "inf", "41", "1e1", "two"])
def test_prepare_refuses_depths_that_are_none(call, full, length):
    assert set(problems(call, "prepare", full, f"--depth={length}")) == {"--depth"}


def test_prepare_refuses_a_spacing_without_an_area_and_a_case_without_a_syringe(call, full, bare):
    assert set(problems(call, "prepare", full, "--spacing", "10")) == {"--spacing"}
    assert set(problems(call, "prepare", bare)) == {"treatment.syringes"}


def test_every_phrase_is_there_and_used(formulary):
    known = formulary.wording["planning"]
    code = "".join((SRC / f"{name}.py").read_text() for name in SOURCES)
    quoted = set(re.findall(r"[\"']([a-z0-9-]+(?:\.[a-z0-9-]+)*)[\"']", code))
    made = ("weekday.", "kind.", "volume.")
    unused = {key for key in known if key not in quoted and not key.startswith(made)}
    assert unused == {"acute", "chronic"} - quoted
    asked = set(re.findall(r"(?:tell|told|heading|say)\(\s*\"([a-z0-9.-]+)\"", code))
    assert {key for key in asked if key not in known and key not in formulary.wording["command"]} == set()


def test_every_phrase_has_the_same_fields_in_every_language(formulary):
    for key, entry in formulary.wording["planning"].items():
        fields = {
            language: {name for _, name, _, _ in Formatter().parse(entry[language]) if name}
            for language in ("en", "fr")
        }
        assert fields["en"] == fields["fr"], key
