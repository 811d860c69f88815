"""A file of patients that waits for a decision: it is gone once that is taken, and after some hours in any case."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from papule.clinic.audit.models import Audited


class PatientFile(Audited):
    """The file of one person. Another one takes its place."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="waiting_file")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    reading = models.JSONField(default=dict)  # `kept.Reading`: letters, separator, columns, order of dates, language
    is_said = models.BooleanField(default=False)  # what stands in which column
    checked = models.PositiveIntegerField(default=0)  # rows
    count = models.PositiveIntegerField(default=0)  # rows, all of them
    given_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        """Give the name of the file."""
        return self.name


class FileRow(Audited):
    """A row of a file that was checked: `checking.Checked`."""

    waiting = models.ForeignKey(PatientFile, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        """A row is checked once."""

        constraints = [models.UniqueConstraint(fields=["waiting", "number"], name="one_check_a_row")]
