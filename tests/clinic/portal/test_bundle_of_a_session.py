from datetime import date

import pytest
from django.utils import timezone
from tests.clinic.made import make_course, make_patient, make_session, session_record

from papule.clinic.portal.fhir.bundle import bundle
from papule.clinic.portal.held import held_of

DAY = date(2026, 11, 10)


@pytest.mark.parametrize(("given", "status"), [(True, "completed"), (False, "not-done")])
def test_session_in_which_nothing_was_given_is_not_told_as_done(practice, doctor, given, status):
    patient = make_patient()
    make_session(doctor, make_course(doctor, patient), DAY, record=session_record(DAY, given=given))
    told = bundle(held_of(practice, patient, "en", timezone.now()))
    done = [each["resource"] for each in told["entry"] if each["resource"]["resourceType"] == "Procedure"]
    assert [each["status"] for each in done] == [status]
