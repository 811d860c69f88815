"""papule knowledge: lists, the audit, differences, the official lists, pages, releases."""

import gzip
import json
import shutil
from functools import cache
from pathlib import Path

import msgspec
import pytest

from papule.cli import knowledge_check, knowledge_release
from papule.cli.knowledge import ACTIONS
from papule.cli.knowledge_page_disputes import disputes_page
from papule.explaining.catalogue import KINDS
from papule.knowledge import editions
from papule.knowledge.audit import audit
from papule.knowledge.drugs import FILE as DRUGS
from papule.knowledge.editions import SUFFIX, find_edition, open_edition, release
from papule.knowledge.loading import hazards_file, knowledge_directory, load_formulary
from papule.reading.problem import Unreadable

ROOT = Path(__file__).resolve().parents[2]
SAME, DIFFERENT, UNREADABLE = 0, 1, 2


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """The knowledge in another place, to be changed."""
    place = tmp_path_factory.mktemp("tree") / "knowledge"
    shutil.copytree(knowledge_directory(), place, ignore=shutil.ignore_patterns("editions"))
    shutil.copy(hazards_file(str(knowledge_directory())), place / "hazards.yaml")
    return place


@pytest.fixture(scope="module")
def released(copied, tmp_path_factory):
    """The edition of that place, released; not to be changed."""
    return release(copied, tmp_path_factory.mktemp("editions"))


@pytest.fixture(scope="module")
def page(formulary):
    return disputes_page(formulary)


@pytest.fixture(scope="module")
def audited():
    """The audit, once for a place and a day: no test changes a place that it had audited."""
    return cache(audit)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory, monkeypatch, audited):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
    for each in (knowledge_check, knowledge_release):
        monkeypatch.setattr(each, "audit", audited)


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# --- list


def test_every_kind_is_listed_with_its_count(call, formulary):
    counts = json.loads(call("knowledge", "list", "--format", "json").out)
    assert list(counts) == list(KINDS)
    assert counts["substance"] == len(formulary.substances)
    shown = call("knowledge", "list").out
    assert all(kind in shown for kind in KINDS)


@pytest.mark.parametrize("kind", ["product", "products"])
def test_the_items_of_a_kind_are_listed(kind, call, formulary):
    listed = json.loads(call("knowledge", "list", kind, "--format", "json").out)
    assert [each["id"] for each in listed] == list(formulary.products)
    assert "lidocaine-10mg-ml  lidocaine 10 mg/mL\n" in call("knowledge", "list", kind).out


def test_names_are_listed_in_the_language_of_the_run(call):
    assert "knee  genou\n" in call("knowledge", "list", "site", "--lang", "fr").out


def test_bare_ids_are_for_shells(call, formulary):
    assert call("knowledge", "list", "--ids", "society").out.split() == list(formulary.societies)
    every = set(call("knowledge", "list", "--ids", "all").out.split())
    assert {"lidocaine", "law/fat-lysis", "knee"} <= every


@pytest.mark.parametrize(
    "arguments", [["list", "produtc"], ["list", "--ids", "x"], ["nothing"], [], ["list", "a", "b"]]
)
def test_what_does_not_exist_is_refused(arguments, call):
    called = call("knowledge", *arguments)
    assert (called.status, called.out) == (UNREADABLE, "")
    assert called.err


def test_every_action_explains_itself_in_both_languages(call):
    for language in ("en", "fr"):
        for action in ACTIONS:
            called = call("knowledge", action, "--lang", language, "--help")
            assert called.status == 0
            assert action in called.out


# --- check


def test_the_knowledge_that_ships_has_no_errors(call):
    called = call("knowledge", "check")
    assert called.status == SAME, called.out
    assert "0 errors" in called.out


def test_warnings_count_where_they_are_asked_to(call):
    told = json.loads(call("knowledge", "check", "--format", "json").out)
    strict = call("knowledge", "check", "--strict").status
    assert strict == (DIFFERENT if told["warnings"] else SAME)
    assert told["errors"] == 0
    assert told["warnings"] == len(told["remarks"])


def test_an_expired_review_is_a_warning_with_its_place(call):
    told = json.loads(call("knowledge", "check", "--as-of", "2035-01-01", "--format", "json").out)
    (found,) = [each for each in told["remarks"] if each["kind"] == "review" and each["item"] == "lidocaine"]
    assert (found["severity"], found["file"]) == ("warning", "substances/lidocaine.yaml")
    assert found["line"] > 1


def test_a_long_list_of_warnings_is_cut_and_all_of_it_is_to_be_had(call):
    cut = call("knowledge", "check", "--as-of", "2035-01-01").out
    whole = call("knowledge", "check", "--as-of", "2035-01-01", "--all").out
    assert "more (--all)" in cut
    assert len(whole.splitlines()) > 10 * len([line for line in cut.splitlines() if "more (--all)" in line])
    assert "more (--all)" not in whole


def test_every_problem_is_told_with_file_and_line(copied, call, tmp_path):
    place = tmp_path / "knowledge"
    shutil.copytree(copied, place)
    rewrite(place / "facts/pregnancy.yaml", "question:", "quesiton:")
    rewrite(place / "substances/lidocaine.yaml", "families:", "families: [nothing-known] #")
    called = call("knowledge", "check", str(place))
    assert (called.status, called.out) == (UNREADABLE, "")
    assert "facts/pregnancy.yaml:" in called.err
    assert "nothing-known" in called.err or "quesiton" in called.err


@pytest.mark.parametrize("name", ["/nowhere", "/dev/null", "", "."])
def test_what_is_no_knowledge_directory_is_refused(name, call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for arguments in (
        ["check", name or "x"],
        ["diff", name or "x"],
        ["release", name or "x"],
        ["refresh", name or "x"],
    ):
        called = call("knowledge", *arguments)
        assert (called.status, called.out) == (UNREADABLE, ""), arguments
        assert called.err


# --- diff


def test_the_same_knowledge_elsewhere_is_no_difference(copied, call):
    called = call("knowledge", "diff", str(copied))
    assert called.status == SAME
    assert "0 added, 0 removed, 0 changed" in called.out


def test_what_changed_is_told_to_the_field(copied, call, tmp_path):
    place = tmp_path / "knowledge"
    shutil.copytree(copied, place)
    rewrite(place / "body_sites/knee.yaml", "fr: genou", "fr: le genou")
    (place / "question_groups/another.yaml").write_text("id: another\nname: {en: a, fr: b}\norder: 99\n")
    (place / "needles").joinpath("4-mm.yaml").unlink()
    found = json.loads(call("knowledge", "diff", str(copied), str(place), "--format", "json").out)
    assert found["added"] == ["question_groups/another"]
    assert found["removed"] == ["needles/4-mm"]
    assert found["changed"] == {"body_sites/knee": [{"at": "name.fr", "was": "genou", "now": "le genou"}]}
    called = call("knowledge", "diff", str(copied), str(place))
    assert called.status == DIFFERENT
    assert 'name.fr: "genou" → "le genou"' in called.out


# --- release


def test_a_released_edition_says_the_same_years_later(copied, released, formulary, call):
    kept = open_edition(released)
    assert released.name.endswith(SUFFIX)
    assert kept.fingerprint == load_formulary(copied).fingerprint
    assert kept.substances["lidocaine"] == formulary.substances["lidocaine"]
    found, known = kept.drugs.find("Kardegic"), formulary.drugs.find("Kardegic")
    assert found == known
    assert call("knowledge", "diff", str(released), str(copied)).status == SAME


def test_releasing_twice_gives_the_same_bytes(copied, released, tmp_path, call):
    for _time in range(2):
        assert call("knowledge", "release", str(copied), "--to", str(tmp_path)).status == 0
        (again,) = tmp_path.iterdir()
        assert again.name == released.name
        assert again.read_bytes() == released.read_bytes()


def test_a_released_edition_is_found_by_its_fingerprint(copied, released, monkeypatch, call):
    monkeypatch.setattr(editions, "editions_directories", lambda: [released.parent])
    kept = open_edition(released)
    found = find_edition(kept.fingerprint)
    assert found is not None
    assert found.fingerprint == kept.fingerprint
    assert find_edition("sha256:" + "0" * 64) is None
    assert find_edition("sha256:../../*") is None
    assert call("knowledge", "diff", kept.fingerprint, str(copied)).status == SAME
    assert call("knowledge", "diff", "sha256:" + "0" * 64).status == UNREADABLE


def test_other_content_under_the_same_name_is_not_released(copied, released, tmp_path, call):
    shutil.copytree(released.parent, tmp_path / "editions")
    place = tmp_path / "knowledge"
    shutil.copytree(copied, place)
    rewrite(place / "body_sites/knee.yaml", "fr: genou", "fr: le genou")
    called = call("knowledge", "release", str(place), "--to", str(tmp_path / "editions"))
    assert called.status == UNREADABLE
    assert "edition.yaml" in called.err


@pytest.mark.parametrize("data", [b"", b"\x1f\x8b", b"x" * 100, gzip.compress(b"x"), gzip.compress(b"\x90")])
def test_a_damaged_edition_is_told(data, tmp_path, call):
    path = tmp_path / f"x{SUFFIX}"
    path.write_bytes(data)
    with pytest.raises(Unreadable):
        open_edition(path)
    assert call("knowledge", "diff", str(path)).status == UNREADABLE


def test_an_edition_in_another_form_is_told(released, tmp_path):
    path = Path(shutil.copy(released, tmp_path))
    value = msgspec.msgpack.decode(gzip.decompress(path.read_bytes()))
    path.write_bytes(gzip.compress(msgspec.msgpack.encode([99, *value[1:]])))
    with pytest.raises(Unreadable, match="form"):
        open_edition(path)


def test_nothing_is_released_without_its_list_of_medicines(copied, tmp_path):
    place = tmp_path / "knowledge"
    shutil.copytree(copied, place)
    (place / DRUGS).unlink()
    with pytest.raises(Unreadable):
        release(place, tmp_path / "editions")
    assert not (tmp_path / "editions").exists()


# --- refresh


def official(directory: Path, *rows: str) -> Path:
    directory.mkdir()
    (directory / "CIS_bdpm.txt").write_text("\n".join(rows) + "\n", encoding="cp1252")
    for name in ("CIS_CIP_bdpm.txt", "CIS_COMPO_bdpm.txt", "CIS_CIP_Dispo_Spec.txt"):
        (directory / name).write_text("")
    return directory


def test_what_the_official_list_says_otherwise_is_told(call, tmp_path, formulary):
    boxes = [
        box for each in formulary.products.values() for box in each.presentations if box.code and box.country == "FR"
    ]
    sold = next(box for box in boxes if box.code == "63572616")
    ended = ["Autorisation abrogée", "x", "Non commercialisée", "22/06/1988", "", "", "X", "Non"]
    row = "\t".join([sold.code, sold.name, "solution", "infiltration", *ended])
    directory = official(tmp_path / "bdpm", row)
    called = call("knowledge", "refresh", str(directory))
    assert called.status == DIFFERENT
    assert "authorisation ended" in called.out
    told = json.loads(call("knowledge", "refresh", str(directory), "--format", "json").out)
    (found,) = [each for each in told["differences"] if each["code"] == sold.code and each["kind"] == "withdrawn"]
    assert found["text"]["fr"]
    assert told["medicines"] == 1


def test_rows_that_cannot_be_read_are_told_apart_from_the_result(call, tmp_path):
    directory = official(tmp_path / "bdpm", "too\tshort", "12345678\tX\tx\tx\tx\tx\tx\t99/99/9999\t\t\tX\tNon")
    called = call("knowledge", "refresh", str(directory))
    assert "CIS_bdpm.txt:1" in called.err
    assert "2 rows unreadable" in called.out


def test_files_that_are_not_there_or_damaged_are_told(call, tmp_path):
    called = call("knowledge", "refresh", str(tmp_path))
    assert called.status == UNREADABLE
    assert "CIS_bdpm.txt" in called.err
    directory = official(tmp_path / "bdpm", "x")
    (directory / "CIS_bdpm.txt").unlink()
    (directory / "CIS_bdpm.txt.gz").write_bytes(b"no gzip")
    assert call("knowledge", "refresh", str(directory)).status == UNREADABLE


# --- page


def test_the_committed_page_is_up_to_date(page):
    path = ROOT / "docs/reference/disagreements.md"
    assert path.read_text(encoding="utf-8") == page, "papule knowledge page disputes --write"


def test_the_page_says_that_it_is_made_and_shows_every_disagreement(call, formulary, page):
    assert call("knowledge", "page", "disputes").out == page
    assert page.splitlines()[0].startswith("<!-- Written by `papule knowledge page disputes --write`.")
    for each in formulary.disputes.values():
        assert f"### {each.topic['en']}\n" in page
    for each in formulary.questions.values():
        assert each.question["en"] in page
    assert "### mesotherapy · pregnancy: stop" in page


def test_the_page_names_every_source_it_cites(page):
    body, _, sources = page.partition("## Sources of this page")
    for key in ("seed-000", "seed-001", "seed-002", "seed-003"):
        assert f"`{key}`" in body
        assert f"- `{key}`:" in sources


def test_the_page_is_written_into_a_source_tree_only(call, monkeypatch, tmp_path, page):
    monkeypatch.setattr("papule.cli.knowledge_page.knowledge_directory", lambda: str(tmp_path / "knowledge"))
    monkeypatch.setattr("papule.cli.knowledge_page.disputes_page", lambda _formulary: page)
    refused = call("knowledge", "page", "disputes", "--write")
    assert (refused.status, refused.out) == (UNREADABLE, "")
    (tmp_path / "docs/reference").mkdir(parents=True)
    assert call("knowledge", "page", "disputes", "--write").status == 0
    written = (tmp_path / "docs/reference/disagreements.md").read_text(encoding="utf-8")
    assert written == page


def test_knowledge_with_errors_is_not_released(copied, call, tmp_path):
    place = tmp_path / "knowledge"
    shutil.copytree(copied, place)
    rewrite(place / "products/lidocaine-10mg-ml.yaml", "strength: 10 mg/mL", "strength: one percent")
    checked = call("knowledge", "check", str(place))
    assert (checked.status, "one percent" in checked.out) == (DIFFERENT, True)
    called = call("knowledge", "release", str(place), "--to", str(tmp_path / "editions"))
    assert (called.status, called.out) == (UNREADABLE, "")
    assert "one percent" in called.err
    assert not (tmp_path / "editions").exists()
