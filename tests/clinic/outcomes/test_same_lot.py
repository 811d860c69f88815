"""An alarm of a lot: the same product and number, whatever was written beside it."""

from datetime import date, timedelta

import pytest
from tests.clinic.made import TESTS, make_course, make_patient, make_session

from papule.clinic.knowledge import view_on
from papule.clinic.outcomes import services
from papule.clinic.outcomes.sharing import Shared, shared

TODAY = date(2026, 11, 27)
VIEW = view_on(TODAY, "FR", "sfm")


def lots_of(doctor, *given: dict[str, str]) -> list[Shared]:
    """What the lots of infections have in common: each of another patient, months apart."""
    events = []
    for number, each in enumerate(given):
        course = make_course(doctor, make_patient())
        session = make_session(doctor, course, TODAY - timedelta(days=20 + 60 * number), **each)
        said = {"session": session, "kind": "mycobacterial-infection", "onset_on": TODAY, "severity": "moderate"}
        events.append(services.record_event(TESTS, doctor, session.patient, said))
    return [each for each in shared(VIEW, events) if each.kind == "lot"]


def test_lot_scanned_once_and_typed_once_alarms(doctor):
    (found,) = lots_of(doctor, {"product_name": "Xylocaine 10 mg/mL"}, {"lot": "a1"})
    assert (found.is_alarm, found.value, len(found.events)) == (True, "Xylocaine 10 mg/mL A1", 2)


@pytest.mark.parametrize("other", [{"lot": "A2"}, {"product": "lidocaine-20mg-ml"}])
def test_other_lot_or_other_product_shares_nothing(doctor, other):
    assert lots_of(doctor, {}, other) == []
