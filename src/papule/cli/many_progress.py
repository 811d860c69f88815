"""How far a long run is: one line on standard error, on a terminal only, wiped at the end."""

import sys
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Self

from papule.cli.context import Context
from papule.explaining.phrases import Phrases

_EVERY_SECONDS = 0.2
_BAR_WIDTH = 24
_CLEAR = "\r\033[K"


class Progress:
    """Counts lines and bytes, and draws them from time to time."""

    def __init__(self, names: list[str], context: Context) -> None:
        """Look at the terminal, and at how much there is to read where that is known."""
        self._shown = sys.stderr.isatty()
        self._total = _total_bytes(names) if self._shown else 0
        self._phrases = Phrases(context.words) if self._shown else None
        self._began = self._drawn = monotonic()
        self._lines = self._bytes = 0

    def __enter__(self) -> Self:
        """Begin counting."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Wipe the line."""
        if self._shown:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()

    def step(self, lines: int, size: int) -> None:
        """Count what was done, and draw it if the last drawing is old enough."""
        self._lines += lines
        self._bytes += size
        now = monotonic()
        if self._phrases and now - self._drawn >= _EVERY_SECONDS:
            self._drawn = now
            rate = self._lines / (now - self._began)
            told = self._phrases.say("many.progress", lines=f"{self._lines:,}", rate=f"{rate:,.0f}")
            sys.stderr.write(f"{_CLEAR}{self._bar()}{told}")
            sys.stderr.flush()

    def _bar(self) -> str:
        if not self._total:
            return ""
        share = min(self._bytes / self._total, 1)
        full = int(share * _BAR_WIDTH)
        return f"[{'█' * full}{'·' * (_BAR_WIDTH - full)}] {share:4.0%}  "


def _total_bytes(names: list[str]) -> int:
    """Add up the sizes of the inputs; 0 where one has none, like a pipe."""
    try:
        files = [Path(name).stat() for name in names if name != "-"]
    except (OSError, ValueError):
        return 0
    return sum(each.st_size for each in files) if len(files) == len(names) else 0
