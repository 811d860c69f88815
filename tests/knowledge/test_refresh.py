"""Reading the files of the French public drug database as they are published, and what changed."""

import gzip
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from papule.knowledge.model.official import Official, Problem, substances_of
from papule.knowledge.model.substance import Product
from papule.knowledge.refresh import Difference, MissingFilesError, compare, describe, read_atc, read_official

Raw = dict[str, Any]

AS_OF = date(2026, 11, 21)
SNAPSHOT = "2026-05-18"

MEDICINES = """\
60000001\tDOLEXINE 50 mg/2 ml, solution injectable\tsolution injectable\tintramusculaire;voie inconnue\t\
Autorisation active\tProcédure nationale\tCommercialisée\t18/02/1998\t\t\t LABO ÉTÉ\tNon
60000002\tDOLEXINE L’AUTRE 50 mg/2 ml, solution injectable\tsolution injectable\tintramusculaire;sous-cutanée\t\
Autorisation active\tProcédure nationale\tNon commercialisée\t18/02/1999\t\t\t LABO\tNon
"""
PACKAGES = """\
60000001\t3000001\t6 ampoule(s) de 2 ml\tPrésentation active\t\
Déclaration de commercialisation\t19/01/1999\t340\toui
60000002\t3000002\t6 ampoule(s) d’un ml\tPrésentation active\t\
Déclaration d'arrêt de commercialisation\t30/09/2026\t340\tnon
"""
COMPONENTS = """\
60000001\tsolution\t00001\tCHLORHYDRATE DE DOLEXÉINE\t50 mg\tune ampoule\tSA\t1
60000002\tsolution\t00001\tDOLEXÉINE (CHLORHYDRATE DE)\t50 mg\tune ampoule\tSA\t1
"""
SUPPLIES = """\
60000001\t\t2\tTension d'approvisionnement\t01/06/2026\t02/06/2026\t\thttps://example.org/é
"""
ATC = "60000001\tM01AE99\tDOLEXINE\thttps://example.org\n"


def write(directory: Path, *, zipped: bool = False, **changed: str) -> Path:
    """The five files in their real encodings and line ends; `changed` replaces the text of one."""
    files = {
        "CIS_bdpm.txt": (changed.get("medicines", MEDICINES), "cp1252", "\r\n"),
        "CIS_CIP_bdpm.txt": (changed.get("packages", PACKAGES), "utf-8", "\n"),
        "CIS_COMPO_bdpm.txt": (changed.get("components", COMPONENTS), "latin-1", "\r\n"),
        "CIS_CIP_Dispo_Spec.txt": (changed.get("supplies", SUPPLIES), "cp1252", "\r\n"),
        "CIS_MITM.txt": (changed.get("atc", ATC), "cp1252", "\r\n"),
    }
    for name, (text, encoding, newline) in files.items():
        raw = text.replace("\n", newline).encode(encoding)
        target = directory / (f"{name}.gz" if zipped else name)
        target.write_bytes(gzip.compress(raw) if zipped else raw)
    return directory


def product(*presentations: Raw, product_id: str = "dolexine-25mg-ml") -> Product:
    review = {"on": "2026-11-21", "by": "founders", "due": "2027-05-21"}
    return msgspec.convert(
        {
            "id": product_id,
            "substance": "dolexine",
            "name": {"en": "dolexine", "fr": "dolexéine"},
            "review": review,
            "presentations": presentations,
        },
        Product,
    )


def presentation(
    code: str,
    status: str = "marketed",
    *,
    since: str = SNAPSHOT,
    routes: tuple[str, ...] = ("intramuscular", "voie inconnue"),
    shortages: tuple[Raw, ...] = (),
) -> Raw:
    cite = [{"source": "list", "at": "row"}]
    market = [{"status": status, "from": since, "cite": cite}] if status else []
    return {
        "name": "DOLEXINE",
        "country": "FR",
        "code": code,
        "routes": routes,
        "cite": cite,
        "market": market,
        "shortages": shortages,
    }


def shortage(status: str, since: str, until: str = "") -> Raw:
    ends = {"until": until} if until else {}
    return {"status": status, "from": since, "cite": [{"source": "list", "at": "row"}], **ends}


def kinds(changes: tuple[Difference, ...]) -> list[str]:
    return [change.kind for change in changes]


@pytest.fixture
def directory(tmp_path):
    return write(tmp_path)


@pytest.fixture
def official(directory):
    return read_official(directory)


@pytest.mark.parametrize("zipped", [False, True])
def test_files_are_read_whatever_their_encoding_line_ends_and_compression(tmp_path, zipped):
    official = read_official(write(tmp_path, zipped=zipped))
    first, second = official.medicines["60000001"], official.medicines["60000002"]
    assert (first.holder, first.authorised_on, first.market) == ("LABO ÉTÉ", date(1998, 2, 18), "marketed")
    assert (second.name[:16], second.market) == ("DOLEXINE L’AUTRE", "not-marketed")
    assert first.routes == ("intramuscular", "voie inconnue")
    assert second.routes == ("intramuscular", "subcutaneous")
    assert [p.words for p in official.packages["60000002"]] == ["6 ampoule(s) d’un ml"]
    assert official.supplies["60000001"][0].state == "tension"
    assert official.problems == ()


def test_a_byte_order_mark_is_no_part_of_the_first_code(tmp_path):
    write(tmp_path)
    (tmp_path / "CIS_bdpm.txt").write_bytes(b"\xef\xbb\xbf" + MEDICINES.encode())
    assert "60000001" in read_official(tmp_path).medicines


def test_a_byte_that_no_windows_page_has_is_still_read(directory):
    (directory / "CIS_bdpm.txt").write_bytes(MEDICINES.replace("L’AUTRE", "\x81").encode("latin-1"))
    assert "60000002" in read_official(directory).medicines


def test_missing_files_are_all_named(tmp_path):
    (tmp_path / "CIS_bdpm.txt").write_text(MEDICINES, encoding="utf-8")
    with pytest.raises(MissingFilesError, match=r"CIS_CIP_bdpm\.txt, CIS_COMPO_bdpm\.txt") as refused:
        read_official(tmp_path)
    assert refused.value.missing == ("CIS_CIP_bdpm.txt", "CIS_COMPO_bdpm.txt", "CIS_CIP_Dispo_Spec.txt")


def test_ragged_rows_are_left_out_and_told_with_file_and_line(tmp_path):
    ragged = MEDICINES + "\t\t\n60000003\tshort\n6000\t" + "x\t" * 11 + "\n"
    wrong = SUPPLIES + "60000002\t\t9\tAutre\t01/06/2026\t01/06/2026\t\t\n60000002\t\t1\tRupture\t\t01/06/2026\t\t\n"
    official = read_official(write(tmp_path, medicines=ragged, supplies=wrong))
    assert official.problems == (
        Problem(file="CIS_bdpm.txt", line=4, problem="2 columns instead of 12"),
        Problem(file="CIS_bdpm.txt", line=5, problem="'6000' is not a CIS code (8 digits)"),
        Problem(file="CIS_CIP_Dispo_Spec.txt", line=2, problem="'9' is not a supply state (1 to 4)"),
        Problem(file="CIS_CIP_Dispo_Spec.txt", line=3, problem="no date of beginning"),
    )
    assert set(official.medicines) == {"60000001", "60000002"}


@pytest.mark.parametrize("written", ["01/06/2026", "2026-06-01", "20260601"])
def test_dates_are_read_in_each_of_their_forms(tmp_path, written):
    official = read_official(write(tmp_path, supplies=SUPPLIES.replace("01/06/2026", written)))
    assert official.supplies["60000001"][0].since == date(2026, 6, 1)


def test_an_impossible_date_is_a_problem(tmp_path):
    supplies = SUPPLIES + SUPPLIES.replace("01/06/2026", "31/02/2026") + SUPPLIES.replace("01/06/2026", "June")
    problems = read_official(write(tmp_path, supplies=supplies)).problems
    assert [(p.line, p.file) for p in problems] == [(2, "CIS_CIP_Dispo_Spec.txt"), (3, "CIS_CIP_Dispo_Spec.txt")]
    assert "'June' is not a date" in problems[1].problem


def test_atc_codes_are_read(directory):
    assert read_atc(directory) == {"60000001": "M01AE99"}


def test_substances_are_known_without_their_salt(official):
    names = [set(substances_of(official.components[code])) for code in ("60000001", "60000002")]
    assert names == [{"dolexein"}, {"dolexein"}]


def test_nothing_changed_gives_no_difference(official):
    known = presentation("60000001", shortages=(shortage("tension", "2026-06-01"),))
    assert compare(official, [product(known)], AS_OF) == ()


def test_a_medicine_that_is_sold_again_is_newly_marketed(official):
    known = presentation("60000001", "not-marketed", since="1998-12-31", shortages=(shortage("tension", "2026-06-01"),))
    (change,) = compare(official, [product(known)], AS_OF)
    assert (change.kind, change.was, change.now) == ("newly-marketed", "not-marketed", "marketed")
    assert change.since == date(1999, 1, 19)


def test_a_medicine_no_longer_sold_is_told_with_the_declared_day(official):
    known = presentation("60000002", routes=("subcutaneous", "intramuscular"))
    (change,) = compare(official, [product(known)], AS_OF)
    assert (change.kind, change.since) == ("no-longer-marketed", date(2026, 9, 30))
    assert describe(change) == {
        "en": "dolexine-25mg-ml: DOLEXINE (60000002): no longer marketed, marketed -> not-marketed, 2026-09-30",
        "fr": "dolexine-25mg-ml: DOLEXINE (60000002): plus commercialisé, marketed -> not-marketed, 2026-09-30",
    }


@pytest.mark.parametrize("ended", ["abrogée", "archivée", "retirée", "suspendue"])
def test_an_authorisation_that_ended_is_a_withdrawal(tmp_path, ended):
    official = read_official(write(tmp_path, medicines=MEDICINES.replace("active", ended), supplies=""))
    assert kinds(compare(official, [product(presentation("60000001"))], AS_OF)) == ["withdrawn"]


def test_a_presentation_without_a_status_yet_is_told_apart(official):
    known = presentation("60000001", since="2026-12-01", shortages=(shortage("tension", "2026-06-01"),))
    assert kinds(compare(official, [product(known)], AS_OF)) == ["no-status"]
    known = presentation("60000001", "", shortages=(shortage("tension", "2026-06-01"),))
    assert kinds(compare(official, [product(known)], AS_OF)) == ["no-status"]


def test_routes_that_changed_are_shown_both_ways(official):
    known = presentation("60000001", routes=("intramuscular",), shortages=(shortage("tension", "2026-06-01"),))
    (change,) = compare(official, [product(known)], AS_OF)
    assert (change.kind, change.was, change.now) == ("routes-changed", "intramuscular", "intramuscular, voie inconnue")


def test_a_new_supply_difficulty_has_its_first_day(official):
    for known in (presentation("60000001"), presentation("60000001", shortages=(shortage("back", "2026-01-01"),))):
        (change,) = compare(official, [product(known)], AS_OF)
        assert (change.kind, change.was, change.now) == ("shortage-new", "", "tension")
        assert change.since == date(2026, 6, 1)


def test_the_worst_open_row_counts(tmp_path):
    worse = SUPPLIES + SUPPLIES.replace("\t2\tTension d'approvisionnement", "\t1\tRupture de stock")
    known = presentation("60000001", shortages=(shortage("tension", "2026-06-01"),))
    (change,) = compare(read_official(write(tmp_path, supplies=worse)), [product(known)], AS_OF)
    assert (change.was, change.now) == ("tension", "out-of-stock")


@pytest.mark.parametrize(
    ("supplies", "since"),
    [
        ("60000001\t\t4\tRemise à disposition\t01/07/2026\t01/07/2026\t02/07/2026\t\n", date(2026, 7, 2)),
        ("60000001\t\t4\tRemise à disposition\t01/07/2026\t01/07/2026\t\t\n", date(2026, 7, 1)),
        ("60000001\t\t2\tTension\t01/06/2026\t01/07/2026\t03/07/2026\t\n", None),
        ("", None),
    ],
)
def test_a_supply_difficulty_that_is_over_is_told(tmp_path, supplies, since):
    known = presentation("60000001", shortages=(shortage("tension", "2026-06-01"),))
    (change,) = compare(read_official(write(tmp_path, supplies=supplies)), [product(known)], AS_OF)
    assert (change.kind, change.was, change.since) == ("shortage-ended", "tension", since)


def test_a_past_shortage_of_the_catalogue_is_not_in_force(official):
    known = presentation("60000001", shortages=(shortage("tension", "2026-01-01", "2026-02-01"),))
    assert kinds(compare(official, [product(known)], AS_OF)) == ["shortage-new"]


def test_a_marketed_medicine_that_left_the_list_is_told_and_a_gone_one_is_not():
    empty = Official(medicines={})
    assert kinds(compare(empty, [product(presentation("60000009"))], AS_OF)) == ["not-in-list"]
    assert compare(empty, [product(presentation("60000009", "withdrawn"))], AS_OF) == ()


NEW = (
    "60000003\tDOLEXINE NEUVE 50 mg/2 ml, solution injectable\tsolution injectable\t{routes}\t"
    "Autorisation active\tProcédure nationale\tCommercialisée\t01/08/2026\t\t\t LABO\tNon\n"
)
NEW_COMPONENT = "60000003\tsolution\t00001\tDOLEXÉINE\t50 mg\tune ampoule\tSA\t1\n"
NEW_PACKAGE = (
    "60000003\t3000003\t6 ampoule(s)\tPrésentation active\tDéclaration de commercialisation\t{day}\t340\toui\n"
)


def with_new(
    directory: Path, *, routes: str = "intradermique", day: str = "02/09/2026", component: str = NEW_COMPONENT
) -> Official:
    return read_official(
        write(
            directory,
            medicines=MEDICINES + NEW.format(routes=routes),
            components=COMPONENTS + component,
            packages=PACKAGES + (NEW_PACKAGE.format(day=day) if day else ""),
            supplies="",
        )
    )


def test_a_new_injectable_of_a_known_substance_is_told(tmp_path):
    (change,) = compare(with_new(tmp_path), [product(presentation("60000001"))], AS_OF)
    assert change == Difference(
        kind="new-presentation",
        product="dolexine-25mg-ml",
        code="60000003",
        name="DOLEXINE NEUVE 50 mg/2 ml, solution injectable",
        now="intradermal",
        since=date(2026, 9, 2),
    )


def test_a_new_injectable_without_a_package_counts_from_its_authorisation(tmp_path):
    (change,) = compare(with_new(tmp_path, day=""), [product(presentation("60000001"))], AS_OF)
    assert change.since == date(2026, 8, 1)


@pytest.mark.parametrize(
    "other",
    [{"routes": "orale"}, {"day": "01/01/2026"}, {"component": NEW_COMPONENT.replace("DOLEXÉINE", "AUTRE")}],
    ids=["not injected", "sold before the last snapshot", "another substance"],
)
def test_what_is_not_a_new_injectable_is_not_told(tmp_path, other):
    assert compare(with_new(tmp_path, **other), [product(presentation("60000001"))], AS_OF) == ()


def test_presentations_abroad_and_without_code_are_not_compared(official):
    abroad = {**presentation("60000002"), "country": "BE"}
    assert compare(official, [product(abroad, presentation(""))], AS_OF) == ()


def test_differences_are_in_order_and_can_be_written_as_json(official):
    products = [product(presentation("60000002"), product_id="b"), product(presentation("60000001"), product_id="a")]
    changes = compare(official, products, AS_OF)
    assert [(c.product, c.kind) for c in changes] == [
        ("a", "shortage-new"),
        ("b", "no-longer-marketed"),
        ("b", "routes-changed"),
    ]
    assert changes == compare(official, products[::-1], AS_OF)
    assert msgspec.json.decode(msgspec.json.encode(changes), type=tuple[Difference, ...]) == changes
    assert all(set(describe(change)) == {"en", "fr"} for change in changes)
