"""Whether the process lives, and whether it can work."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from papule.clinic.knowledge import formulary


def health(request: HttpRequest) -> JsonResponse:
    """Answer: the process lives."""
    return JsonResponse({"status": "alive"})


def ready(request: HttpRequest) -> JsonResponse:
    """Tell whether the database answers, its tables are current, and the knowledge is there."""
    checks = {"database": _database(), "knowledge": formulary().edition.edition}
    good = checks["database"] == "ready"
    return JsonResponse({"status": "ready" if good else "not ready", **checks}, status=200 if good else 503)


def _database() -> str:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, InterfaceError):
        return "does not answer"
    return f"{len(waiting)} migrations wait" if waiting else "ready"
