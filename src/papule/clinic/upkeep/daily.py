"""The thread that makes a backup each day: beside the pages, in the process that serves them."""

from __future__ import annotations

import logging
import threading

from django.db import close_old_connections
from django.utils import timezone

from papule.clinic.accounts.models import Practice
from papule.clinic.audit.writing import system
from papule.clinic.upkeep import backups

EVERY = 600  # seconds
LOG = logging.getLogger(__name__)


def start() -> None:
    """Start it; it ends with the process."""
    threading.Thread(target=_run, name="papule-backup", daemon=True).start()


def _run() -> None:
    rest = threading.Event()
    while not rest.wait(EVERY):
        close_old_connections()
        try:
            work()
        except Exception:
            LOG.exception("no backup could be made")  # tried again; meanwhile Today says how old the last one is
        finally:
            close_old_connections()


def work() -> bool:
    """Make the backup of today where there is none yet, and tell whether one was made.

    Raises what `backups.make` raises.
    """
    practice = Practice.objects.first()
    if practice is None or not backups.is_possible():
        return False
    with timezone.override(practice.zone):
        if any(each.day == timezone.localdate() for each in backups.listed()):
            return False
        backups.make(system("papule serve"))
    return True
