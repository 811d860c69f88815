"""The modules of a cold start, compiled, in one file.

Python looks for the file of each module, opens it and asks when it was written: for the hundred and more of
`papule check` that is a tenth of a run. Here they come out of one file, as long as their sources are what they were
compiled from. Any other module is left to Python, and then the file is written anew.
"""

from __future__ import annotations

import marshal
import os
import sys

TYPE_CHECKING = False  # as `typing` has it, which is one of the modules that shall come out of the file
if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from types import ModuleType

    Place = tuple[str, tuple[int, int], bool, int, int]  # source, its state, is it a package; where its code is, bytes
else:
    ModuleSpec = type(__spec__)  # importlib would come with it

_NUMBER = 8  # bytes; the file begins with two numbers, the sizes of the list of places and of the codes after it
_GONE = (-1, -1)


class Modules:
    """Finds modules for Python, before its own finders."""

    def __init__(self, path: str) -> None:
        """Open the file; without one, or with a damaged one, every module is left to Python."""
        self._path = path
        self._before = frozenset(sys.modules)
        self._places: dict[str, Place] = {}
        try:
            self._file = os.open(path, os.O_RDONLY)
            sizes = os.pread(self._file, 2 * _NUMBER, 0)
            listed, codes = (int.from_bytes(each, "little") for each in (sizes[:_NUMBER], sizes[_NUMBER:]))
            self._start = 2 * _NUMBER + listed
            if os.fstat(self._file).st_size == self._start + codes:
                self._places = marshal.loads(os.pread(self._file, listed, 2 * _NUMBER))  # noqa: S302 -- like a .pyc
        except OSError:
            return

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        """Find a module whose source has not changed."""
        place = self._places.get(name)
        if place is None or place[1] != _state(place[0]):
            return None
        source, _, is_package, *_ = place
        spec = ModuleSpec(name, self, origin=source, is_package=is_package)  # type: ignore[arg-type] # all that is asked
        spec.has_location = True
        if is_package:
            spec.submodule_search_locations = [os.path.dirname(source)]  # noqa: PTH120 -- pathlib costs 5 ms
        return spec

    def create_module(self, _spec: ModuleSpec) -> None:
        """Let Python make the empty module."""

    def exec_module(self, module: ModuleType) -> None:
        """Fill a module."""
        exec(marshal.loads(self._code(module.__name__)), module.__dict__)  # noqa: S102, S302 -- what importing is

    def keep(self) -> None:
        """Write the file anew when Python had to find a module; where it cannot be written all stays as it is."""
        if not os.access(os.path.dirname(self._path), os.W_OK):  # noqa: PTH120
            return
        found = {name: each for name in sys.modules.keys() - self._before if (each := self._found_by_python(name))}
        if not found:
            return
        from papule.knowledge.compiling import replace_file  # noqa: PLC0415 -- seldom needed

        kept = {name: (*place[:3], self._code(name)) for name, place in self._places.items()} | found
        places, codes = {}, b""
        for name, (*known, code) in kept.items():
            places[name] = (*known, len(codes), len(code))
            codes += code
        listed = marshal.dumps(places)
        sizes = b"".join(len(each).to_bytes(_NUMBER, "little") for each in (listed, codes))
        replace_file(self._path, sizes + listed + codes)

    def _code(self, name: str) -> bytes:
        *_, offset, size = self._places[name]
        return os.pread(self._file, size, self._start + offset)

    def _found_by_python(self, name: str) -> tuple[str, tuple[int, int], bool, bytes] | None:
        """Compile a module that Python found by its source; none for any other."""
        spec = getattr(sys.modules[name], "__spec__", None)  # `typing.io` has none
        if spec is None or spec.loader is self or not (spec.origin or "").endswith(".py"):
            return None
        source, state = spec.origin, _state(spec.origin)
        if state == _GONE:
            return None
        with open(source, "rb") as file:  # noqa: PTH123
            code = compile(file.read(), source, "exec", dont_inherit=True)
        return source, state, spec.submodule_search_locations is not None, marshal.dumps(code)


def _state(source: str) -> tuple[int, int]:
    try:
        status = os.stat(source)  # noqa: PTH116
    except OSError:
        return _GONE
    return status.st_size, status.st_mtime_ns
