import json
import logging

import pytest
from django.test import Client

from papule.clinic.logs import JsonFormatter


def line(record: logging.LogRecord) -> dict:
    return json.loads(JsonFormatter().format(record))


def test_log_of_a_request_that_failed_names_no_patient(caplog, doctor, monkeypatch):
    monkeypatch.setattr("papule.clinic.agenda.views.today.day_of", lambda *_: {}["Élodie D’Hervé"])
    client = Client(raise_request_exception=False)
    client.force_login(doctor, backend="papule.clinic.accounts.backends.AuthenticationBackend")
    assert client.get("/?q=Hervé").status_code == 500
    told = [line(each) for each in caplog.records if each.exc_info]
    assert told
    text = json.dumps(told, ensure_ascii=False)
    assert "Hervé" not in text
    assert told[0]["error"] == "KeyError"
    assert any("today.py" in place for place in told[0]["where"])


@pytest.mark.parametrize("name", ["django.request", "py.warnings", "anything"])
def test_log_of_others_keeps_the_pattern_alone(name):
    record = logging.LogRecord(name, logging.WARNING, "x", 1, "Not Found: %s", ("/patients/search/?q=Hervé",), None)
    assert line(record)["message"] == "Not Found: %s"


def test_log_of_ours_has_time_level_and_named_fields():
    record = logging.LogRecord("papule.server", logging.INFO, "x", 1, "answered", (), None)
    record.route = "patients/<int:patient_id>/"
    told = line(record)
    assert (told["level"], told["message"], told["route"]) == ("info", "answered", "patients/<int:patient_id>/")
