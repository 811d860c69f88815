"""What a made-up practice has: people, rooms, hours, acts, lots, kit, antiseptics, an injector."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from papule.clinic.accounts.models import Practice, User
from papule.clinic.agenda.models import Opening, Room, VisitType
from papule.clinic.billing.models import Act
from papule.clinic.stock.models import Antiseptic, Device, KitItem, Level, Lot, Movement

PASSWORD = "little rarely in the right place"  # noqa: S105 -- of made-up people, printed on the sign-in page
DOCTORS = (("fontaine", "Claire", "Fontaine"), ("morel", "Hugo", "Morel"), ("weber", "Anna", "Weber"))
ASSISTANTS = (("diallo", "Amina", "Diallo"), ("petit", "Alex", "Petit"))
ROOMS = ("Salle 1", "Salle 2", "Salle 3")
PRODUCTS = (
    "lidocaine-10mg-ml",
    "procaine-20mg-ml",
    "procaine-10mg-ml",
    "thiocolchicoside-2mg-ml",
    "etamsylate-125mg-ml",
)
RECALLED = "P20-R41"
BEYOND = 100_000
BEFORE_ALL = timedelta(days=600)  # longer ago than the first session of anybody
KIT = (
    "Adrénaline 1 mg/mL, ampoules",
    "Oxygène, masque à haute concentration",
    "Tensiomètre, oxymètre",
    "Seringues, aiguilles IM",
)


def practice(today: date) -> tuple[Practice, list[User]]:
    """Make the practice with its people; gives it and the doctors."""
    made = Practice.objects.create(
        name="Cabinet de la Bulle",
        address="12 rue des Lilas\n75011 Paris",
        phone="01 99 00 12 34",
        email="cabinet@example.org",
        country="FR",
        society="sfm",
        idle_minutes=60,
        needs_second_factor=False,
        is_demonstration=True,
    )
    doctors = [_user(*each, is_doctor=True, title="Dr", has_diploma=True) for each in DOCTORS]
    User.objects.filter(pk=doctors[0].pk).update(is_administrator=True)
    for each in ASSISTANTS:
        _user(*each, is_assistant=True)
    _user("lambert", "Inès", "Lambert", is_researcher=True)
    _rooms(doctors)
    _acts()
    lots(today)
    equipment(today)
    return made, doctors


def _user(name: str, first: str, last: str, **more: Any) -> User:  # noqa: ANN401 -- columns
    return User.objects.create_user(name, password=PASSWORD, first_name=first, last_name=last, **more)


def _rooms(doctors: list[User]) -> None:
    Room.objects.bulk_create(Room(name=name) for name in ROOMS)
    VisitType.objects.create(name="Première consultation", minutes=40)
    VisitType.objects.create(name="Séance", minutes=20, is_session=True)
    VisitType.objects.create(name="Réévaluation", minutes=20)
    Opening.objects.bulk_create(
        Opening(doctor=doctor, weekday=weekday, begins=begins, ends=ends)
        for doctor in doctors
        for weekday in range(5)
        for begins, ends in ((time(9), time(12, 30)), (time(14), time(18, 30)))
    )


def _acts() -> None:
    """Add acts; the prices are made up."""
    Act.objects.create(kind="consultation", code="", name="Consultation", price_cents=3000)
    Act.objects.create(kind="mesotherapy", code="ANLB003", name="Séance de mésothérapie", price_cents=4500)
    Act.objects.create(kind="aesthetic", code="", name="Mésothérapie esthétique", price_cents=9000, vat_permille=200)


def lots(today: date) -> None:
    """Put lots into the cupboard: of each product one near its expiry and one far from it, and one to be recalled.

    `BEYOND` what is left, for the sessions of the histories; `delivered` tells what was received in the end.
    """
    received_on = today - BEFORE_ALL
    for number, product in enumerate(PRODUCTS):
        for place, (months, ampoules) in enumerate(((1, 4), (14, 30))):
            Lot.objects.create(
                product=product,
                number=f"P{number}{place}-{today.year % 100}A",
                expires_on=today + timedelta(days=30 * months - 5 + number),
                received_on=received_on,
                ampoules=BEYOND + ampoules,
                place="Armoire, étage 1",
            )
    Lot.objects.create(
        product="procaine-20mg-ml",
        number=RECALLED,
        expires_on=today + timedelta(days=400),
        received_on=received_on,
        ampoules=BEYOND + 7,
        place="Quarantaine",
    )


def delivered() -> None:
    """Write how many ampoules of each lot were received: those that the sessions used, and those that are left."""
    changed = dict(Movement.objects.values_list("lot").annotate(Sum("change")))
    for lot in Lot.objects.all():
        used = -changed.get(lot.pk, 0)
        left = lot.ampoules + used - BEYOND
        at = timezone.make_aware(datetime.combine(lot.received_on, time(9)))
        Movement.objects.create(lot=lot, kind="received", change=left + used, moved_at=at)
        Lot.objects.filter(pk=lot.pk).update(ampoules=left)
    for number, product in enumerate(PRODUCTS):
        Level.objects.create(product=product, least=10 + 10 * number, full=60)


def equipment(today: date) -> None:
    """Add the emergency kit, antiseptics and an injector."""
    for number, name in enumerate(KIT):
        KitItem.objects.create(
            name=name,
            expires_on=today + timedelta(days=45 + 200 * number) if number != 2 else None,  # noqa: PLR2004 -- an apparatus
            checked_on=today - timedelta(days=6),
        )
    later = today + timedelta(days=300)
    Antiseptic.objects.create(name="Chlorhexidine alcoolique 2 %", allergy_groups=["chlorhexidine"], expires_on=later)
    Antiseptic.objects.create(name="Povidone iodée alcoolique 5 %", allergy_groups=["iodine"], expires_on=later)
    Device.objects.create(kind="electronic-injector", name="Injecteur", serial="INJ-0042")
