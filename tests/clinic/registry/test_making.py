"""Making the registry: replaced as a whole, on record, by two at once, and told where it cannot be."""

import threading
from zipfile import ZipFile

import pytest
from django.urls import reverse
from tests.clinic.made import TESTS
from tests.clinic.registry.counting import FIRST, change, treated

from papule.clinic.audit.models import AuditEvent
from papule.clinic.registry import services
from papule.clinic.registry.gathering import gather
from papule.clinic.registry.services import find_answers, make
from papule.reading.problem import Unreadable
from papule.registry.files import opened
from papule.registry.rows import Registry

FILES = {"about.json", "courses.parquet", "sessions.parquet", "events.parquet"}


def test_what_was_made_is_on_record_with_counts_only(practice, doctor, actor, place):
    treated(doctor, 8, 6, 3)
    make(actor, practice)
    event = AuditEvent.objects.get(action="registry.make")
    assert event.detail == {"courses": 1, "sessions": 3, "events": 0, "opposed": 0, "unread": 0}
    assert (event.patient_id, event.actor) == (None, doctor.name)
    assert {each.name for each in place.iterdir()} == FILES


def test_made_again_it_is_replaced_as_a_whole_and_asked_anew(practice, doctor, place):
    assert find_answers(1) is None
    course = treated(doctor, 8, 6)
    make(TESTS, practice)
    first = find_answers(1)
    assert find_answers(1) is first, "the same files are asked once"
    assert [each.courses for each in first.outcomes.rows] == [1]
    change(course.patient, opposed_to_registry_on=FIRST)
    (place.parent / ".registry-left").mkdir()  # of a computer that stopped in the middle
    make(TESTS, practice)
    assert find_answers(1).outcomes.rows == ()
    assert sorted(each.name for each in place.parent.iterdir()) == [
        ".registry-changing.lock", ".registry-making.lock", "registry",
    ]  # fmt: skip


def test_two_who_write_at_once_leave_one_whole_registry(practice, doctor, place, monkeypatch):
    treated(doctor, 8, 6)
    made = gather(practice)
    monkeypatch.setattr(services, "gather", lambda _practice: made)
    monkeypatch.setattr(services, "record", lambda *_args, **_more: None)  # the database is not asked from threads
    failed = []

    def write() -> None:
        try:
            for _each in range(4):
                make(TESTS, practice)
                assert find_answers(1) is not None
        except Exception as error:  # noqa: BLE001 -- told to the test
            failed.append(error)

    threads = [threading.Thread(target=write) for _each in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failed == []
    with opened([place]) as asked:
        assert asked.abouts[0].counts == {"courses": 1, "sessions": 2, "events": 0}
    assert [each.name for each in place.parent.iterdir() if each.is_dir()] == ["registry"]


@pytest.mark.parametrize("problem", ["no room", "not allowed"])
def test_who_cannot_write_is_told_and_the_one_before_stays(practice, doctor, signed_in, place, monkeypatch, problem):
    treated(doctor, 8, 6)
    make(TESTS, practice)
    before = (place / "about.json").read_bytes()

    def refuse(_place, _registry: Registry) -> None:
        raise OSError(28, problem)

    monkeypatch.setattr(services, "write", refuse)
    answer = signed_in(doctor).post(reverse("registry:overview"))
    assert answer.status_code == 409
    assert f"The registry could not be written ({problem})" in answer.content.decode()
    assert (place / "about.json").read_bytes() == before
    assert AuditEvent.objects.filter(action="registry.make").count() == 1
    assert signed_in(doctor).post(reverse("registry:files")).status_code == 409


def test_data_that_cannot_be_reached_are_told(practice, doctor, signed_in, settings, tmp_path):
    (tmp_path / "file").touch()
    settings.DATA = tmp_path / "file"
    client = signed_in(doctor)
    assert "The files of the registry cannot be read" in client.get(reverse("registry:overview")).content.decode()
    for name in ("overview", "files"):
        answer = client.post(reverse(f"registry:{name}"))
        assert (answer.status_code, b"The registry could not be written (Not a directory)" in answer.content) == (
            409,
            True,
        )


def test_damaged_files_are_told_and_counted_anew(practice, doctor, signed_in, place):
    treated(doctor, 8, 6)
    make(TESTS, practice)
    (place / "courses.parquet").write_bytes(b"torn")
    (place / "about.json").touch()
    with pytest.raises(Unreadable):
        find_answers(1)
    client = signed_in(doctor)
    assert "The files of the registry cannot be read" in client.get(reverse("registry:overview")).content.decode()
    assert "cannot be read" in client.get(reverse("registry:recipes", args=["other"])).content.decode()
    client.post(reverse("registry:overview"))
    assert find_answers(1) is not None


def test_files_are_given_counted_anew_and_that_is_on_record(practice, doctor, signed_in, place, tmp_path):
    course = treated(doctor, 8, 6)
    treated(doctor, 7)
    make(TESTS, practice)
    change(course.patient, opposed_to_registry_on=FIRST)
    answer = signed_in(doctor).post(reverse("registry:files"))
    assert answer["Content-Disposition"].startswith('attachment; filename="papule-registry-2')
    (tmp_path / "taken.zip").write_bytes(answer.content)
    with ZipFile(tmp_path / "taken.zip") as archive:
        archive.extractall(tmp_path / "taken")
    [held] = (tmp_path / "taken").iterdir()
    with opened([held]) as asked:
        assert (asked.abouts[0].opposed, asked.abouts[0].counts["courses"]) == (1, 1)
    taken = AuditEvent.objects.get(action="registry.take")
    assert (taken.detail["courses"], taken.patient_id) == (1, None)
