"""The audit log: append-only, each event bound to the one before by its hash."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn, TypeVar

from django.db import DEFAULT_DB_ALIAS, models

from papule.clinic.audit.writing import open_event
from papule.clinic.saving import insert, update

ROUTINE = (None, DEFAULT_DB_ALIAS)
M = TypeVar("M", bound=models.Model)


class AuditEvent(models.Model):
    """Who did what, when, to whose record, from where. Never changed, never removed."""

    number = models.BigIntegerField(primary_key=True)  # 1, 2, 3 … without a gap
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=200)
    roles = models.CharField(max_length=80, blank=True)
    action = models.CharField(max_length=60, db_index=True)
    patient_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=80, blank=True)
    detail = models.JSONField(default=dict)
    address = models.CharField(max_length=45, blank=True)
    route = models.CharField(max_length=200, blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        """A patient's own log is asked for by patient, newest first."""

        indexes = [models.Index(fields=["patient_id", "-number"])]

    def __str__(self) -> str:
        """Give its number and what was done."""
        return f"{self.number} {self.action}"


class AuditHead(models.Model):
    """The last event: one row, by which a log cut off at its end is found."""

    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        """Give the number."""
        return str(self.number)


class AuditedQuerySet(models.QuerySet[M]):
    """A query set that changes rows only while an event is open."""

    def update(self, **kwargs: Any) -> int:  # noqa: ANN401 -- Django's signature
        """Change rows under the open event."""
        open_event()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete rows under the open event."""
        open_event()
        return super().delete()

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:  # noqa: ANN401 -- Django's
        """Add rows under the open event."""
        open_event()
        return super().bulk_create(objs, *args, **kwargs)

    def bulk_update(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> int:  # noqa: ANN401 -- Django's
        """Change rows under the open event."""
        open_event()
        return super().bulk_update(objs, *args, **kwargs)


class Audited(models.Model):
    """Base of everything that holds data of patients: no write without its event."""

    objects = AuditedQuerySet.as_manager()

    class Meta:
        """No table of its own."""

        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Save under the open event.

        Raises NoEventError outside `writing()`.
        """
        open_event()
        if args or not self._is_saved(kwargs):
            super().save(*args, **kwargs)

    def _is_saved(self, asked: dict[str, Any]) -> bool:
        """Save in the short way where nothing unusual is asked for; tell whether it was."""
        if self._state.adding:
            return asked.keys() <= {"force_insert", "using"} and asked.get("using") in ROUTINE and insert(self)
        names = asked.get("update_fields")
        return asked.keys() <= {"update_fields"} and (names is None or bool(names)) and update(self, names)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ANN401 -- Django's signature
        """Delete under the open event."""
        open_event()
        return super().delete(*args, **kwargs)


class Fixed(Audited):
    """Base of what is never changed once written: signed sessions, versions of a plan. The database refuses too."""

    class Meta:
        """No table of its own."""

        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Write once.

        Raises FixedError for a second time.
        """
        if not self._state.adding:
            self._refuse()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ANN401 -- Django's signature
        """Refuse."""
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise FixedError(f"{self._meta.label} {self.pk} is fixed: write a new version instead")


class FixedError(Exception):
    """Something that was signed was about to be changed."""
