"""An aesthetic course with its plan and all that a quote needs. For tests of quotes and of the time to think."""

from datetime import date, timedelta

from django.utils import timezone
from tests.clinic.care.couch import LIDOCAINE, plan_body, ready
from tests.clinic.made import TESTS

from papule.clinic.accounts.models import Practice, User
from papule.clinic.aesthetic import services
from papule.clinic.aesthetic.models import Handover, Quote
from papule.clinic.aesthetic.quote_sheet import Offer
from papule.clinic.audit.writing import writing
from papule.clinic.billing.models import Act
from papule.clinic.billing.services import Line, row_of
from papule.clinic.care.models import Course
from papule.clinic.care.plan_body import PlanBody, body_of
from papule.clinic.care.rows import find_newest_plan
from papule.clinic.documents.services import head_for
from papule.clinic.knowledge import view_on

PARTICULARS = {"order_number": "75/12345", "qualification": "médecine générale", "insurance": "Assureur, n° 1"}


def body() -> PlanBody:
    return plan_body({"product": LIDOCAINE, "volume_ml": 2}, points=20)


def aesthetic(doctor: User, practice: Practice) -> Course:
    """A course for looks, planned as one that treats would be."""
    course = ready(doctor, practice, body(), address="1 rue des Essais\n75000 Paris")
    with writing(TESTS, "course.change", patient_id=course.patient_id):
        Course.objects.filter(pk=course.pk).update(aim="aesthetic", indication="", free_indication="fine lines")
    course.refresh_from_db()
    Practice.objects.filter(pk=practice.pk).update(address="12 rue des Lilas\n75011 Paris")
    practice.refresh_from_db()
    services.keep_practitioner(TESTS, doctor, PARTICULARS)
    return course


def act(name: str = "Mésolift", cents: int = 12000) -> Act:
    return Act.objects.get_or_create(kind="aesthetic", name=name, price_cents=cents, vat_permille=200)[0]


def offer_of(course: Course, practice: Practice, count: int = 3) -> Offer:
    today = timezone.localdate()
    version = find_newest_plan(course)
    assert version is not None
    return Offer(
        view=view_on(today, practice.country, practice.society or None),
        body=body_of(version.body),
        lines=[row_of(Line(act(), count))],
        sessions=count,
        anaesthesia="Lidocaïne",
        proposed_on=today + timedelta(days=20),
        days_off=0,
        examinations="",
        aftercare_days=8,
        valid_until=today + timedelta(days=90),
    )


def quote_for(course: Course, practice: Practice, language: str = "en") -> Quote:
    head = head_for(practice, course.doctor, course.patient, language)
    return services.make_quote(TESTS, course.doctor, course, head, offer_of(course, practice))


def handed(course: Course, practice: Practice, days_ago: int) -> Quote:
    """A quote that the patient has had for some days, whatever day it was made on."""
    quote = quote_for(course, practice)
    on: date = timezone.localdate() - timedelta(days=days_ago)
    with writing(TESTS, "quote.hand_over", patient_id=course.patient_id):
        Handover.objects.create(quote=quote, how="paper", handed_on=on, recorded_at=timezone.now())
    return quote
