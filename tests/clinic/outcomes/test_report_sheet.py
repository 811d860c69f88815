from datetime import date

import msgspec
import pytest
from django.urls import reverse
from tests.clinic.made import make_patient, make_signed

from papule.clinic.documents.models import Document
from papule.clinic.documents.parts import Letterhead
from papule.clinic.documents.sheet import Drawings
from papule.clinic.documents.typesetting import typeset
from papule.clinic.outcomes import services
from papule.clinic.outcomes.report_sheet import report_sheet

TODAY = date(2026, 11, 27)


@pytest.fixture
def session(doctor, practice):
    return make_signed(doctor, practice)


@pytest.fixture
def event(actor, doctor, session):
    said = {"session": session, "kind": "bacterial-infection", "onset_on": TODAY, "severity": "mild", "description": ""}
    return services.record_event(actor, doctor, session.patient, said)


def made(practice, doctor, event, language="fr"):
    return report_sheet(Letterhead(practice, doctor, event.patient, language, TODAY), event)


@pytest.mark.parametrize(("language", "grave"), [("fr", "légère"), ("en", "mild")])
def test_report_tells_lots_sites_and_points_in_its_language(practice, doctor, event, session, language, grave):
    sheet = made(practice, doctor, event, language)
    told = msgspec.json.encode(sheet.blocks).decode()
    for given in session.administrations.all():
        assert given.lot_number in told
        assert given.expires_on.isoformat() in told
    assert grave in told
    assert any(isinstance(each, Drawings) for each in sheet.blocks)
    assert typeset(sheet) == typeset(sheet)


def test_report_names_no_patient(practice, doctor, event):
    told = msgspec.json.encode(made(practice, doctor, event)).decode()
    patient = event.patient
    for name in (patient.family_name, patient.given_names, str(patient.birth_date), patient.address or "Nowhere"):
        assert name not in told
    assert str(patient.birth_date.year) in told


def test_report_without_session_says_what_is_not_known(actor, practice, doctor):
    said = {"session": None, "kind": "other", "onset_on": TODAY, "severity": "severe", "description": "x"}
    event = services.record_event(actor, doctor, make_patient(birth_date=None), said)
    assert msgspec.json.encode(made(practice, doctor, event, "en")).decode().count("not known") > 2


def test_report_is_kept_with_the_documents_and_once(doctor, event, signed_in):
    client, address = signed_in(doctor), reverse("outcomes:event_report", args=[event.patient_id, event.pk])
    for _time in range(2):
        page = client.post(address, follow=True)
        assert page["Content-Type"] == "application/pdf"
    assert [(each.kind, each.session) for each in Document.objects.all()] == [("adverse-event", event.session)]
    assert client.get(address).status_code == 405


def test_report_of_an_event_of_somebody_else_is_not_found(doctor, event, signed_in):
    address = reverse("outcomes:event_report", args=[make_patient().pk, event.pk])
    assert signed_in(doctor).post(address).status_code == 404
    assert not Document.objects.exists()
