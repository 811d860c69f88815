"""A photograph that a patient sends: what is kept of it, what is refused, and what that costs."""

import os
import subprocess
import sys
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from tests.clinic.made import TESTS, make_course, make_patient
from tests.clinic.portal.test_red_flags_and_words import let_in

from papule.clinic.accounts.models import Practice
from papule.clinic.documents.services import head_for
from papule.clinic.portal import services
from papule.clinic.portal.fhir.bundle import bundle
from papule.clinic.portal.held import held_of
from papule.clinic.portal.held_sheet import held_sheet
from papule.clinic.portal.models import Message
from papule.clinic.uploads import KEPT_BYTES, LARGEST_BYTES, BoundedUploadHandler

MOST_KB = 150_000  # that reading one photograph may take


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **more) -> bytes:
    made = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "somewhere"
    Image.new("RGB", size, "red").save(made, kind, **({"exif": exif} if kind == "JPEG" else {}), **more)
    return made.getvalue()


@pytest.fixture
def inside(practice, doctor) -> tuple[Client, str]:
    client, root, _ = let_in(doctor, make_course(doctor, make_patient(language="en")))
    return client, f"{root}/wrong/"


def send(inside, content: bytes, name: str = "x.jpg", **more):
    client, address = inside
    upload = SimpleUploadedFile(name, content, "image/jpeg")
    return client.post(address, {"text": "red and hot", "photo": upload, "sign-back-infection": "on"} | more)


def test_message_with_photograph_reaches_the_practice_without_its_place(inside, doctor, signed_in):
    send(inside, picture())
    told = Message.objects.get()
    assert told.is_urgent
    assert b"somewhere" not in bytes(told.photo)
    client = signed_in(doctor)
    assert client.get(reverse("portal:photo", args=[told.patient_id, told.pk]))["Content-Type"] == "image/jpeg"
    client.post(reverse("portal:message", args=[told.patient_id, told.pk]), {"answer": "Come today"})
    assert "Come today" in inside[0].get(inside[1].replace("wrong", "home")).content.decode()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"PK\x03\x04zip", "no photograph that can be read"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "no photograph that can be read"),
        (b"\x00\x00\x00 ftypheic", "no photograph that can be read"),
        (picture()[:60], "no photograph that can be read"),
        (b"GIF89a", "no photograph that can be read"),
        (picture("PNG", (5000, 5000)), "too many points"),
        (picture() + bytes(LARGEST_BYTES), "larger than 15 MB"),
        (picture() + bytes(2 * KEPT_BYTES), "larger than 15 MB"),
    ],
    ids=["empty", "zip", "svg", "heic", "cut", "gif", "bomb", "heavy", "heavier than is kept"],
)
def test_file_that_is_no_photograph_is_refused_and_nothing_lost(inside, content, why):
    page = send(inside, content).content.decode()
    assert not Message.objects.exists()
    assert "Nothing was sent yet." in page
    assert why in page.split("Nothing was sent yet.")[1].split("What you wrote and ticked is still here.")[0]
    assert "red and hot</textarea>" in page
    assert 'name="sign-back-infection" checked' in page
    assert page.count(" checked") == 1


def test_page_that_was_not_sent_says_nothing_of_it(inside):
    page = inside[0].get(inside[1]).content.decode()
    assert "Nothing was sent yet." not in page
    assert " checked" not in page


def test_message_with_nothing_in_it_is_refused(inside):
    page = inside[0].post(inside[1], {"text": " "}).content.decode()
    assert "Nothing was sent yet." in page
    assert "Tick a sign" in page
    assert not Message.objects.exists()


@pytest.mark.parametrize("said", [{"sign-back-anaesthetic": "on"}, {"text": "red"}, {"photo": True}])
def test_a_sign_a_word_or_a_photograph_is_enough(inside, said):
    photo = {"photo": SimpleUploadedFile("x.jpg", picture(), "image/jpeg")} if "photo" in said else {}
    assert "The practice has been told" in inside[0].post(inside[1], said | photo).content.decode()
    assert Message.objects.count() == 1


def test_signs_that_were_ticked_are_told_to_the_practice(inside, doctor, signed_in):
    inside[0].post(inside[1], {"sign-back-infection": "on"})
    told = Message.objects.get()
    page = signed_in(doctor).get(reverse("portal:message", args=[told.patient_id, told.pk]))
    title = next(each["title"] for each in inside[0].get(inside[1]).context["signs"] if each["id"] == "back-infection")
    assert title in page.context["signs"]
    held = held_of(Practice.objects.get(), told.patient, "en", timezone.now())
    assert title in str(bundle(held))
    head = head_for(held.practice, doctor, told.patient)
    assert title in str(held_sheet(head, held))


def test_emergency_is_told_also_where_the_photograph_is_refused(inside):
    page = send(inside, b"zip", **{"sign-back-anaesthetic": "on"}).content.decode()
    assert "Do not wait for our answer" in page.split("Nothing was sent yet.")[0]


def test_message_sent_twice_is_one_until_it_was_read(inside, doctor):
    for _ in range(2):
        send(inside, picture())
    told = Message.objects.get()
    services.answer(TESTS, doctor, told, "Come today")
    send(inside, picture())
    assert Message.objects.count() == 2
    send(inside, picture(), text="worse")
    assert Message.objects.count() == 3


def test_answer_that_the_patient_reads_is_not_written_over(inside, doctor, signed_in):
    inside[0].post(inside[1], {"text": "red"})
    told = Message.objects.get()
    for said in ("Come today", "Wait a week"):
        page = signed_in(doctor).post(
            reverse("portal:message", args=[told.patient_id, told.pk]), {"answer": said}, follow=True
        )
    told.refresh_from_db()
    assert told.answer == "Come today"
    assert "was faster" in page.content.decode()


def test_more_files_than_a_page_asks_for_are_refused(inside):
    files = [SimpleUploadedFile(f"{number}.jpg", picture()) for number in range(3)]
    assert inside[0].post(inside[1], {"text": "x", "photo": files}).status_code == 400
    assert not Message.objects.exists()


def test_of_a_file_of_any_size_little_is_written():
    handler = BoundedUploadHandler()
    handler.new_file("photo", "x.jpg", "image/jpeg", None)
    piece = bytes(64 * 1024)
    for start in range(0, 200 * 1024 * 1024, len(piece)):
        assert handler.receive_data_chunk(piece, start) is None
    kept = handler.file_complete(200 * 1024 * 1024)
    assert (kept.size, os.fstat(kept.fileno()).st_size) == (200 * 1024 * 1024, KEPT_BYTES)
    kept.close()


def test_file_that_is_sent_has_no_name_on_the_disk(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    handler = BoundedUploadHandler()
    handler.new_file("file", "patients.csv", "text/csv", None)
    handler.receive_data_chunk(b"Nom;Prenom\n", 0)
    kept = handler.file_complete(11)
    assert list(tmp_path.iterdir()) == []
    assert kept.read() == b"Nom;Prenom\n"
    handler.upload_interrupted()
    assert kept.closed


@pytest.mark.parametrize(
    ("kind", "size", "more"),
    [("JPEG", (8000, 6000), {}), ("JPEG", (8000, 6000), {"progressive": True}), ("PNG", (5000, 4000), {})],
)
def test_reading_a_large_photograph_takes_little_memory(tmp_path, kind, size, more):
    path = tmp_path / "photo"
    path.write_bytes(picture(kind, size, **more))
    script = (
        "import resource, sys\n"
        "from django.core.files.uploadedfile import SimpleUploadedFile\n"
        "from papule.clinic.portal.photos import clean_photo\n"
        "upload = SimpleUploadedFile('x', open(sys.argv[1], 'rb').read())\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "made = clean_photo(upload)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, len(made))\n"
    )
    done = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True)
    taken, made = map(int, done.stdout.split())
    assert made > 1000
    assert taken < MOST_KB
