import hashlib
import json
from pathlib import Path

import pytest
from tests.registry.made import course, event, registry, session

from papule.reading.problem import Unreadable
from papule.registry.files import TABLES, _connected, _write_table, columns, opened, write
from papule.registry.rows import CourseRow


@pytest.fixture
def whole(tmp_path):
    place = tmp_path / "registry"
    write(place, registry([course(1), course(2, age_from=None)], [session(1), session(2)], [event(1)]))
    return place


def problem(*places: Path) -> str:
    with pytest.raises(Unreadable) as refused, opened(places):
        raise AssertionError("it was opened")
    return str(refused.value)


def rows(place: Path, table: str) -> list[tuple[object, ...]]:
    with opened([place]) as found:
        return found.connection.execute(f"SELECT * FROM {table} ORDER BY 2, 3").fetchall()  # noqa: S608 -- ours


def test_registry_is_read_as_it_was_written(whole):
    first, second = (course(1), course(2, age_from=None))
    assert rows(whole, "courses") == [
        tuple(getattr(each, name) for name in columns(CourseRow)) for each in (first, second)
    ]
    assert rows(whole, "sessions")[0][5:8] == (["lidocaine-10mg-ml"], ["papule"], ["knee"])
    assert [each[3] for each in rows(whole, "events")] == ["local"]


def test_empty_registry_is_read_as_empty(tmp_path):
    write(tmp_path / "r", registry())
    assert [rows(tmp_path / "r", table) for table in TABLES] == [[], [], []]


def test_registry_is_replaced_as_a_whole_and_leaves_nothing_else(whole):
    write(whole, registry([course(7)], [session(7)]))
    assert [each[1] for each in rows(whole, "courses")] == ["c7"]
    assert sorted(each.name for each in whole.iterdir()) == [
        "about.json",
        "courses.parquet",
        "events.parquet",
        "sessions.parquet",
    ]
    assert [each.name for each in whole.parent.iterdir()] == ["registry"]


def test_registry_that_cannot_be_put_in_its_place_leaves_the_one_before(whole, monkeypatch):
    renamed = Path.rename

    def refused(self, target):
        if Path(target) == whole and not self.name.endswith("-before"):
            raise OSError(28, "No space left on device")
        return renamed(self, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(OSError, match="No space"):
        write(whole, registry([course(7)]))
    assert [each[1] for each in rows(whole, "courses")] == ["c1", "c2"]
    assert [each.name for each in whole.parent.iterdir()] == ["registry"]


def test_table_that_cannot_be_written_is_an_error_of_the_disk(tmp_path):
    (tmp_path / "courses.parquet").mkdir()
    with _connected(tmp_path) as connection, pytest.raises(OSError, match="courses"):
        _write_table(connection, tmp_path / "courses", [course(1)], columns(CourseRow))


@pytest.mark.parametrize("name", ["it's", "a*b", "x[1]", "qu?", "é è", "a b"])
def test_registry_lies_in_a_directory_of_any_name(tmp_path, name):
    (tmp_path / "a1b").mkdir()
    write(tmp_path / name, registry([course(1)]))
    assert len(rows(tmp_path / name, "courses")) == 1


def test_registries_of_two_practices_are_asked_together(whole, tmp_path):
    write(tmp_path / "other", registry([course(1, practice="b")], practice="b"))
    with opened([whole, tmp_path / "other"]) as found:
        assert [each.practice for each in found.abouts] == ["a", "b"]
        assert found.connection.execute("SELECT count(*) FROM courses").fetchall() == [(3,)]


def test_practice_named_twice_is_refused(whole, tmp_path):
    write(tmp_path / "copy", registry([course(1)]))
    assert "the practice of" in problem(whole, tmp_path / "copy")


def test_no_directory_is_no_registry(tmp_path):
    assert "no registry is named" in problem()
    assert "there is no registry here" in problem(tmp_path / "nowhere")


def test_every_registry_that_is_wrong_is_told(tmp_path):
    told = problem(tmp_path / "one", tmp_path / "two")
    assert "one" in told
    assert "two" in told


@pytest.mark.parametrize("text", ["", "[]", "{", '{"form": 1}', "\udcff", "9" * 200_000])
def test_about_that_says_nothing_is_refused(whole, text):
    (whole / "about.json").write_bytes(text.encode(errors="surrogateescape"))
    assert "what a registry says of itself" in problem(whole)


def test_about_that_does_not_count_its_tables_is_refused(whole):
    about = json.loads((whole / "about.json").read_text())
    del about["counts"]["events"]
    (whole / "about.json").write_text(json.dumps(about))
    assert "what a registry says of itself" in problem(whole)


def test_tables_of_another_form_are_refused(whole):
    about = json.loads((whole / "about.json").read_text())
    (whole / "about.json").write_text(json.dumps(about | {"form": 2}))
    assert "form 2" in problem(whole)


@pytest.mark.parametrize("table", TABLES)
def test_table_that_is_missing_or_not_as_it_was_written_is_refused(whole, table):
    file = whole / f"{table}.parquet"
    kept = file.read_bytes()
    for wrong in (b"", kept[:-1], kept + b"x", kept[:40] + bytes([kept[40] ^ 1]) + kept[41:]):
        file.write_bytes(wrong)
        assert "damaged" in problem(whole)
    file.unlink()
    assert "is missing" in problem(whole)


@pytest.mark.parametrize("held", ["sessions", "nothing"])
def test_table_with_other_columns_is_refused(whole, held):
    other = (whole / "sessions.parquet").read_bytes() if held == "sessions" else b"PAR1"
    (whole / "courses.parquet").write_bytes(other)
    about = json.loads((whole / "about.json").read_text())
    about["digests"]["courses"] = hashlib.sha256(other).hexdigest()
    (whole / "about.json").write_text(json.dumps(about))
    assert "columns" in problem(whole)


def test_registry_tells_how_many_rows_it_has(whole):
    with opened([whole]) as found:
        assert found.abouts[0].counts == {"courses": 2, "sessions": 2, "events": 1}
