"""The passages of documents are listed by title, in both languages."""

from django.urls import reverse
from django.utils.translation import override

from papule.clinic.documents.passage_titles import TITLES
from papule.clinic.documents.passages import OURS


def test_every_passage_has_a_title_in_both_languages():
    assert TITLES.keys() == OURS.keys()
    with override("fr"):
        french = {key: str(title) for key, title in TITLES.items()}
    assert [key for key, title in TITLES.items() if str(title) == french[key]] == []


def test_passages_are_listed_and_headed_by_title(doctor, signed_in):
    client = signed_in(doctor)
    page = client.get(reverse("documents:passages")).content.decode()
    assert "Consent, agreement" in page
    assert ">consent.agreement<" not in page
    assert (
        "<h1>Consent, agreement"
        in client.get(reverse("documents:words", args=["consent.agreement", "fr"])).content.decode()
    )
