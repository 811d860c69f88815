import re
from datetime import date

import msgspec
import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils.translation import override
from tests.clinic.made import make_course, make_patient, make_session, make_signed

from papule.clinic.care.plan_body import body_of
from papule.clinic.documents import building, services
from papule.clinic.documents.models import Document, Kind, Words
from papule.clinic.documents.passages import OURS, passage
from papule.clinic.documents.sheet import Drawing, Drawings, Grid, Pairs, Sheet, Text
from papule.clinic.documents.typesetting import readable, typeset
from papule.clinic.knowledge import view_on

VIEW = view_on(date(2026, 11, 27), "FR", "sfm")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="3"/></svg>'


@pytest.fixture
def patient(practice):
    return make_patient(family_name="D’Hervé", given_names="Élodie", language="fr")


@pytest.fixture
def session(doctor, patient):
    return make_session(doctor, make_course(doctor, patient), date(2026, 11, 2))


def sheet(**more) -> Sheet:
    return Sheet(
        **{"kind": "letter", "language": "fr", "title": "Lettre", "made_on": date(2026, 1, 1), "sender": ("C",)} | more
    )


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", [Kind.information, Kind.consent, Kind.letter, Kind.session, Kind.presence])
def test_document_of_every_kind_is_made_in_both_languages(practice, doctor, patient, session, kind, language):
    of = session if kind == Kind.session else session.course
    head = services.head_for(practice, doctor, patient, language)
    made = services.build(kind, head, of, VIEW)
    pdf = typeset(made)
    assert pdf == typeset(made)
    assert re.search(
        rb"/StructTreeRoot.*/Lang ?\(%b\)|/Lang ?\(%b\).*/StructTreeRoot" % ((language.encode(),) * 2), pdf, re.DOTALL
    )
    assert b"pdfuaid:part>1<" in pdf
    assert b"pdfaid:conformance>A<" in pdf
    assert str(patient) in made.subject
    assert made.language == language


def test_sheet_typeset_twice_gives_the_same_bytes():
    assert typeset(sheet()) == typeset(sheet())


def test_sheet_of_other_words_has_another_digest():
    assert sheet(title="A").digest != sheet(title="B").digest


@pytest.mark.parametrize(
    "hostile", ["#panic()", "*b* _i_ $x$ @a <b> `c`", "]#", "\\", "\u0000", "x" * 20_000, "a\u202eb"]
)
def test_hostile_words_stay_words(hostile):
    assert typeset(sheet(title=f"a{hostile}", blocks=(Text(text=hostile),))).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("王小明", "WangXiaoMing"),
        ("Élodie", "Élodie"),
        ("Привет", "Привет"),
        ("محمد Ali", "Mhmd Ali"),
        ("Ana 😀 👩🏽‍⚕️ Essai", "Ana Essai"),
        ("mal d'épaule", "mal d’épaule"),
        ("5' 3'", "5' 3'"),
        ("Risque : « rare » ; lequel ?", "Risque\u00a0: «\u00a0rare\u00a0»\u00a0; lequel\u00a0?"),
    ],
)
def test_name_without_glyphs_is_read_in_latin(name, read):
    assert readable(name) == read


def test_points_of_a_session_are_drawn_on_its_sheet_and_on_the_letter(practice, doctor):
    signed = make_signed(doctor, practice)
    points, head = signed.current.record["points"], services.head_for(practice, doctor, signed.patient, "fr")
    for kind, of in ((Kind.session, signed), (Kind.letter, signed.course)):
        made = services.build(kind, head, of, VIEW)
        [drawn] = [each for each in made.blocks if isinstance(each, Drawings)]
        assert drawn.drawings[0].svg.count('class="body-mark') == len(points)
        assert str(len(points) // 2) in drawn.drawings[0].alt
        assert typeset(made) == typeset(made)


def test_drawing_of_other_points_gives_another_digest():
    one, other = (Drawing(svg=SVG.replace("4", each), alt="a", caption="a", ratio=1) for each in ("4", "5"))
    assert sheet(blocks=(Drawings(drawings=(one,)),)).digest != sheet(blocks=(Drawings(drawings=(other,)),)).digest


def test_consent_says_what_is_not_known(practice, doctor, patient, session):
    head = services.head_for(practice, doctor, patient, "fr")
    told = msgspec.json.encode(services.build(Kind.consent, head, session.course, VIEW)).decode()
    assert "fréquence non connue" in told
    assert "38,7\u00a0% (essai du genou, patients traités par mésothérapie)" in told
    assert "Ce que l’on sait de son effet" in told


@pytest.mark.parametrize("kind", [Kind.information, Kind.consent])
def test_other_ways_are_told_in_the_words_of_the_practice(practice, doctor, patient, session, kind):
    head = services.head_for(practice, doctor, patient, "en")
    assert "doing nothing is one of them" in str(services.build(kind, head, session.course, VIEW))
    Words.objects.create(passage="alternatives", language="en", text="Rest, {complaint} or not.")
    made = str(services.build(kind, head, session.course, VIEW))
    assert f"Rest, {session.course.complaint} or not." in made
    assert "doing nothing" not in made


def test_presence_names_no_complaint(practice, doctor, patient, session):
    head = services.head_for(practice, doctor, patient, "en")
    told = msgspec.json.encode(services.build(Kind.presence, head, session.course, VIEW)).decode()
    assert session.course.complaint not in told


def test_prescription_without_plan_is_refused(practice, doctor, patient, session):
    with pytest.raises(services.MissingError):
        services.build(Kind.prescription, services.head_for(practice, doctor, patient), session.course, VIEW)


def test_document_kept_twice_is_one(practice, doctor, patient, actor):
    made = services.build(Kind.presence, services.head_for(practice, doctor, patient), None, VIEW)
    assert services.keep(actor, made, patient) == services.keep(actor, made, patient)
    assert Document.objects.count() == 1


def test_document_changed_in_the_database_is_refused(practice, doctor, patient, actor):
    services.keep(
        actor, services.build(Kind.presence, services.head_for(practice, doctor, patient), None, VIEW), patient
    )
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE documents_document SET title = 'x'")


@pytest.mark.parametrize("name", sorted(OURS))
def test_passage_is_there_in_both_languages_with_known_names(name, practice):
    french, english = passage(name, "fr"), passage(name, "en")
    assert french != english


def test_words_of_the_practice_take_the_place_of_ours(practice):
    Words.objects.create(passage="presence.opening", language="fr", text="{patient} était là. {autre}")
    assert passage("presence.opening", "fr", patient="Ana") == "Ana était là. {autre}"


def test_document_made_on_the_page_opens_as_pdf(doctor, patient, signed_in):
    client = signed_in(doctor)
    made = client.post(reverse("documents:make", args=[patient.pk]), {"kind": "presence"}, follow=True)
    assert made["Content-Type"] == "application/pdf"
    assert "presence" in made["Content-Disposition"]


def test_document_of_another_patient_is_not_found(doctor, patient, signed_in, actor, practice):
    kept = services.keep(
        actor, services.build(Kind.presence, services.head_for(practice, doctor, patient), None, VIEW), patient
    )
    other = make_patient()
    assert signed_in(doctor).get(reverse("documents:document", args=[other.pk, kept.pk])).status_code == 404


@pytest.mark.parametrize("kind", ["", "nothing", "session", "consent"])
def test_document_that_cannot_be_made_is_told(doctor, patient, signed_in, kind):
    page = signed_in(doctor).post(reverse("documents:make", args=[patient.pk]), {"kind": kind}, follow=True)
    assert page.redirect_chain == [(reverse("documents:documents", args=[patient.pk]), 302)]
    assert "This document needs a plan or a session that is not there yet." in page.content.decode()


def test_passage_with_unknown_name_is_refused(doctor, signed_in):
    address = reverse("documents:words", args=["letter.closing", "fr"])
    page = signed_in(doctor).post(address, {"text": "{médecin}", "do": "keep"}).content.decode()
    assert "{doctor}" in page
    assert not Words.objects.exists()


def test_passage_is_kept_and_given_back(doctor, signed_in):
    client, address = signed_in(doctor), reverse("documents:words", args=["letter.closing", "fr"])
    client.post(address, {"text": "Bien à vous", "do": "keep"})
    assert passage("letter.closing", "fr") == "Bien à vous"
    client.post(address, {"do": "back"})
    assert not Words.objects.exists()


def test_product_whose_status_here_is_not_known_is_not_called_licensed(doctor, practice):
    contents = (
        {"product": "skinbooster-vital-20mg-ml", "volume_ml": 1},
        {"product": "lidocaine-10mg-ml", "volume_ml": 1},
    )
    body = body_of({"syringes": [{"contents": list(contents), "technique": "papule"}]})
    course = make_course(doctor, make_patient())
    head = services.head_for(practice, doctor, course.patient, "en")
    with override("en"):
        said = building.consent(head, building.Planned(course, body, frozenset()), VIEW)
    grid = next(each for each in said.blocks if isinstance(each, Grid))
    uses = [(row[0], row[1]) for row in grid.rows]
    assert [use for name, use in uses if "Skinboosters" in name] == ["whether it is licensed here: not known"]
    assert [use for name, use in uses if "idocaine" in name] == ["as licensed"]


def test_what_has_no_product_is_told_and_each_place_with_its_side(doctor, practice):
    syringe = {"contents": [{"substance": "lidocaine", "volume_ml": 1}], "technique": "papule"}
    points = [
        {"id": str(place), "syringe": 0, "site": "knee", "side": side}
        for place, side in enumerate(("right", "left", "right"))
    ]
    course = make_course(doctor, make_patient())
    planned = building.Planned(course, body_of({"syringes": [syringe], "points": points}), frozenset())
    head = services.head_for(practice, doctor, course.patient, "en")
    with override("en"):
        said = [building.consent(head, planned, VIEW), building.information(head, planned, VIEW)]
    for each in said:
        rows = next(block.pairs for block in each.blocks if isinstance(block, Pairs))
        grid = next(block for block in each.blocks if isinstance(block, Grid))
        assert dict(rows)["Where"] == "knee (left), knee (right)"
        assert grid.rows == (("lidocaine", "whether it is licensed here: not known"),)
