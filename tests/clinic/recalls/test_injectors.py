"""Injectors that are recalled, and names that they no longer have."""

from datetime import date

import pytest
from tests.clinic.made import TESTS, make_course, make_patient, make_session

from papule.clinic.recalls.forms import device_choices
from papule.clinic.stock import services
from papule.clinic.stock.models import Device
from papule.clinic.stock.recalls import RecalledError, start, withdraw

pytestmark = pytest.mark.usefixtures("practice")


@pytest.fixture
def device() -> Device:
    return Device.objects.create(name="Gun", serial="7")


@pytest.fixture
def client(assistant, signed_in):
    return signed_in(assistant)


def change(client, device: Device, **said):
    known = {"do": "change", "name": device.name, "serial": device.serial, "kind": device.kind}
    return client.post(f"/stock/devices/{device.pk}/", known | said, headers={"accept-language": "en"})


@pytest.mark.parametrize("said", [{"is_used": "on"}, {"is_used": "on", "serial": "8"}, {"serial": "8"}])
def test_injector_that_is_recalled_is_neither_used_nor_renamed_and_the_page_says_why(client, device, said):
    recall = start(TESTS, "leaks", device="Gun 7")
    device.refresh_from_db()
    page = change(client, device, **said)
    assert "This injector is recalled: leaks." in page.text
    device.refresh_from_db()
    assert (device.is_used, device.serial) == (False, "7")
    withdraw(TESTS, recall, "a mistake")
    assert change(client, device, is_used="on").status_code == 302
    device.refresh_from_db()
    assert device.is_used


def test_injector_added_under_a_name_that_is_recalled_is_not_used(client):
    start(TESTS, "leaks", device="Gun 7")
    said = {"name": "Gun", "serial": "7", "kind": "electronic-injector"}
    page = client.post("/stock/devices/", said | {"is_used": "on"}, headers={"accept-language": "en"})
    assert "This injector is recalled: leaks." in page.text
    assert not Device.objects.exists()
    assert client.post("/stock/devices/", said).status_code == 302


def test_injector_that_is_recalled_is_refused_by_whatever_keeps_it(device):
    start(TESTS, "leaks", device="Gun 7")
    with pytest.raises(RecalledError):
        services.keep(TESTS, device)
    device.refresh_from_db()
    assert not device.is_used


def test_sessions_are_traced_by_the_name_that_the_injector_had_then(client, device, doctor):
    session = make_session(doctor, make_course(doctor, make_patient()), date(2026, 11, 10), device="Gun 7")
    assert change(client, device, name="Pistor", is_used="on").status_code == 302
    assert [value for value, _name in device_choices()] == ["", "Gun 7", "Pistor 7"]
    page = client.get("/recalls/trace/", {"kind": "device", "device": "Gun 7"})
    assert [each.patient for each in page.context["concerned"]] == [session.patient]


@pytest.mark.parametrize(("name", "is_told"), [("Gun 7", True), ("Pistor 7", False)])
def test_recall_of_a_name_that_no_injector_has_now_says_so(client, device, doctor, name, is_told):
    make_session(doctor, make_course(doctor, make_patient()), date(2026, 11, 10), device="Gun 7")
    change(client, device, name="Pistor", is_used="on")
    address = f"/recalls/trace/?kind=device&device={name}"
    page = client.post(address, {"reason": "leaks"}, follow=True, headers={"accept-language": "en"})
    assert ("No injector of the practice has this name now." in page.text) is is_told
