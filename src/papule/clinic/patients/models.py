"""The patient: who they are, how to reach them, and what they answered."""

from __future__ import annotations

from typing import get_args

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from papule.clinic.audit.models import Audited
from papule.treatment.case import Stated


class Sex(models.TextChoices):
    """As the case format has it."""

    female = "female", _("female")
    male = "male", _("male")
    unknown = "unknown", _("not known")


class Origin(models.TextChoices):
    """Where an answer comes from."""

    doctor = "doctor", _("asked by the doctor")
    assistant = "assistant", _("asked by the assistant")
    patient = "patient", _("questionnaire of the patient")
    letter = "letter", _("letter or document")
    imported = "imported", _("imported")


ANSWERS = [(each, each) for each in get_args(Stated)]


class Correspondent(models.Model):
    """A family doctor or another caregiver who is written to."""

    name = models.CharField(_("name"), max_length=300)
    speciality = models.CharField(_("speciality"), max_length=100, blank=True)
    address = models.TextField(_("address"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    def __str__(self) -> str:
        """Give the name."""
        return self.name


class Patient(Audited):
    """A person who is treated. `revision` rises with every change: who saved an older one is told."""

    record_number = models.CharField(_("record number"), max_length=20, unique=True)
    family_name = models.CharField(_("family name"), max_length=300)
    given_names = models.CharField(_("given names"), max_length=300)
    birth_name = models.CharField(_("name at birth"), max_length=300, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=8, choices=Sex, default=Sex.unknown)
    weight_kg = models.DecimalField(_("weight, kg"), max_digits=5, decimal_places=1, null=True, blank=True)
    weighed_on = models.DateField(_("weighed on"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=8, default="fr")
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    other_phone = models.CharField(_("other phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.TextField(_("address"), blank=True)
    family_doctor = models.ForeignKey(
        Correspondent, verbose_name=_("family doctor"), null=True, blank=True, on_delete=models.PROTECT
    )
    note = models.TextField(_("note of the practice"), blank=True)
    allergies_asked_on = models.DateField(null=True, blank=True)  # asked, whatever was said; none said = none known
    medicines_asked_on = models.DateField(null=True, blank=True)
    last_period_on = models.DateField(_("first day of the last period"), null=True, blank=True)
    opposed_to_registry_on = models.DateField(_("does not want to be counted in the registry"), null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    registered_at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        """Duplicates are looked for by birth date."""

        indexes = [models.Index(fields=["birth_date"])]

    def __str__(self) -> str:
        """Give the name as people say it."""
        return f"{self.given_names} {self.family_name}"

    def get_sex_display(self) -> str:  # type: ignore[no-redef] # of the fields Django makes one itself
        """Say the sex, as Django does: of twenty rows it would look up all three words twenty times."""
        return str(Sex(self.sex).label)


class PatientIdentifier(Audited):
    """A national number: French INS (NIR or NIA, with its key), Belgian SSIN."""

    class Kind(models.TextChoices):
        """The national systems that are checked."""

        ins_nir = "ins-nir", "INS-NIR"
        ins_nia = "ins-nia", "INS-NIA"
        ssin = "ssin", "SSIN (NISS)"

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=20, db_index=True)

    class Meta:
        """One number of a kind belongs to one patient."""

        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="one_patient_a_number")]


class SearchKey(Audited):
    """What a patient is found by: words of the names, their sounds, numbers (`keys`). Made anew at every save.

    Bytes, so that every database compares them alike, whatever its collation: a beginning is a range of the index.
    """

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="search_keys", db_index=False)
    value = models.BinaryField(max_length=81)

    class Meta:
        """Both indexes hold all that a search needs."""

        indexes = [models.Index(fields=["value", "patient"]), models.Index(fields=["patient", "value"])]


class Contact(Audited):
    """Somebody to call."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=300)
    relation = models.CharField(_("relation"), max_length=100, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)


class Allergy(Audited):
    """An allergy: a group of the knowledge, or the patient's words. Ended, not deleted."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="allergies")
    group = models.CharField(max_length=100, blank=True)  # id of an allergy group, a substance, an excipient
    said = models.CharField(_("in the patient's words"), max_length=300)
    reaction = models.CharField(_("reaction"), max_length=300, blank=True)
    noted_on = models.DateField()
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.doctor)
    ended_on = models.DateField(null=True, blank=True)


class PatientMedicine(Audited):
    """A medicine that the patient takes."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="medicines")
    name = models.CharField(_("medicine"), max_length=300)
    atc = models.CharField("ATC", max_length=7, blank=True)
    dose = models.CharField(_("dose"), max_length=200, blank=True)
    since_on = models.DateField(null=True, blank=True)
    noted_on = models.DateField()
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.doctor)
    ended_on = models.DateField(null=True, blank=True)


class Condition(Audited):
    """A disease or an operation, in words, with a code if there is one."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="conditions")
    name = models.CharField(_("condition"), max_length=300)
    icd10 = models.CharField("ICD-10", max_length=8, blank=True)
    since = models.CharField(_("since"), max_length=40, blank=True)
    noted_on = models.DateField()
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.doctor)
    ended_on = models.DateField(null=True, blank=True)


class FactAnswer(Audited):
    """An answer to a fact of the knowledge. Older answers stay; `is_current` tells which counts."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="answers")
    fact = models.CharField(max_length=100)
    answer = models.CharField(max_length=10, choices=ANSWERS)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.doctor)
    answered_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    is_current = models.BooleanField(default=True)

    class Meta:
        """One answer counts for a fact."""

        constraints = [
            models.UniqueConstraint(
                fields=["patient", "fact"], condition=models.Q(is_current=True), name="one_current_answer"
            )
        ]
