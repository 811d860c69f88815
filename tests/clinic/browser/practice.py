"""A small demonstration practice behind the real server: python practice.py DIRECTORY PORT.

Says in one line of JSON what stands in it, then serves until it is ended.
"""

import json
import subprocess
import sys
from datetime import UTC, time, timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from papule.cli.clinic import open_clinic
from papule.cli.context import open_context
from papule.cli.serve import prepare, serve

open_clinic(sys.argv[1])

from django.utils import timezone
from PIL import Image
from tests.clinic.imports.files import LUC, ZOE, crowd, written

from papule.clinic.accounts.models import Practice, User
from papule.clinic.agenda import services as agenda
from papule.clinic.agenda import waiting as waiting_list
from papule.clinic.agenda.models import Appointment, VisitType, Waiting
from papule.clinic.agenda.times import at
from papule.clinic.agenda.views.waiting import INSTANT
from papule.clinic.audit.writing import system
from papule.clinic.billing import services as billing
from papule.clinic.billing.models import Act
from papule.clinic.care.models import Administration, Course, Plan
from papule.clinic.care.plan_body import body_of
from papule.clinic.care.plans import keep_template
from papule.clinic.demonstration.building import build
from papule.clinic.demonstration.cupboard import PASSWORD
from papule.clinic.documents import services as documents
from papule.clinic.imports import kept
from papule.clinic.imports.deciding import sort
from papule.clinic.imports.models import PatientFile
from papule.clinic.imports.registering import register_all
from papule.clinic.knowledge import view_on
from papule.clinic.outcomes.services import record_event
from papule.clinic.patients.merging import merge
from papule.clinic.patients.models import Correspondent, Patient
from papule.clinic.patients.services import Identity, register
from papule.clinic.portal import services
from papule.clinic.portal.models import Invitation
from papule.clinic.stock.models import Antiseptic, Device, Lot

PATIENTS = 12
LIDOCAINE = "lidocaine-10mg-ml"  # what the doctor of another test injects: it is not recalled


def stand() -> dict[str, Any]:
    """Add what a practice has after a few weeks, around one patient under way; gives the numbers of all of it."""
    actor = system("tests")
    doctor = User.objects.get(username="fontaine")
    User.objects.create_user("admin", password=PASSWORD, is_administrator=True, last_name="Roux")
    signed = Course.objects.filter(sessions__isnull=False, closed_on=None)
    course = signed.filter(sessions__performed_at__lt=timezone.now()).order_by("pk")[0]
    patient, session = course.patient, course.sessions.order_by("-number")[0]
    plan = Plan.objects.select_related("current").get(course=course)
    assert plan.current is not None
    template = keep_template(actor, doctor, "Dos, ma recette", course, body_of(plan.current.body), is_shared=True)
    names = {"family_name": patient.family_name, "given_names": patient.given_names, "sex": patient.sex}
    twin = register(actor, Identity(columns=names | {"birth_date": patient.birth_date}))
    merged = register(actor, Identity(columns=names | {"birth_date": patient.birth_date}))
    kept = Patient.objects.get(pk=patient.pk)
    merge(actor, kept, merged, (kept.revision, merged.revision))
    known: dict[str, Any] = {
        "patient_id": patient.pk,
        "course_id": course.pk,
        "session_id": session.pk,
        "template_id": template.pk,
        "other_id": twin.pk,
        "born": str(patient.birth_date),
        "patient": str(patient),
    }
    given = Administration.objects.exclude(product=LIDOCAINE).order_by("product", "lot_number")
    known["given"] = list(given.values_list("product", "lot_number").distinct())
    known |= files(actor, doctor, patient)
    return known | papers(actor, doctor, course) | visits(actor, doctor, course) | portal(actor, doctor, course)


def files(actor: Any, doctor: Any, patient: Patient) -> dict[str, int]:
    """A file of patients that was registered, and two that wait for a decision."""
    alike = (patient.family_name, patient.given_names, f"{patient.birth_date:%d/%m/%Y}", *LUC[3:])
    number, wrong, long = (*ZOE[:9], patient.record_number), (*LUC[:2], "03/04/75", *LUC[3:]), ("W" * 300, *LUC[1:])
    waiting = checked(actor, doctor, written(number))
    registered = register_all(actor, waiting, (), sort(kept.checked_rows(waiting)).seen())
    for login in ("morel", "diallo"):
        checked(actor, User.objects.get(username=login), written(*crowd(2), number, alike, wrong, long))
    return {"imported": registered}


def checked(actor: Any, user: User, content: bytes) -> PatientFile:
    """A file whose columns are as their headings say, and whose rows are checked."""
    waiting = kept.give(actor, user, "patients.csv", content, "fr")
    kept.say(actor, waiting, kept.reading_of(waiting))
    while waiting.checked < waiting.count:
        kept.check_some(actor, waiting, "FR", 60)
    return waiting


def papers(actor: Any, doctor: Any, course: Any) -> dict[str, int]:
    """A letter that is kept, a receipt, an event."""
    practice = Practice.objects.get()
    view = view_on(course.opened_on, practice.country, practice.society)
    head = documents.head_for(practice, doctor, course.patient)
    document = documents.keep(actor, documents.build("prescription", head, course, view), course.patient, course)
    receipt = billing.charge(
        actor, doctor, course.patient, [billing.Line(act=Act.objects.get(kind="mesotherapy"))], course.sessions.first()
    )
    said = {
        "session": course.sessions.first(),
        "kind": "bruise",
        "onset_on": course.opened_on,
        "severity": "mild",
        "description": "Hématome au point 3, résorbé en une semaine.",
        "outcome": "recovered",
        "sites": [],
    }
    event = record_event(actor, doctor, course.patient, said)
    found = {"document_id": document.pk, "receipt_id": receipt.pk, "event_id": event.pk}
    return found | {"user_id": doctor.pk}


def visits(actor: Any, doctor: Any, course: Any) -> dict[str, int]:
    """An appointment and somebody who waits, the cupboard, a family doctor."""
    visit = VisitType.objects.get(is_session=True)
    start = (timezone.localtime() + timedelta(days=21)).replace(hour=8, minute=0, second=0, microsecond=0)
    agenda.book(actor, agenda.Wanted(course.patient, doctor, visit, start))
    monday = start.date() + timedelta(days=-start.weekday() % 7)
    for known in Waiting.objects.filter(done_at=None):  # whom the demonstration put there
        waiting_list.stop_waiting(actor, known)
    for each in Patient.objects.exclude(pk=course.patient_id).order_by("pk")[:2]:
        waiting_list.wait(actor, each, {"type": visit, "wish": "le mardi"})
    waiting = waiting_list.wait(actor, course.patient, {"doctor": doctor, "type": visit, "wish": "plutôt le matin"})
    return {
        "doctor_id": doctor.pk,
        "instant": at(monday, time(10)).astimezone(UTC).strftime(INSTANT),
        "appointment_id": Appointment.objects.filter(patient=course.patient)[0].pk,
        "waiting_id": waiting.pk,
        "correspondent_id": Correspondent.objects.create(name="Dr Paul Lenoir", phone="01 99 00 98 76").pk,
        "lot_id": Lot.objects.all()[0].pk,
        "antiseptic_id": Antiseptic.objects.all()[0].pk,
        "device_id": Device.objects.all()[0].pk,
    }


def portal(actor: Any, doctor: Any, course: Any) -> dict[str, Any]:
    """An invitation to the patient's own pages and a message with a photograph."""
    key = services.invite(actor, doctor, course.patient, course, ["questionnaire", "consent", "photograph", "diary"])
    held = BytesIO()
    Image.new("RGB", (400, 300), (196, 160, 140)).save(held, "JPEG")
    message = services.tell(
        actor,
        course.patient,
        {"kind": "wrong", "text": "Une rougeur depuis hier.", "signs": [], "photo": held.getvalue()},
    )
    invitation = Invitation.objects.get(patient=course.patient)
    return {"token": key.token, "code": key.code, "invitation_id": invitation.pk, "message_id": message.pk}


def fill() -> None:
    """Make the practice, and say what stands in it."""
    out, sys.stdout = sys.stdout, sys.stderr
    prepare(open_context("en"))
    build(lambda _done, _count: None, PATIENTS)
    out.write(json.dumps(stand()) + "\n")
    out.flush()


def main() -> None:
    """Fill in a process of its own: threads that typesetting started would be missing in those that serve."""
    if sys.argv[3:] == ["fill"]:
        fill()
        return
    subprocess.run([sys.executable, __file__, *sys.argv[1:], "fill"], check=True)
    serve(SimpleNamespace(host="127.0.0.1", port=int(sys.argv[2]), workers=1), open_context("en"))


if __name__ == "__main__":
    main()
