"""Work beside the pages, in the process that serves them: a thread that ends with it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import close_old_connections


def begin(name: str, every: float, work: Callable[[], object]) -> None:
    """Do some work every so many seconds; what fails is noted and tried again."""
    threading.Thread(target=_run, args=(name, every, work), name=f"papule-{name}", daemon=True).start()


def _run(name: str, every: float, work: Callable[[], object]) -> None:
    rest, log = threading.Event(), logging.getLogger(f"{__name__}.{name}")  # a log keeps no values, so its name tells
    while not rest.wait(every):
        close_old_connections()
        try:
            work()
        except Exception:
            log.exception("failed; it is tried again")
        finally:
            close_old_connections()
