"""The written quote: what it says, who may make it, that it is kept and handed over."""

from datetime import timedelta

import msgspec
import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from tests.clinic.aesthetic.made_up import act, aesthetic, offer_of, quote_for
from tests.clinic.care.couch import ready
from tests.clinic.made import TESTS, make_course, make_patient

from papule.clinic.accounts.models import Practice
from papule.clinic.aesthetic import services
from papule.clinic.aesthetic.models import Handover, Practitioner, Quote, Terms
from papule.clinic.aesthetic.quote_sheet import quote_sheet
from papule.clinic.audit.models import AuditEvent
from papule.clinic.billing.models import Act
from papule.clinic.documents.services import build, head_for
from papule.clinic.knowledge import view_on

pytestmark = pytest.mark.usefixtures("practice")


@pytest.fixture
def course(doctor, practice):
    return aesthetic(doctor, practice)


@pytest.fixture
def page(course):
    return reverse("aesthetic:quotes", args=[course.patient_id, course.pk])


def sheet_of(course, practice, language="fr"):
    head = head_for(practice, course.doctor, course.patient, language)
    return quote_sheet(head, course, offer_of(course, practice), "P1-1")


def words_of(sheet) -> str:
    return msgspec.json.encode(sheet).decode().replace("\xa0", " ").replace("\u202f", " ")


def asked(**more) -> dict[str, str]:
    services.keep_terms(TESTS, 14)
    later = timezone.localdate() + timedelta(days=60)
    said = {"do": "make", f"act-{act().pk}": "3", "anaesthesia": "Lidocaïne", "days_off": "0", "aftercare_days": "8"}
    return said | {"valid_until": later.isoformat(), "language": "en"} | more


def test_quote_says_what_the_order_of_1996_asks(course, practice):
    said = words_of(sheet_of(course, practice))
    for each in (
        "75/12345", "médecine générale", "Assureur, n° 1", "12 rue des Lilas", "1 rue des Essais", "29 février 1980",
        "Lidocaïne", "Mésolift", "120,00 €", "360,00 €", "20 %", "60,00 €", "2 mL", "Jours d’arrêt", "Soins de suite",
        "Cette offre est valable", "compte rendu", "ne pourront être pris en charge par l'assurance maladie",
        "doivent être autorisés officiellement", "devis reçu avant l'exécution de la prestation de service",
        "devis accepté après réflexion", "Arrêté du 17 octobre 1996",
    ):  # fmt: skip
        assert each in said, each


def test_signature_of_a_name_that_begins_with_a_vowel_is_spelled_so(course, practice):
    course.patient.given_names, course.patient.family_name = "Odile", "Amar"
    assert "Date et signature d’" in words_of(sheet_of(course, practice))
    course.patient.given_names, course.patient.family_name = "Marc", "Petit"
    assert "Date et signature de " in words_of(sheet_of(course, practice))


def test_quote_is_written_in_english_with_the_words_of_the_law_as_they_are(course, practice):
    said = words_of(sheet_of(course, practice, "en"))
    for each in ("Quote P1-1", "€360.00", "of which VAT: €60.00", "29 February 1980", "devis accepté après réflexion"):
        assert each in said, each


def test_quote_invents_no_time_to_think(course, practice):
    said = words_of(sheet_of(course, practice, "en"))
    assert "Days to think" not in said
    assert "no number of days in force was found" in said
    services.keep_terms(TESTS, 14)
    assert "Days to think, from the day on which you receive this quote: 14." in words_of(
        sheet_of(course, practice, "en")
    )


def test_quote_is_made_on_the_page_and_kept(course, doctor, page, signed_in):
    client = signed_in(doctor)
    client.post(page, asked())
    made = Quote.objects.get()
    assert (made.total_cents, made.vat_cents, made.products) == (36000, 6000, ["lidocaine-10mg-ml"])
    assert made.number == f"{course.patient.record_number}-1"
    assert bytes(made.document.pdf).startswith(b"%PDF")
    assert (made.document.kind, made.document.course_id) == ("quote", course.pk)
    assert AuditEvent.objects.get(action="quote.make").subject == f"aesthetic.Quote:{made.pk}"
    client.post(page, asked())
    assert sorted(Quote.objects.values_list("number", flat=True))[1].endswith("-2")
    assert "A newer one has taken its place." in client.get(page).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"anaesthesia": ""}, {"days_off": ""}, {"days_off": "-1"}, {"valid_until": ""}, {"valid_until": "2020-01-01"},
        {"aftercare_days": "x"}, {"language": "de"}, {"act": "0"},
    ],
)  # fmt: skip
def test_quote_that_says_too_little_is_not_made(course, doctor, page, signed_in, wrong):
    said = asked()
    said |= {f"act-{act().pk}": "0"} if "act" in wrong else wrong
    assert signed_in(doctor).post(page, said).status_code == 200
    assert not Quote.objects.exists()


def test_care_is_not_offered_on_a_quote(course, doctor, page, signed_in):
    care = Act.objects.create(kind="mesotherapy", name="Séance", price_cents=5000)
    client = signed_in(doctor)
    assert f"act-{care.pk}" not in client.get(page).content.decode()
    client.post(page, asked(**{f"act-{care.pk}": "1"}))
    assert Quote.objects.get().total_cents == 36000


def test_quote_is_not_made_before_the_practice_has_set_the_time_to_think(course, doctor, page, signed_in):
    said = asked()
    Terms.objects.all().delete()
    client = signed_in(doctor)
    assert "how many days a patient has to think" in client.get(page).content.decode()
    client.post(page, said)
    assert not Quote.objects.exists()


def test_what_the_law_wants_and_nobody_wrote_is_named_and_no_quote_made(course, doctor, page, signed_in):
    Practitioner.objects.update(insurance="", order_number="")
    client = signed_in(doctor)
    said = client.get(page).content.decode()
    assert "number at the Order" in said
    assert "liability insurance" in said
    client.post(page, asked())
    assert not Quote.objects.exists()


def test_country_without_such_a_law_in_the_knowledge_asks_for_no_particulars(course, doctor, page, signed_in, practice):
    Practice.objects.filter(pk=practice.pk).update(country="IT", society="")
    Practitioner.objects.all().delete()
    client = signed_in(doctor)
    assert "holds no rule of this country" in client.get(page).content.decode()
    client.post(page, asked())
    assert Quote.objects.exists()


def test_course_that_treats_has_no_quotes(doctor, practice, signed_in):
    course = ready(doctor, practice)
    address, client = reverse("aesthetic:quotes", args=[course.patient_id, course.pk]), signed_in(doctor)
    assert "it needs no quote" in client.get(address).content.decode()
    client.post(address, asked())
    assert not Quote.objects.exists()


def test_course_without_a_plan_is_told_to_plan_first(doctor, signed_in):
    course = make_course(doctor, make_patient(), aim="aesthetic")
    address = reverse("aesthetic:quotes", args=[course.patient_id, course.pk])
    client = signed_in(doctor)
    assert "compose the plan first" in client.get(address).content.decode()
    client.post(address, asked())
    assert not Quote.objects.exists()


@pytest.mark.parametrize(("days", "is_kept"), [(0, True), (1, False), (-1, False)])
def test_quote_is_handed_over_from_its_day_to_today(course, practice, doctor, page, signed_in, days, is_kept):
    quote_for(course, practice)
    on = timezone.localdate() + timedelta(days=days)
    signed_in(doctor).post(page, {"do": "hand", "handed_on": on.isoformat()})
    assert list(Handover.objects.values_list("how", "handed_on")) == ([("paper", on)] if is_kept else [])


@pytest.mark.parametrize("table", ["aesthetic_quote", "aesthetic_handover"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET id = id + 1000"])
def test_quote_or_handover_changed_in_the_database_is_refused(course, practice, table, change):
    services.hand_over(TESTS, quote_for(course, practice), "paper", timezone.localdate())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table))


def test_practice_sets_its_time_beside_what_the_sources_say(doctor, administrator, assistant, signed_in):
    address, client = reverse("aesthetic:terms"), signed_in(administrator)
    said = client.get(address).content.decode()
    assert "Not decided yet" in said
    assert "15 days also for a non-surgical act of 300 euros or more" in said
    client.post(address, {"do": "days", "days": "10"})
    assert Terms.objects.get().days == 10
    for wrong in ("", "-1", "1.5", "366", "x"):
        client.post(address, {"do": "days", "days": wrong})
    assert Terms.objects.get().days == 10
    client.post(address, {"do": f"doctor-{doctor.pk}", f"d{doctor.pk}-order_number": "75/9"})
    assert Practitioner.objects.get().order_number == "75/9"
    assert signed_in(assistant).get(address).status_code == 403


def test_doctor_changes_what_is_said_of_no_other(doctor, signed_in, django_user_model):
    other = django_user_model.objects.create_user("other", is_doctor=True)
    signed_in(doctor).post(
        reverse("aesthetic:terms"), {"do": f"doctor-{other.pk}", f"d{other.pk}-order_number": "75/9"}
    )
    assert not Practitioner.objects.exists()


@pytest.mark.parametrize("kind", ["consent", "information"])
def test_patient_is_told_what_the_health_authority_found_and_the_price(course, practice, doctor, kind):
    quote = quote_for(course, practice)
    view = view_on(timezone.localdate(), "FR", "sfm")
    said = words_of(build(kind, head_for(practice, doctor, course.patient, "en"), course, view))
    assert "no positive clinical evidence for aesthetic mesotherapy" in said
    assert "danger of infection" in said
    assert "2014.0048" in said
    assert quote.number in said
    assert "ANLB003" not in said
    assert "near the place that hurts" not in said


def test_patient_who_is_treated_is_told_nothing_of_it(doctor, practice):
    course = make_course(doctor, make_patient())
    view = view_on(timezone.localdate(), "FR", "sfm")
    for kind in ("consent", "information"):
        said = words_of(build(kind, head_for(practice, doctor, course.patient, "en"), course, view))
        assert "health authority found" not in said
        assert "quote" not in said.lower()


def test_page_fills_in_what_the_plan_and_the_prices_say(course, doctor, page, signed_in):
    act()
    fields = signed_in(doctor).get(page).context["form"]
    assert fields["anaesthesia"].value() == "lidocaine"
    assert fields[f"act-{act().pk}"].value() == 3
    assert "€120.00 each" in fields[f"act-{act().pk}"].label
