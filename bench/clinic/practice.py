"""Papule as a practice starts it, filled, with its doctors signed in, and what they ask of it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import cycle
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from tests.clinic.passkey import Passkey

from clinic import programs
from clinic.browser import Browser, Fields, expect, fields_of
from clinic.programs import HERE, Cost, Program
from cold import door

PASSWORD = "little rarely in the right place"  # noqa: S105 -- of made-up people
DOCTORS = 28  # each may try to sign ten times a minute; thirty may sign in within a minute
OPTIONS = re.compile(r'<script id="passkey-options" type="application/json">(.*?)</script>', re.DOTALL)
FILLED = {"identity": "yes", "changes": "none", "lots": "yes", "look-0": "clear", "kit": "yes", "device": "manual"}
FREE = 1000  # person n of the bench is patient 1000 + n
OK, SENT_ON = 200, 302


class Course(NamedTuple):
    """A course that is ready for its next session."""

    patient: int
    course: int

    def page(self, name: str) -> str:
        """Address of a page of it."""
        return f"/care/{self.patient}/courses/{self.course}/{name}/"


class Practice:
    """A running Papule and the doctors who work with it."""

    def __init__(self, port: int, data: Path, server: Program) -> None:
        self._data, self._server, self._port = data, server, port
        self._passkeys: list[Passkey] = []
        self._doctors: list[Browser] = []
        self._turn: Iterator[int] = cycle(range(DOCTORS))
        self._free = 1_000_000  # patients with a history are numbered from here
        self._mould = 0

    def furnish(self, first: Course) -> None:
        """Sign the doctors in and sign the first session: the mould of all others."""
        for number in range(DOCTORS):
            self._doctors.append(Browser(self._port))
            self._doctors[-1].sign_in(f"doctor{number}", PASSWORD)
        fields = self._filled(self._doctors[0], first) | {"consent": "oral", "capacity": "able", "nrs": "9"}
        expect(self._doctors[0].post(first.page("session"), fields | {"password": PASSWORD}), SENT_ON)
        self._mould = first.course

    def give_passkeys(self) -> None:
        """Give each doctor a passkey, with which they sign from now on."""
        self._passkeys = [Passkey() for _ in range(DOCTORS)]
        fill(self._data, "passkeys", credentials=[each.registration() for each in self._passkeys])

    def add_people(self, first: int, last: int) -> None:
        """Add the people `first` to `last`."""
        fill(self._data, "people", first=first, last=last, mould=self._mould, free=FREE)

    def add_history(self, patients: int, sessions: int) -> list[Course]:
        """Add patients who had so many sessions."""
        wanted = {"first": self._free, "patients": patients, "sessions": sessions, "mould": self._mould}
        self._free += patients
        return [Course(*each) for each in fill(self._data, "history", **wanted)["courses"]]

    def memory(self) -> int:
        """Bytes of the server, its database within."""
        return programs.memory(self._server.pid, without=self._server.pid)

    # --- what is asked; each gives what the person waited and what the processor did -----------------

    def search(self, typed: str) -> Cost:
        """Search while typing."""
        return self._page(f"/patients/?q={typed}", part=True)

    def chart(self, patient: int) -> Cost:
        """Open the chart."""
        return self._page(f"/patients/{patient}/")

    def open_session(self, course: Course) -> Cost:
        """Open the page of the session that comes next."""
        return self._page(course.page("session"))

    def reassess(self, course: Course) -> Cost:
        """Change a volume in the composer: kept as a draft, assessed, and shown."""
        doctor, path = self._doctors[0], course.page("plan")
        fields = fields_of(expect(doctor.get(path), OK).text, "plan") | {"volume-0-0": "2.5", "do": "keep"}
        return self._cost(lambda: expect(doctor.post(path, fields, part=True), OK))

    def sign(self, course: Course) -> Cost:
        """Sign a session and see the record of it: with the passkey where there is one, else with the password."""
        number = next(self._turn)
        doctor, path = self._doctors[number], course.page("session")
        fields = self._filled(doctor, course, number) | {"nrs": "3"}
        return self._cost(lambda: expect(doctor.get(expect(doctor.post(path, fields), SENT_ON).place), OK))

    def _page(self, path: str, *, part: bool = False) -> Cost:
        return self._cost(lambda: expect(self._doctors[0].get(path, part=part), OK))

    def _cost(self, call: Callable[[], object]) -> Cost:
        return programs.cost(call, [self._server.pid])

    def _filled(self, doctor: Browser, course: Course, number: int = 0) -> Fields:
        page = expect(doctor.get(course.page("session")), OK).text
        fields = fields_of(page, "session") | FILLED | {"do": "sign", "password": PASSWORD}
        if self._passkeys:
            asked = OPTIONS.search(page)
            if asked is None:
                raise RuntimeError("the page of the session does not ask for the passkey")
            fields |= {"credential": self._passkeys[number].proof(json.loads(asked[1])), "password": ""}
        return fields


def fill(data: Path, task: str, **wanted: Any) -> dict[str, Any]:  # noqa: ANN401 -- JSON
    """Run a task of fill.py.

    Raises RuntimeError with its last words.
    """
    command = [sys.executable, "-m", "clinic.fill", str(data), task]
    place = os.environ | {"PYTHONPATH": str(HERE.parent)}
    done = subprocess.run(command, input=json.dumps(wanted), capture_output=True, text=True, check=False, env=place)
    if done.returncode:
        raise RuntimeError(f"{task} could not be filled in:\n{done.stderr[-3000:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@contextmanager
def started(directory: Path) -> Iterator[Practice]:
    """Make a practice in a directory, start Papule on it, and sign the doctors in."""
    data, port = directory / "papule", programs.free_port()
    made = fill(data, "practice", doctors=DOCTORS)
    with ExitStack() as stack:
        server = stack.enter_context(serve(data, port, directory / "papule.log"))
        practice = Practice(port, data, server)
        practice.furnish(Course(made["patient"], made["course"]))
        yield practice


@contextmanager
def serve(data: Path, port: int, log: Path, papule: Sequence[str | Path] = ()) -> Iterator[Program]:
    """Start `papule serve` and wait until it answers."""
    command = [*(papule or (sys.executable, *door())), "serve", "--data", data, "--port", str(port)]
    with programs.leashed(command, log) as server:
        server.wait_until(lambda: programs.listens(port), 600)
        yield server


def first_page(directory: Path, papule: Sequence[str | Path] = ()) -> float:
    """Seconds from the command on a fresh data directory to the first page."""
    port = programs.free_port()
    start = perf_counter()
    with serve(directory / "fresh", port, directory / "fresh.log", papule):
        browser = Browser(port)
        expect(browser.get(expect(browser.get("/"), SENT_ON).place), OK)
        return perf_counter() - start


def first_page_on_fresh_machine(directory: Path) -> float:
    """The same from a fresh copy of the tree as it was committed: its environment is made first."""
    tree = directory / "tree"
    subprocess.run(["git", "clone", "--quiet", "--depth", "1", f"file://{HERE.parent.parent}", tree], check=True)  # noqa: S607 -- the git of this machine
    return first_page(tree, [tree / "script" / "papule"])
