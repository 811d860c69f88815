"""Backups: made beside the work, thinned out, set up again; what is no backup restores nothing."""

import datetime as dt
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from papule.clinic.upkeep.archives import ABOUT, DATABASE, KEY, DamagedError, unpack
from papule.clinic.upkeep.backups import Backup, superfluous

WORKING = Path(__file__).with_name("working.py")
TODAY = dt.date(2026, 11, 28)


def surroundings(data: Path) -> dict[str, str]:
    return os.environ | {"PAPULE_DATA": str(data), "DATABASE_URL": "", "PAPULE_BACKUPS": "", "LC_ALL": "en"}


def papule(data: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "papule", *arguments, "--data", data]
    return subprocess.run(command, env=surroundings(data), capture_output=True, text=True, check=False)


def only_backup(data: Path) -> Path:
    [made] = (data / "backups").glob("papule-*.zip")
    return made


def asked(data: Path, question: str) -> list[tuple]:
    with closing(sqlite3.connect(data / DATABASE)) as opened:
        return opened.execute(question).fetchall()


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    data = tmp_path_factory.mktemp("practice")
    subprocess.run([sys.executable, WORKING, "make"], env=surroundings(data), check=True)
    return data


@pytest.fixture
def data(made, tmp_path) -> Path:
    return shutil.copytree(made, tmp_path / "data")


@pytest.fixture(scope="module")
def backup(made, tmp_path_factory) -> Path:
    data = shutil.copytree(made, tmp_path_factory.mktemp("backed") / "data")
    assert papule(data, "backup").returncode == 0
    return only_backup(data)


def test_backup_made_while_the_practice_writes_has_all_that_was_confirmed_before(data, tmp_path):
    with subprocess.Popen(
        [sys.executable, WORKING, "write"], env=surroundings(data), stdout=subprocess.PIPE, text=True
    ) as at_work:
        confirmed = [at_work.stdout.readline() for _ in range(20)]
        done = papule(data, "backup")
        went_on = [at_work.stdout.readline() for _ in range(20)]
        at_work.kill()
    assert (done.returncode, done.stderr) == (0, "")
    assert went_on[-1]
    restored = tmp_path / "restored"
    back = papule(restored, "restore", only_backup(data))
    assert (back.returncode, back.stderr) == (0, "")
    assert "Cabinet des Essais" in back.stdout
    [[patients]] = asked(restored, "SELECT count(*) FROM patients_patient")
    assert patients >= len(confirmed)
    [[registered]] = asked(restored, "SELECT count(*) FROM audit_auditevent WHERE action = 'patient.register'")
    assert registered == patients
    assert "the chain is whole" in papule(restored, "audit", "verify").stdout


def test_backup_and_restore_stand_in_the_log(data, tmp_path):
    assert papule(data, "backup").returncode == 0
    assert asked(data, "SELECT action FROM audit_auditevent ORDER BY number")[-1] == ("backup.make",)
    restored = tmp_path / "restored"
    assert papule(restored, "restore", only_backup(data)).returncode == 0
    assert asked(restored, "SELECT action FROM audit_auditevent ORDER BY number")[-1] == ("backup.restore",)


def test_who_has_a_backup_is_not_signed_in_by_it(data):
    with closing(sqlite3.connect(data / DATABASE)) as opened, opened:
        opened.execute("INSERT INTO django_session VALUES ('key-of-a-session', '', '2099-01-01')")
    assert papule(data, "backup").returncode == 0
    with zipfile.ZipFile(only_backup(data)) as archive:
        assert b"key-of-a-session" not in archive.read(DATABASE)


def test_tables_of_a_newer_papule_leave_nothing_restored(data, tmp_path):
    with closing(sqlite3.connect(data / DATABASE)) as opened, opened:
        opened.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('care', '9999_later', '2099-01-01')")
    assert papule(data, "backup").returncode == 0
    restored = tmp_path / "restored"
    done = papule(restored, "restore", only_backup(data))
    assert (done.returncode, "newer Papule" in done.stderr) == (2, True)
    assert not list(restored.glob(f"{DATABASE}*"))
    assert not (restored / KEY).exists()


def test_only_its_owner_can_read_what_is_made(backup, tmp_path):
    restored = tmp_path / "restored"
    papule(restored, "restore", backup)
    for each in (backup, restored / DATABASE, restored / KEY):
        assert each.stat().st_mode & 0o077 == 0, each
    assert (restored / KEY).read_text() == (backup.parents[1] / KEY).read_text()


def test_practice_that_is_there_is_not_written_over(data, backup):
    before = (data / DATABASE).read_bytes()
    done = papule(data, "restore", backup)
    assert (done.returncode, "a practice is in it" in done.stderr) == (2, True)
    assert (data / DATABASE).read_bytes() == before


def rewritten(backup: Path, target: Path, **entries: bytes) -> Path:
    """A backup with other entries: `about`, `database`."""
    names = {"about": ABOUT, "database": DATABASE}
    changed = {names[each]: said for each, said in entries.items()}
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, changed.get(name, old.read(name)))
    return target


def halved(backup: Path, target: Path) -> Path:
    target.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])
    return target


def one_byte_other(backup: Path, target: Path) -> Path:
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 0xFF
    target.write_bytes(content)
    return target


def torn(backup: Path, target: Path) -> Path:
    with zipfile.ZipFile(backup) as old:
        database = old.read(DATABASE)
    return rewritten(backup, target, database=database[: len(database) // 2])


def newer(backup: Path, target: Path) -> Path:
    with zipfile.ZipFile(backup) as old:
        about = json.loads(old.read(ABOUT))
    return rewritten(backup, target, about=json.dumps(about | {"format": 99}).encode())


def something_else(backup: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w") as other:
        other.writestr("letter.txt", "no backup")
    return target


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (halved, "no whole backup"),
        (one_byte_other, "no whole backup"),
        (torn, "no whole backup"),
        (newer, "newer Papule"),
        (something_else, "no whole backup"),
        (lambda _backup, target: target, "No such file"),
    ],
)
def test_what_is_no_whole_backup_restores_nothing(backup, tmp_path, harm, told):
    restored = tmp_path / "restored"
    done = papule(restored, "restore", harm(backup, tmp_path / "harmed.zip"))
    assert (done.returncode, told in done.stderr, "Traceback" in done.stderr) == (2, True, False), done.stderr
    assert list(restored.iterdir()) == []


def test_wherever_a_byte_is_other_or_an_entry_is_encrypted_it_is_told(backup, tmp_path):
    whole, harmed = backup.read_bytes(), tmp_path / "harmed.zip"
    encrypted = bytearray(whole)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        encrypted[whole.index(mark) + flags] |= 1
    places = range(1000, len(whole) - 1000, len(whole) // 40)
    changed = (whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :] for at in places)
    for content in (bytes(encrypted), *changed):
        harmed.write_bytes(content)
        with pytest.raises(DamagedError):
            unpack(harmed, tmp_path)
    assert not (tmp_path / DATABASE).exists()


def test_interrupted_before_leaves_nothing_behind(data):
    left = data / "backups" / ".unfinished-abc"
    left.mkdir(parents=True)
    (left / "copy").write_bytes(b"half")
    assert papule(data, "backup").returncode == 0
    assert [each.suffix for each in (data / "backups").iterdir()] == [".zip"]


def test_disk_that_is_not_connected_is_told_and_not_made_up(data, tmp_path):
    done = papule(data, "backup", "--backups", tmp_path / "usb")
    assert (done.returncode, "connect the disk" in done.stderr.lower()) == (2, True)
    assert not (tmp_path / "usb").exists()


def test_no_practice_no_backup_and_no_directory(tmp_path):
    done = papule(tmp_path / "none", "backup")
    assert (done.returncode, "there is no practice here" in done.stderr) == (2, True)
    assert not (tmp_path / "none").exists()


def test_server_makes_one_a_day(data):
    said = subprocess.run(
        [sys.executable, WORKING, "day"], env=surroundings(data), check=True, capture_output=True, text=True
    )
    assert said.stdout == "True False"
    assert only_backup(data).stat().st_size


def backups_of(days: list[int]) -> list[Backup]:
    noon = dt.datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=dt.UTC)
    ages = sorted(days, reverse=True)
    return [Backup(Path(f"{age}-{place}"), noon - dt.timedelta(days=age), 1) for place, age in enumerate(ages)]


def stay(found: list[Backup]) -> list[int]:
    gone = superfluous(found, TODAY)
    return [(TODAY - each.day).days for each in found if each not in gone]


def test_of_a_year_of_days_a_week_of_days_then_weeks_then_months_stay():
    kept = stay(backups_of(list(range(400))))
    assert kept[-7:] == [6, 5, 4, 3, 2, 1, 0]
    assert len([each for each in kept if each >= 7]) <= 5 + 12
    assert max(kept) > 300
    assert max(kept) < 366


def test_of_one_day_the_last_stays_and_the_very_last_always():
    found = backups_of([0, 0, 0])
    assert superfluous(found, TODAY) == found[:2]
    assert superfluous(backups_of([900]), TODAY) == []
