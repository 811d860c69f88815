"""The modules of a cold start out of one file: the same modules, only sooner, and never an old one."""

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from papule.cli.modules import Modules

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def source(tmp_path, monkeypatch):
    """A package of two modules on the path, forgotten afterwards."""
    package = tmp_path / "kept_package"
    package.mkdir()
    (package / "__init__.py").write_text("SAID = 'package'\n")
    (package / "part.py").write_text("SAID = 'first'\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield package
    forget()


def forget():
    for name in [name for name in sys.modules if name.startswith("kept_package")]:
        del sys.modules[name]


def imported(modules: Modules, monkeypatch):
    """Import the package anew, by these modules before anything else."""
    forget()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "meta_path", [modules, *sys.meta_path])
        __import__("kept_package.part")
    return sys.modules["kept_package"], sys.modules["kept_package.part"]


def opened(path: Path) -> Modules:
    """A file as a new process opens it."""
    forget()
    return Modules(str(path))


def kept(path: Path, monkeypatch) -> Modules:
    """A file with the package in it, opened."""
    first = opened(path)
    imported(first, monkeypatch)
    first.keep()
    return opened(path)


def test_modules_that_were_kept_come_out_of_the_file_as_they_were(source, tmp_path, monkeypatch):
    modules = kept(tmp_path / "file", monkeypatch)
    package, part = imported(modules, monkeypatch)
    assert (package.SAID, part.SAID) == ("package", "first")
    assert part.__spec__.loader is modules
    assert (package.__file__, part.__file__) == (str(source / "__init__.py"), str(source / "part.py"))
    assert package.__path__ == [str(source)]


def test_a_source_that_changed_is_left_to_python_and_kept_anew(source, tmp_path, monkeypatch):
    path = tmp_path / "file"
    kept(path, monkeypatch)
    (source / "part.py").write_text("SAID = 'other'\n")
    modules = opened(path)
    package, part = imported(modules, monkeypatch)
    assert part.SAID == "other"
    assert part.__spec__.loader is not modules
    assert package.__spec__.loader is modules
    modules.keep()
    again = opened(path)
    package, part = imported(again, monkeypatch)
    assert (package.SAID, part.SAID, part.__spec__.loader) == ("package", "other", again)


def test_a_source_changed_to_the_same_size_is_seen_by_its_time(source, tmp_path, monkeypatch):
    modules = kept(tmp_path / "file", monkeypatch)
    part = source / "part.py"
    before = part.stat()
    part.write_text("SAID = 'later'\n")
    os.utime(part, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert part.stat().st_size == before.st_size
    assert imported(modules, monkeypatch)[1].SAID == "later"


def test_a_source_that_is_gone_is_not_found(source, tmp_path, monkeypatch):
    modules = kept(tmp_path / "file", monkeypatch)
    (source / "part.py").unlink()
    with pytest.raises(ModuleNotFoundError):
        imported(modules, monkeypatch)


@pytest.mark.parametrize("damage", [0, 12, -1])
def test_a_damaged_file_is_not_used(damage, source, tmp_path, monkeypatch):
    path = tmp_path / "file"
    kept(path, monkeypatch)
    path.write_bytes(path.read_bytes()[:damage])
    modules = opened(path)
    part = imported(modules, monkeypatch)[1]
    assert part.SAID == "first"
    assert part.__spec__.loader is not modules


def test_nothing_is_written_when_everything_was_in_the_file(source, tmp_path, monkeypatch):
    path = tmp_path / "file"
    modules = kept(path, monkeypatch)
    imported(modules, monkeypatch)
    before = path.stat()
    modules.keep()
    assert path.stat() == before


def test_a_place_that_does_not_exist_is_no_error(source, tmp_path, monkeypatch):
    modules = opened(tmp_path / "nowhere" / "file")
    assert imported(modules, monkeypatch)[1].SAID == "first"
    modules.keep()
    assert not (tmp_path / "nowhere").exists()


@pytest.fixture
def environment(tmp_path):
    """What script/bootstrap makes: the packages, and beside them those that a start needs."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = Path(msgspec.__file__).parents[1]
    for place in ("bin", f"lib/{version}", "start"):
        (tmp_path / place).mkdir(parents=True)
    (tmp_path / "pyvenv.cfg").write_text(f"home = {Path(sys.executable).resolve().parent}\n")
    (tmp_path / "bin" / "python").symlink_to(Path(sys.executable).resolve())
    (tmp_path / "lib" / version / "site-packages").symlink_to(packages)
    for name in ("msgspec", "yaml"):
        (tmp_path / "start" / name).symlink_to(packages / name)
    return tmp_path


def started(environment: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Start the command as script/papule does."""
    python, start = str(environment / "bin" / "python"), str(ROOT / "script" / "start.py")
    command = [python, "-I", "-S", start, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_check_needs_nothing_but_the_packages_of_a_start(environment):
    (environment / "pyvenv.cfg").unlink()
    case = str(ROOT / "bench" / "cases" / "followed.yaml")
    first, again = (started(environment, "check", "--lang", "en", case) for _ in range(2))
    assert (first.returncode, first.stderr) == (again.returncode, again.stderr) == (0, "")
    assert first.stdout == again.stdout
    assert "rules held against this case" in first.stdout
    assert len(list((environment / "start").glob("modules-*"))) == 1


def test_any_other_subcommand_finds_every_package(environment):
    course = ("--protocol", "chronic-monthly", "--start", "2026-12-25", "--country", "FR", "--working-days")
    called = started(environment, "schedule", "--lang", "en", *course)
    assert (called.returncode, called.stderr) == (0, "")
    assert "2026-12-28" in called.stdout
    assert not list((environment / "start").glob("modules-*"))
