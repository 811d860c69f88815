"""The backup of each day."""

from __future__ import annotations

from django.utils import timezone

from papule.clinic.accounts.models import Practice
from papule.clinic.audit.writing import system
from papule.clinic.upkeep import backups


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
