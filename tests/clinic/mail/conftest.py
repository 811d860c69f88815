"""A server that takes mail, a practice that knows it, a patient who agreed."""

from collections.abc import Iterator

import pytest
from tests.clinic.made import TESTS, make_patient
from tests.clinic.mail.postman import Postman, postman

from papule.clinic.mail import services
from papule.clinic.mail.models import MailServer
from papule.clinic.patients.models import Patient


@pytest.fixture
def server() -> Iterator[Postman]:
    with postman() as it:
        yield it


@pytest.fixture
def known(practice, server) -> MailServer:
    return MailServer.objects.create(
        host="127.0.0.1",
        port=server.port,
        security="none",
        sender="desk@example.org",
        patients_at="https://papule.example.org",
    )


@pytest.fixture
def patient(practice, doctor) -> Patient:
    made = make_patient(email="ana@example.org", language="fr")
    services.agree(TESTS, doctor, made, agrees=True)
    return made
