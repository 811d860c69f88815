"""A prepared question answers as the query set that it was made from."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from papule.clinic.accounts.models import User
from papule.clinic.audit.writing import system, writing
from papule.clinic.patients.models import Contact, Patient
from papule.clinic.prepared import Prepared

pytestmark = pytest.mark.django_db


@pytest.fixture
def patients():
    with writing(system("test"), "patient.test"):
        return [
            Patient.objects.create(record_number=f"{number}", family_name="Roche", given_names=f"Ada {number}",
                birth_date=date(1980, 1, number), weight_kg="61.5")
            for number in range(1, 6)
        ]  # fmt: skip


def born_before(day: date, name: str):
    return Patient.objects.filter(birth_date__lt=day, family_name=name).order_by("-birth_date")[:3]


def test_question_is_answered_with_the_values_of_each_time(patients):
    asked = Prepared(born_before)
    for day in (date(1980, 1, 3), date(1980, 1, 5), date(1979, 1, 1)):
        assert asked(day, "Roche") == list(born_before(day, "Roche"))
    assert asked(date(1980, 1, 5), "another") == []


def test_rows_are_models_with_their_types(patients):
    asked = Prepared(lambda pk: Patient.objects.select_related("family_doctor").filter(pk=pk))
    found = asked.first(patients[2].pk)
    known = Patient.objects.get(pk=patients[2].pk)
    assert {each.attname: getattr(found, each.attname) for each in Patient._meta.concrete_fields} == {
        each.attname: getattr(known, each.attname) for each in Patient._meta.concrete_fields
    }
    assert asked.first(0) is None


def test_instants_and_plain_values_are_read_back(patients):
    asked = Prepared(lambda at: Patient.objects.filter(registered_at__lte=at).values_list("pk", "registered_at"))
    [first, *_rest] = asked(timezone.now())
    assert isinstance(first[1], datetime)
    assert timezone.is_aware(first[1])
    flat = Prepared(lambda name: Patient.objects.filter(family_name=name).order_by("pk").values_list("pk", flat=True))
    assert flat("Roche") == [each.pk for each in patients]


def test_question_is_one_query_and_written_once(patients, django_assert_num_queries):
    built = []

    def build(pk: int):
        built.append(pk)
        return Contact.objects.filter(patient=pk)

    asked = Prepared(build)
    for each in patients:
        with django_assert_num_queries(1):
            asked(each.pk)
    assert len(built) == 1


def test_number_larger_than_the_database_takes_finds_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Prepared(lambda pk: User.objects.filter(pk=pk))(2**70) == []


def test_what_is_no_value_of_a_question_is_refused():
    with pytest.raises(TypeError):
        Prepared(lambda said: User.objects.filter(is_active=said))(True)  # noqa: FBT003 -- that is what is refused
    with pytest.raises(ValueError, match="stands in its SQL"):
        Prepared(lambda _pk: User.objects.all())(1)
