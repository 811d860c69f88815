"""Appointments. Two at once are impossible in the database itself: each holds its five-minute steps, once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from papule.clinic.audit.models import Audited
from papule.clinic.care.models import Course
from papule.clinic.patients.models import Patient

USER = settings.AUTH_USER_MODEL
STEP_MINUTES = 5


class Room(models.Model):
    """A room of the practice."""

    name = models.CharField(_("room"), max_length=100, unique=True)
    is_used = models.BooleanField(_("in use"), default=True)

    def __str__(self) -> str:
        """Give the name."""
        return self.name


class VisitType(models.Model):
    """A type of appointment, and how long it takes."""

    name = models.CharField(_("type"), max_length=100)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    is_session = models.BooleanField(_("a session of mesotherapy"), default=False)
    is_used = models.BooleanField(_("in use"), default=True)

    def __str__(self) -> str:
        """Give the name."""
        return self.name


class Opening(models.Model):
    """When a doctor receives, week after week."""

    doctor = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="openings")
    weekday = models.PositiveSmallIntegerField(_("weekday"))  # 0 is Monday
    begins = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))

    class Meta:
        """It ends after it began."""

        constraints = [
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("begins")), name="opening_ends_after"),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="opening_on_a_weekday"),
        ]


class Closure(models.Model):
    """Days on which nobody, or one doctor, receives."""

    doctor = models.ForeignKey(USER, null=True, blank=True, on_delete=models.CASCADE, related_name="closures")
    begins_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        """It does not end before it began."""

        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("begins_on")), name="closure_ends_after")
        ]


class Appointment(Audited):
    """Somebody is expected at a time. `revision` rises with every change."""

    class State(models.TextChoices):
        """What became of it."""

        booked = "booked", _("booked")
        arrived = "arrived", _("arrived")
        seen = "seen", _("seen")
        missed = "missed", _("did not come")
        cancelled = "cancelled", _("cancelled")

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="appointments")
    doctor = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="appointments")
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.PROTECT)
    type = models.ForeignKey(VisitType, on_delete=models.PROTECT)
    course = models.ForeignKey(Course, null=True, blank=True, on_delete=models.PROTECT, related_name="appointments")
    session_number = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.booked)
    note = models.CharField(max_length=300, blank=True)
    uid = models.CharField(max_length=60, unique=True)  # in calendars
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        """A week is asked for by time, a chart by patient."""

        indexes = [models.Index(fields=["starts_at"]), models.Index(fields=["patient", "-starts_at"])]


class Held(Audited):
    """A five-minute step that a doctor or a room is taken: once, says the database."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="held")
    holder = models.CharField(max_length=30)  # doctor:3, room:1
    at = models.DateTimeField()

    class Meta:
        """Once."""

        constraints = [models.UniqueConstraint(fields=["holder", "at"], name="held_once")]


class Waiting(Audited):
    """Somebody who would come earlier."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="waiting")
    doctor = models.ForeignKey(USER, null=True, blank=True, on_delete=models.CASCADE)
    type = models.ForeignKey(VisitType, on_delete=models.CASCADE)
    wish = models.CharField(_("wish"), max_length=300, blank=True)
    since = models.DateTimeField()
    done_at = models.DateTimeField(null=True)


class Feed(models.Model):
    """The secret address of a doctor's calendar, until it is revoked. Only its digest is kept."""

    doctor = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="feeds")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
