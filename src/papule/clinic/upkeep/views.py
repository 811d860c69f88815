"""The administrator's page on how the practice stands, and the button that makes a backup."""

from __future__ import annotations

import sqlite3

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from papule.clinic.audit.writing import actor_of
from papule.clinic.requests import Request
from papule.clinic.upkeep import archives, backups, state


def overview(request: Request) -> HttpResponse:
    """Show how the practice stands; on a press of the button, make a backup."""
    problem = ""
    if request.method == "POST":
        problem = _make(request)
        if not problem:
            return redirect("upkeep:state")
    today = timezone.localdate()
    shown = {
        "kept": state.kept(today),
        "known": state.knowledge(today),
        "machine": state.machine(),
        "log": state.log(),
        "problem": problem,
    }
    return render(request, "upkeep/state.html", shown, status=409 if problem else 200)


def _make(request: Request) -> str:
    """Make a backup; gives what went wrong and what to do, or nothing."""
    try:
        backups.make(actor_of(request))
    except backups.OtherDatabaseError:
        return _("PostgreSQL makes its own backups: pg_dump.")
    except backups.NoPlaceError:
        return _("The place for backups is not there. Connect the disk, and try again.")
    except (archives.DamagedError, sqlite3.Error) as error:
        return _("The copy of the database is not whole (%s). Keep all earlier backups, and ask for help.") % error
    except OSError as error:
        return _("No backup could be written (%s). Make room on the disk, and try again.") % (error.strerror or error)
    messages.success(request, _("The backup is made."))
    return ""
