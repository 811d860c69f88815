"""What became of it: pain, medicines spared, adverse events, and what is due."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from papule.clinic.audit.models import Audited
from papule.clinic.care.models import Course, Session
from papule.clinic.patients.models import Patient

USER = settings.AUTH_USER_MODEL


class PainScore(Audited):
    """One score of pain. NRS (0-10) and VAS (0-100 mm) are two series and never mixed."""

    class Scale(models.TextChoices):
        """The two scales."""

        nrs = "nrs", "NRS"
        vas = "vas", "VAS"

    class Moment(models.TextChoices):
        """When it was asked."""

        consultation = "consultation", _("at the consultation")
        before = "before", _("before the session")
        after = "after", _("after the session")
        diary = "diary", _("between sessions")

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="pain_scores")
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="pain_scores")
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.PROTECT, related_name="pain_scores")
    scale = models.CharField(max_length=3, choices=Scale)
    value = models.DecimalField(max_digits=4, decimal_places=1)
    moment = models.CharField(max_length=12, choices=Moment)
    scored_at = models.DateTimeField()

    class Meta:
        """A curve asks for one course in order of time."""

        indexes = [models.Index(fields=["course", "scored_at"])]


class SparedMedicine(Audited):
    """A medicine that the treatment should spare, and how much of it was taken before."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="spared")
    name = models.CharField(_("medicine"), max_length=300)
    unit = models.CharField(_("unit"), max_length=40)  # tablet of 500 mg
    baseline_per_week = models.DecimalField(_("a week before treatment"), max_digits=6, decimal_places=1)


class MedicineUse(Audited):
    """How much of it was taken in the week before a day."""

    medicine = models.ForeignKey(SparedMedicine, on_delete=models.CASCADE, related_name="uses")
    week_before = models.DateField()
    units = models.DecimalField(max_digits=6, decimal_places=1)


class AdverseEvent(Audited):
    """Something that went wrong after a session, until it is over."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="adverse_events")
    session = models.ForeignKey(Session, null=True, on_delete=models.PROTECT, related_name="adverse_events")
    kind = models.CharField(max_length=100)  # id of the knowledge, or "other"
    description = models.TextField(_("description"), blank=True)
    onset_on = models.DateField(_("began"))
    severity = models.CharField(_("severity"), max_length=12)  # mild, moderate, severe
    is_serious = models.BooleanField(_("serious (death, danger to life, hospital, lasting harm)"), default=False)
    outcome = models.CharField(_("outcome"), max_length=20, default="ongoing")
    ended_on = models.DateField(_("over"), null=True, blank=True)
    sites = models.JSONField(default=list)
    cleared = models.JSONField(default=list)  # ids of substances that allergy tests found not to be the cause
    reported_on = models.DateField(_("reported to the vigilance"), null=True, blank=True)
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT)
    recorded_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)


class Reminder(Audited):
    """Something that is due on a day: a duty of a product, a call, a reassessment."""

    class Kind(models.TextChoices):
        """Why it is due."""

        duty = "duty", _("duty of a product")
        nodule_call = "nodule-call", _("late-nodule call")
        reassess = "reassess", _("reassessment")
        other = "other", _("other")

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="reminders")
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=12, choices=Kind)
    code = models.CharField(max_length=120, blank=True)  # duty or rule of the knowledge
    text = models.JSONField(default=dict)  # {language: words}
    due_on = models.DateField(db_index=True)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT)
    note = models.CharField(max_length=500, blank=True)
