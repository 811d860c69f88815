"""Care: a course for a complaint, its consultations, plans, and signed sessions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from papule.clinic.audit.models import Audited, Fixed
from papule.clinic.patients.models import Patient

USER = settings.AUTH_USER_MODEL


class Course(Audited):
    """A complaint that is treated, from the first consultation to its end."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="courses")
    doctor = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="courses")
    complaint = models.CharField(_("complaint"), max_length=300)
    aim = models.CharField(_("aim"), max_length=12, default="therapeutic")  # of the case format
    indication = models.CharField(max_length=100, blank=True)  # id of the knowledge
    free_indication = models.CharField(max_length=300, blank=True)  # in words, where none fits
    phase = models.CharField(_("phase"), max_length=8, blank=True)
    onset_on = models.DateField(_("since"), null=True, blank=True)
    opened_on = models.DateField()
    planned_sessions = models.PositiveSmallIntegerField(null=True, blank=True)
    interval_days = models.PositiveSmallIntegerField(null=True, blank=True)
    next_on = models.DateField(null=True, blank=True, db_index=True)  # when the patient comes again
    closed_on = models.DateField(null=True, blank=True)
    closing_note = models.TextField(blank=True)

    class Meta:
        """A chart asks for the newest courses of a patient."""

        indexes = [models.Index(fields=["patient", "-opened_on"])]

    def __str__(self) -> str:
        """Give the complaint."""
        return self.complaint


class Consultation(Audited):
    """One consultation: what was said, looked for and found. `red_flags`: {id of the sign: yes, no, unknown}."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="consultations")
    held_at = models.DateTimeField()
    held_by = models.ForeignKey(USER, on_delete=models.PROTECT)
    reason = models.TextField(_("what brings the patient"), blank=True)
    red_flags = models.JSONField(default=dict)
    other_care = models.JSONField(default=dict)  # physiotherapy, osteopathy, podiatry, exercise: words
    painful = models.JSONField(default=list)  # points on the body map
    examination = models.TextField(_("examination"), blank=True)
    note = models.TextField(_("note"), blank=True)
    revision = models.PositiveIntegerField(default=1)  # rises with every save: who saves over another is told


class Plan(Audited):
    """The plan of a course; what it says stands in its versions."""

    course = models.OneToOneField(Course, on_delete=models.PROTECT, related_name="plan")
    current = models.ForeignKey("PlanVersion", null=True, on_delete=models.PROTECT, related_name="+")


class PlanVersion(Fixed):
    """A plan as it was agreed on: `body` is a `plan_body.PlanBody`, `assessment` what was found then."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.JSONField()
    assessment = models.TextField()  # JSON as `papule replay` reads it, kept to the byte
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT)
    made_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        """Versions count from 1."""

        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="one_plan_version")]


class Draft(Audited):
    """Work that is not yet a record: a plan or a session being filled in, of one person on one course."""

    class Kind(models.TextChoices):
        """What is being written."""

        plan = "plan"
        session = "session"

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=8, choices=Kind)
    owner = models.ForeignKey(USER, on_delete=models.CASCADE)
    body = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)  # rises with every save: an older one is told
    key = models.CharField(max_length=40, unique=True)  # what is signed with it is signed once
    changed_at = models.DateTimeField()

    class Meta:
        """One draft of a kind, course and person."""

        constraints = [models.UniqueConstraint(fields=["course", "kind", "owner"], name="one_draft")]


class Template(models.Model):
    """A doctor's own recipe: `body` is a `plan_body.PlanBody`. No patient in it."""

    owner = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="templates")
    name = models.CharField(_("name"), max_length=200)
    indication = models.CharField(max_length=100, blank=True)
    is_shared = models.BooleanField(_("shared with the practice"), default=False)
    body = models.JSONField()
    changed_at = models.DateTimeField(auto_now=True)

    @property
    def drawn(self) -> int:
        """Count its points that have their place on the body."""
        return sum(each.get("x") is not None for each in self.body.get("points", ()))


class Acknowledgement(models.Model):
    """Standing remarks that a doctor has read: once per recipe, doctor and edition."""

    doctor = models.ForeignKey(USER, on_delete=models.CASCADE)
    recipe = models.CharField(max_length=64)  # digest of products, strengths and technique
    edition = models.CharField(max_length=20)
    codes = models.JSONField()
    acknowledged_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Once."""

        constraints = [models.UniqueConstraint(fields=["doctor", "recipe", "edition"], name="one_acknowledgement")]


class Session(Audited):
    """A session that was signed. What it says stands in its versions; the newest counts."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sessions")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="sessions")
    plan_version = models.ForeignKey(PlanVersion, null=True, on_delete=models.PROTECT)
    number = models.PositiveSmallIntegerField()  # within the course
    performed_at = models.DateTimeField()
    performed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="sessions")
    key = models.CharField(max_length=40, unique=True)  # of the draft: signing twice gives one session
    current = models.ForeignKey("SessionVersion", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """A chart asks for the newest sessions of a patient, a call list for those of a time."""

        indexes = [models.Index(fields=["patient", "-performed_at"]), models.Index(fields=["performed_at"])]
        constraints = [models.UniqueConstraint(fields=["course", "number"], name="one_session_number")]


class SessionVersion(Fixed):
    """A signed session, or an amendment of it: everything that was true is copied in, nothing is joined."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    record = models.JSONField()  # a `session_record.SessionRecord`
    assessment = models.TextField()  # JSON as `papule replay` reads it, kept to the byte: case and what was found
    digest = models.CharField(max_length=64)  # of record and assessment
    signed_by = models.ForeignKey(USER, on_delete=models.PROTECT)
    signed_at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)  # of an amendment

    class Meta:
        """Versions count from 1."""

        constraints = [models.UniqueConstraint(fields=["session", "number"], name="one_session_version")]


class Administration(Fixed):
    """One product of one lot that went into a patient: the row by which a lot is traced."""

    version = models.ForeignKey(SessionVersion, on_delete=models.PROTECT, related_name="administrations")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="administrations")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="administrations")
    performed_on = models.DateField()
    product = models.CharField(max_length=100)  # id of the knowledge
    product_name = models.CharField(max_length=300)
    substance = models.CharField(max_length=100)
    gtin = models.CharField(max_length=14, blank=True)
    lot_number = models.CharField(max_length=40)
    expires_on = models.DateField(null=True)
    syringe = models.PositiveSmallIntegerField()
    volume_ml = models.DecimalField(max_digits=7, decimal_places=3)
    amount = models.CharField(max_length=40, blank=True)  # "20 mg"
    device = models.CharField(max_length=100, blank=True)
    room = models.CharField(max_length=100, blank=True)

    class Meta:
        """A recall asks by lot, product, injector and room; a reminder by patient and substance."""

        indexes = [
            models.Index(Upper("lot_number"), "product", name="given_lot"),
            models.Index(fields=["device", "performed_on"]),
            models.Index(Upper("room"), "performed_on", name="given_room"),
            models.Index(fields=["performed_on"]),
            models.Index(fields=["product", "performed_on"]),
            models.Index(fields=["patient", "performed_on"]),
        ]


class Override(Fixed):
    """A finding that a doctor went past, with the written reason. Counted per rule."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="overrides")
    session_version = models.ForeignKey(SessionVersion, null=True, on_delete=models.PROTECT, related_name="overrides")
    code = models.CharField(max_length=120, db_index=True)
    about = models.CharField(max_length=200)
    severity = models.CharField(max_length=14)
    reason = models.CharField(max_length=500)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT)
    made_at = models.DateTimeField()
