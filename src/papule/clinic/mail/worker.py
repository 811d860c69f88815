"""The thread that sends: beside the pages, in the process that serves them."""

from __future__ import annotations

import logging
import threading

from django.db import close_old_connections

from papule.clinic.mail.sending import work

EVERY = 30  # seconds
LOG = logging.getLogger(__name__)


def start() -> None:
    """Start it; it ends with the process."""
    threading.Thread(target=_run, name="papule-mail", daemon=True).start()


def _run() -> None:
    rest = threading.Event()
    while not rest.wait(EVERY):
        close_old_connections()
        try:
            work()
        except Exception:
            LOG.exception("mail could not be sent")  # tried again: nothing that waits is lost
        finally:
            close_old_connections()
