"""A session that is ready to be filled in: a patient, a course with its plan, a cupboard. For tests of the session."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

from django.test import Client
from django.utils import timezone
from tests.clinic.conftest import PASSWORD
from tests.clinic.made import TESTS, make_answers, make_course, make_patient

from papule.clinic.accounts.models import Practice, User
from papule.clinic.audit.writing import writing
from papule.clinic.care.assessing import judge, stored_text
from papule.clinic.care.models import Course, Plan, PlanVersion
from papule.clinic.care.plan_body import PlanBody, body_of, plain
from papule.clinic.knowledge import formulary
from papule.clinic.stock import services
from papule.clinic.stock.models import Antiseptic, KitItem, Lot

LIDOCAINE, THIOCOLCHICOSIDE = "lidocaine-10mg-ml", "thiocolchicoside-2mg-ml"
GTIN = "03400936321953"
NEEDLE = {"length_mm": 4, "gauge": 27, "angle_deg": 30, "inserted_mm": 3}


def plan_body(*contents: dict[str, Any], points: int = 28) -> PlanBody:
    """Lidocaine and thiocolchicoside over the low back, unless other contents are given."""
    held = contents or ({"product": LIDOCAINE, "volume_ml": 2}, {"product": THIOCOLCHICOSIDE, "volume_ml": 1})
    syringe = {
        "contents": list(held),
        "technique": "superficial-intradermal",
        "needle": NEEDLE,
        "volume_per_point_ml": 0.1,
    }
    drawn = [
        {"id": f"p{place}", "syringe": 0, "site": "lumbar-spine", "side": "left" if place < points // 2 else "right"}
        for place in range(points)
    ]
    return body_of({"syringes": [syringe], "points": drawn, "planned": 3, "interval_days": 7})


def ready(doctor: User, practice: Practice, body: PlanBody | None = None, **more: Any) -> Course:
    """A course with a plan, a patient of whom everything lasting was asked, a cupboard with what is needed."""
    today = timezone.localdate()
    patient = make_patient(weight_kg=64, allergies_asked_on=today, medicines_asked_on=today, **more)
    course = make_course(doctor, patient, opened_on=today - timedelta(days=3), planned_sessions=3, interval_days=7)
    plan_for(course, doctor, practice, body or plan_body())
    if not KitItem.objects.exists():
        kit = {"expires_on": today + timedelta(days=300), "checked_on": today - timedelta(days=6)}
        services.keep(TESTS, KitItem(name="adrenaline 1 mg/mL", **kit))
        services.keep(TESTS, Antiseptic(name="Biseptine", allergy_groups=["chlorhexidine"], lot_number="B1"))
        receive(LIDOCAINE, "L-LATE", 400, gtin=GTIN)
        receive(LIDOCAINE, "L-FIRST", 100, gtin=GTIN)
        receive(THIOCOLCHICOSIDE, "T-1", 200)
    return course


def plan_for(course: Course, doctor: User, practice: Practice, body: PlanBody) -> None:
    judged = judge(course, body, practice, doctor, timezone.localdate())
    facts = formulary().facts
    lasting = {each: "no" for each in judged.assessment.missing if each in facts and facts[each].about == "patient"}
    make_answers(course.patient, course.opened_on, **lasting | {"effective-contraception": "yes"})
    with writing(TESTS, "plan.sign"):
        plan = Plan.objects.create(course=course)
        plan.current = PlanVersion.objects.create(
            plan=plan,
            number=1,
            body=plain(body),
            assessment=stored_text(judged.case, judged.assessment),
            made_by=doctor,
            made_at=timezone.now(),
        )
        plan.save()


def receive(product: str, number: str, days: int, **more: Any) -> Lot:
    said = {"gtin": "", "trade_name": "", "place": "", "ampoules": 10} | more
    expires_on: date = timezone.localdate() + timedelta(days=days)
    return services.receive(TESTS, {"product": product, "number": number, "expires_on": expires_on, **said})


def address(course: Course) -> str:
    return f"/care/{course.patient_id}/courses/{course.pk}/session/"


def fields_of(client: Client, course: Course) -> dict[str, str]:
    """What the page would send if nobody touched it."""
    page = client.get(address(course))
    assert page.status_code == 200, page.status_code
    body = page.content.decode()
    form = body[body.index('id="session"') : body.rindex("</form>")]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        said = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        kind, name = said.get("type", "text"), said.get("name")
        if not name or kind in ("file", "password"):
            continue
        if kind not in ("radio", "checkbox") or re.search(r"\schecked(\s|>)", tag):
            found[name] = " ".join(filter(None, (found.get(name), said.get("value", ""))))
    found |= dict(
        re.findall(r'<select\b[^>]*name="([^"]*)"(?:(?!</select>).)*?<option selected>([^<]*)<', form, re.DOTALL)
    )
    found |= dict(re.findall(r'<textarea\b[^>]*name="([^"]*)"[^>]*>([^<]*)<', form))
    return {unescape(name): unescape(said) for name, said in found.items()}


TODAY_NO = ("autoimmune-flare", "herpes", "site-infection", "site-inflammation")
RED_FLAG = {"changes": "some", "fact-red-flags": "yes", **{f"fact-{each}": "no" for each in TODAY_NO}}
ACTS = {"identity": "yes", "changes": "none", "lots": "yes", "look-0": "clear", "nrs": "6"}
FIRST = {"consent": "oral", "capacity": "able", "kit": "yes"}


def filled(client: Client, course: Course, **more: str) -> dict[str, str]:
    """Everything that a first session asks, as a doctor would fill it in. Names with an underscore for a hyphen."""
    return fields_of(client, course) | ACTS | FIRST | {name.replace("__", "-"): said for name, said in more.items()}


def signed(client: Client, course: Course, fields: dict[str, str], password: str = PASSWORD) -> Any:
    return client.post(address(course), {**fields, "do": "sign", "password": password})


def told(page: Any) -> list[str]:
    """At which fields something stands in the way."""
    refused = page.context.get("refused")
    return [each.at for each in refused.obstacles] if refused else []


def blocked(page: Any) -> list[str]:
    """Which findings stand in the way."""
    return [each.code for each in page.context["refused"].findings]
