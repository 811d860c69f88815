"""Files of made-up patients, and the way from one to the decision."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from papule.clinic.demonstration.people import person
from papule.clinic.imports.models import PatientFile

HEADING = (
    "Nom",
    "Prénom",
    "Date de naissance",
    "Sexe",
    "Portable",
    "E-mail",
    "Adresse",
    "CP",
    "Ville",
    "N° de dossier",
)
ZOE = (
    "Lefebvre",
    "Zoé",
    "29/02/1980",
    "F",
    "06 39 98 00 01",
    "zoe@example.org",
    "1 rue des Lilas",
    "75011",
    "Paris",
    "12",
)
LUC = ("Martin", "Luc", "03/04/1975", "M", "", "", "", "", "", "")


def written(*rows: Sequence[str], heading: Sequence[str] = HEADING, between: str = ";") -> bytes:
    """A file as a record program writes it."""
    text = StringIO()
    csv.writer(text, delimiter=between).writerows([heading, *rows])
    return text.getvalue().encode()


def crowd(count: int) -> Iterable[tuple[str, ...]]:
    """Rows of people of whom no two look alike: each was born on a day of their own."""
    chance = Random(7)  # noqa: S311 -- no secret
    for number in range(count):
        one = person(chance, date(2026, 1, 5), (3, 95), number)
        born = date.fromordinal(date(1930, 1, 1).toordinal() + 3 * number)
        street, _comma, town = one.address.partition(", ")
        postcode, _space, town = town.partition(" ")
        yield (
            one.family_name, one.given_names, born.strftime("%d/%m/%Y"), one.sex[0].upper(), one.phone, one.email,
            street, postcode, town, str(5000 + number),
        )  # fmt: skip


def give(client: Any, content: bytes, name: str = "patients.csv") -> Any:
    return client.post(reverse("imports:give"), {"file": SimpleUploadedFile(name, content)}, follow=True)


def say(client: Any, **more: Any) -> Any:
    """Say that the columns are what their headings say."""
    columns = PatientFile.objects.get().reading["columns"]
    said = {f"column-{at}": field for at, field in columns.items()}
    return client.post(reverse("imports:columns"), said | {"order": "day", "language": "fr"} | more)


def preview(client: Any, content: bytes, **more: Any) -> Any:
    """Give a file, say its columns, let it be checked, and give the page before the decision."""
    give(client, content)
    answer = say(client, **more)
    assert answer.status_code == 302, answer.context["form"].errors
    return checked(client)


def checked(client: Any) -> Any:
    while True:
        answer = client.post(reverse("imports:check"))
        if answer.status_code == 302:
            return client.get(answer["Location"])


def register(client: Any, page: Any, *others: int) -> Any:
    said = {"seen": page.context["found"].seen(), "other": [str(each) for each in others]}
    return client.post(reverse("imports:register"), said, follow=True)
