"""What a pharmacist, a parent, an employer and a patient find on their document."""

from datetime import date

import msgspec
import pytest
from django.forms.models import model_to_dict
from django.template.loader import render_to_string
from django.utils import timezone
from tests.clinic.made import TESTS, make_course, make_patient, make_session, make_signed

from papule.clinic.audit.writing import writing
from papule.clinic.billing.documents import receipt_sheet
from papule.clinic.billing.models import Act
from papule.clinic.billing.services import Line, charge, pay
from papule.clinic.care.models import Administration, Plan, PlanVersion, Session, SessionVersion
from papule.clinic.care.plan_body import PlanBody, PlannedSyringe, plain
from papule.clinic.documents import services
from papule.clinic.documents.models import Kind
from papule.clinic.documents.sheet import Heading, Item, Items, Sheet, Signature
from papule.clinic.documents.typesetting import typeset
from papule.clinic.knowledge import view_on
from papule.treatment.case import Content

LIDOCAINE = "lidocaine-10mg-ml"


def made(practice, doctor, patient, kind, of=None, language="fr"):
    view = view_on(date(2026, 11, 27), practice.country, practice.society or None)
    return services.build(kind, services.head_for(practice, doctor, patient, language), of, view)


def told(sheet) -> str:
    return msgspec.json.encode(sheet).decode()


def lines(sheet) -> list[str | Item]:
    return [line for block in sheet.blocks if isinstance(block, Items) for line in block.items]


@pytest.mark.parametrize(("language", "said"), [("fr", "hors AMM, NR"), ("en", "off-label, not reimbursed")])
def test_prescription_says_off_label_in_its_language(practice, doctor, language, said):
    doctor.registration = "10101010101"
    session = make_signed(doctor, practice)
    sheet = made(practice, doctor, session.patient, Kind.prescription, session.course, language)
    [line] = lines(sheet)
    assert said in line
    assert ("off-label" in told(sheet)) == (language == "en")
    assert "RPPS 10101010101" in told(sheet)
    assert str(session.patient.get_sex_display()) in told(sheet) or language == "fr"


def test_prescription_counts_a_product_of_two_syringes_once_and_in_all(practice, doctor):
    course = make_course(doctor, make_patient(), planned_sessions=3)
    syringe = PlannedSyringe(technique="papule", contents=(Content(product=LIDOCAINE, volume_ml=1.5),))
    with writing(TESTS, "plan.save", patient_id=course.patient_id):
        PlanVersion.objects.create(
            plan=Plan.objects.create(course=course), number=1, body=plain(PlanBody(syringes=(syringe, syringe))),
            assessment="", made_by=doctor, made_at=timezone.now(),
        )  # fmt: skip
    [line] = lines(made(practice, doctor, course.patient, Kind.prescription, course, "en"))
    assert "3 mL for each session, 9 mL in all" in line


@pytest.mark.parametrize(
    ("born", "country", "signatures"), [("2014-05-03", "FR", 4), ("2014-05-03", "BE", 3), ("1980-01-01", "FR", 2)]
)
def test_consent_of_a_minor_has_room_for_those_who_decide(practice, doctor, born, country, signatures):
    practice.country = country
    course = make_course(doctor, make_patient(birth_date=date.fromisoformat(born)))
    sheet = made(practice, doctor, course.patient, Kind.consent, course)
    assert len([each for each in sheet.blocks if isinstance(each, Signature)]) == signatures


def test_certificate_of_presence_names_no_record_number(practice, doctor):
    patient = make_patient(record_number="SECRET-7", sex="female")
    sheet = made(practice, doctor, patient, Kind.presence)
    assert "SECRET-7" not in told(sheet)
    assert "née le 29 février 1980" in told(sheet)


@pytest.mark.parametrize(("sex", "said"), [("female", "née le"), ("male", "né le"), ("unknown", "né(e) le")])
def test_birth_is_said_of_a_woman_of_a_man_and_of_somebody(practice, doctor, sex, said):
    assert said in made(practice, doctor, make_patient(sex=sex), Kind.information, _course(doctor, sex)).subject


def _course(doctor, sex):
    return make_course(doctor, make_patient(sex=sex))


def test_signs_that_bring_a_patient_back_stand_before_the_advice(practice, doctor):
    session = make_session(doctor, make_course(doctor, make_patient()), date(2026, 11, 2))
    sheet = made(practice, doctor, session.patient, Kind.session, session, "en")
    titles = [each.text for each in sheet.blocks if isinstance(each, Heading)]
    assert titles.index("When to call or come back") < titles.index("Afterwards")
    assert "30 Jun 2027" in told(sheet)


def test_receipt_that_is_not_paid_says_what_is_left(practice, doctor, actor):
    patient = make_patient()
    act = Act.objects.create(kind="mesotherapy", name="Session", price_cents=6500)
    receipt = charge(actor, doctor, patient, [Line(act=act)])
    head = services.head_for(practice, doctor, patient, "en")
    assert "Still to be paid: €65.00" in told(receipt_sheet(head, receipt))
    pay(actor, doctor, receipt, "cash", 6500)
    assert "Still to be paid" not in told(receipt_sheet(head, receipt))


def test_line_of_a_list_begins_with_what_it_is_about(practice, doctor):
    sheet = made(practice, doctor, make_patient(), Kind.information, make_course(doctor, make_patient()), "en")
    sport = next(each for each in lines(sheet) if isinstance(each, Item) and each.lead == "Sport.")
    assert sport.text.startswith("Rest at first")
    page = render_to_string("portal/block.html", {"block": Items(items=(sport, "plain <b>"))})
    assert f"<li><strong>Sport.</strong> {sport.text}</li><li>plain &lt;b&gt;</li>" in page
    assert typeset(Sheet(kind="letter", language="en", title="A", made_on=date(2026, 1, 1), sender=(),
                         blocks=(Items(items=(sport, "plain")),)))  # fmt: skip


def test_letter_names_what_was_given_by_the_record_that_counts(practice, doctor):
    session = make_session(doctor, make_course(doctor, make_patient()))
    misread = session.current
    with writing(TESTS, "session.amend", patient_id=session.patient_id):
        right = SessionVersion.objects.create(
            session=session, number=2, record={}, assessment="{}", digest="", signed_by=doctor,
            signed_at=misread.signed_at,
        )  # fmt: skip
        said = model_to_dict(misread.administrations.get(), exclude=["id", "version", "session", "patient"])
        said |= {"product_name": "Procaïne 20 mg/mL"}
        Administration.objects.create(version=right, session=session, patient_id=session.patient_id, **said)
        Session.objects.filter(pk=session.pk).update(current=right)
    letter = told(made(practice, doctor, session.patient, Kind.letter, session.course))
    assert "Procaïne" in letter
    assert "Lidocaïne" not in letter


@pytest.mark.parametrize("kind", [Kind.information, Kind.consent, Kind.session, Kind.letter, Kind.presence])
def test_practice_without_address_and_telephone_prints_and_is_told(practice, doctor, signed_in, kind):
    session = make_session(doctor, make_course(doctor, make_patient()))
    asked = {"kind": kind, "session" if kind == Kind.session else "course": str(session.pk)}
    asked |= {} if kind == Kind.session else {"course": str(session.course_id)}
    client, listed = signed_in(doctor), f"/documents/{session.patient_id}/"
    type(practice).objects.update(address="12 rue de la Paix", phone="0102030405")
    assert "header of documents" not in client.get(listed).content.decode()
    type(practice).objects.update(address="", phone="", email="")
    assert "header of documents" in client.get(listed).content.decode()
    answer = client.post(f"{listed}make/", asked, follow=True)
    assert answer.content.startswith(b"%PDF")
