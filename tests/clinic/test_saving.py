"""Rows that are saved in the short way are the rows that Django saves."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.db.models.signals import post_save

from papule.clinic.audit.writing import system, writing
from papule.clinic.patients.models import Contact, Patient
from papule.clinic.saving import insert, update

pytestmark = pytest.mark.django_db
SAID = {"record_number": "7", "family_name": "Roche", "given_names": "Ada", "birth_date": date(1980, 1, 2)}


@pytest.fixture
def patient():
    with writing(system("test"), "patient.test"):
        return Patient.objects.create(**SAID, weight_kg=Decimal("61.5"))


def columns(row: models.Model) -> dict:
    return {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields}


def test_new_row_has_its_number_and_all_its_values(patient):
    assert patient.pk
    assert patient.registered_at
    assert columns(Patient.objects.get(pk=patient.pk)) == columns(patient)


def test_saved_row_is_changed_and_no_other(patient):
    with writing(system("test"), "patient.test"):
        other = Patient.objects.create(**SAID | {"record_number": "8"})
        patient.family_name, patient.weight_kg = "Martin", None
        patient.save()
    known = Patient.objects.get(pk=patient.pk)
    assert (known.family_name, known.weight_kg, known.registered_at) == ("Martin", None, patient.registered_at)
    assert Patient.objects.get(pk=other.pk).family_name == "Roche"


def test_named_columns_alone_are_changed(patient):
    with writing(system("test"), "patient.test"):
        patient.family_name, patient.given_names = "Martin", "Eva"
        patient.save(update_fields=["family_name"])
    known = Patient.objects.get(pk=patient.pk)
    assert (known.family_name, known.given_names) == ("Martin", "Ada")


def test_what_the_database_works_out_is_left_to_django(patient):
    with writing(system("test"), "patient.test"):
        patient.revision = F("revision") + 1
        assert not update(patient, ["revision"])
        patient.save(update_fields=["revision"])
    assert Patient.objects.get(pk=patient.pk).revision == 2


def test_column_that_is_none_is_refused_by_django(patient):
    with writing(system("test"), "patient.test"), pytest.raises(ValueError, match="do not exist"):
        patient.save(update_fields=["no_column"])


def test_row_whose_related_row_is_not_saved_is_refused(patient):
    with writing(system("test"), "patient.test"), pytest.raises(ValueError, match="unsaved related object"):
        Contact.objects.create(patient=Patient(**SAID), name="Eva")


def test_row_that_is_gone_is_not_told_as_updated(patient):
    with writing(system("test"), "patient.test"):
        Patient.objects.filter(pk=patient.pk).delete()
        assert not update(patient)


def test_doubled_row_breaks_the_transaction_as_djangos_does(patient):
    with pytest.raises(IntegrityError), writing(system("test"), "patient.test"):
        Patient.objects.create(**SAID)
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            insert(Patient(**SAID))
        with pytest.raises(transaction.TransactionManagementError):
            Patient.objects.count()


def test_row_that_is_watched_is_left_to_django(patient):
    told = []

    def note(instance, **_more):
        told.append(instance)

    post_save.connect(note, sender=Patient)
    try:
        with writing(system("test"), "patient.test"):
            patient.save()
    finally:
        post_save.disconnect(note, sender=Patient)
    assert told == [patient]
