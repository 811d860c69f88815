from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from tests.clinic.care.couch import THIOCOLCHICOSIDE, filled, ready, signed
from tests.clinic.conftest import PASSWORD
from tests.clinic.made import TESTS
from tests.clinic.stock.test_cupboard import new_page

from papule.clinic.audit.writing import writing
from papule.clinic.care.models import Session
from papule.clinic.stock import movements, recalls, services
from papule.clinic.stock.lots import refusal, usable
from papule.clinic.stock.models import Level, Lot, Movement
from papule.clinic.stock.ordering import orders

pytestmark = pytest.mark.usefixtures("practice")
LIDOCAINE, MEPIVACAINE = "lidocaine-10mg-ml", "procaine-20mg-ml"
TODAY = date(2026, 11, 27)


def received(actor, number="L1", product=LIDOCAINE, **more) -> Lot:
    said = {"expires_on": date(2027, 6, 30), "ampoules": 10, "gtin": "", "trade_name": "", "place": ""} | more
    return services.receive(actor, {"product": product, "number": number, **said})


def moved(lot: Lot) -> list[tuple[str, int, int]]:
    return list(lot.movements.order_by("pk").values_list("kind", "change", "short"))


def test_every_change_of_a_lot_is_a_movement_and_they_add_up(actor):
    lot = received(actor)
    received(actor, ampoules=5)
    movements.take_out(actor, lot, "wasted", 2, "broken")
    movements.count(actor, lot, {"ampoules": 11, "place": "drawer"})
    lot.refresh_from_db()
    assert moved(lot) == [("received", 10, 0), ("received", 5, 0), ("wasted", -2, 0), ("counted", -2, 0)]
    assert (lot.ampoules, lot.place) == (11, "drawer")
    assert [line.left for line in movements.history(lot)] == [11, 13, 15, 10]


def test_more_than_lies_there_is_not_taken_out_and_nothing_is_written(actor):
    lot = received(actor, ampoules=3)
    with pytest.raises(movements.TooManyError):
        movements.take_out(actor, lot, "returned", 4, "expired")
    lot.refresh_from_db()
    assert lot.ampoules == 3
    assert moved(lot) == [("received", 3, 0)]


def test_movement_is_never_changed_nor_removed(actor):
    movement = received(actor).movements.get()
    with pytest.raises(DatabaseError), writing(TESTS, "try"), transaction.atomic():
        Movement.objects.filter(pk=movement.pk).update(change=99)
    with pytest.raises(DatabaseError), writing(TESTS, "try"), transaction.atomic():
        Movement.objects.filter(pk=movement.pk).delete()


def test_signing_takes_out_the_ampoules_that_were_opened(doctor, practice, signed_in):
    course = ready(doctor, practice)
    client = signed_in(doctor)
    lots = {each.product: each for each in Lot.objects.filter(number__in=("L-FIRST", "T-1"))}
    before = {key: each.ampoules for key, each in lots.items()}
    signed(client, course, filled(client, course))
    session = Session.objects.get()
    used = {each.lot.product: each for each in session.movements.select_related("lot")}
    assert used.keys() == lots.keys()
    for product, movement in used.items():
        held = Lot.objects.get(pk=lots[product].pk)
        assert (movement.kind, movement.moved_by) == ("used", doctor)
        assert movement.change < 0
        assert held.ampoules == before[product] + movement.change


@pytest.mark.parametrize(("size", "ampoules"), [("10", 1), ("1", 1), ("0.6", 2), ("0.25", 4)])
def test_ampoules_are_counted_whole_by_their_size(doctor, practice, signed_in, size, ampoules):
    course = ready(doctor, practice)
    client = signed_in(doctor)
    Lot.objects.filter(number="T-1").update(ampoule_ml=Decimal(size))
    signed(client, course, filled(client, course))
    movement = Movement.objects.get(lot__number="T-1", kind="used")
    volume = Session.objects.get().administrations.get(product=THIOCOLCHICOSIDE).volume_ml
    assert volume == 1
    assert movement.change == -ampoules


def test_size_of_an_ampoule_comes_from_the_knowledge_where_it_knows_one(actor):
    assert movements.ampoule_ml(received(actor, product=THIOCOLCHICOSIDE)) == 2
    assert movements.ampoule_ml(received(actor)) is None
    assert movements.ampoule_ml(received(actor, "L2", ampoule_ml=Decimal(20))) == 20


def test_stock_never_goes_below_nothing_and_the_session_is_signed_all_the_same(doctor, practice, signed_in):
    course = ready(doctor, practice)
    client = signed_in(doctor)
    fields = filled(client, course)
    Lot.objects.filter(number="T-1").update(ampoules=0)
    signed(client, course, fields)
    lot = Lot.objects.get(number="T-1")
    assert lot.ampoules == 0
    assert Movement.objects.get(lot=lot, kind="used").short == 1
    assert movements.short_since(lot) == 1
    page = client.get(f"/stock/lots/{lot.pk}/").content.decode()
    assert "Sessions used 1 ampoule more than was here" in page
    movements.count(TESTS, lot, {"ampoules": 4})
    assert movements.short_since(lot) == 0


def test_signed_twice_it_is_taken_out_once(doctor, practice, signed_in):
    course = ready(doctor, practice)
    client = signed_in(doctor)
    fields = filled(client, course)
    for _ in range(2):
        signed(client, course, fields)
    assert Movement.objects.filter(lot__number="T-1", kind="used").count() == 1


def test_amended_lot_gives_back_the_ampoule_that_was_not_used(doctor, practice, signed_in):
    course = ready(doctor, practice)
    client = signed_in(doctor)
    first = Lot.objects.get(number="L-FIRST")
    other = received(TESTS, "L-OTHER", expires_on=first.expires_on)
    signed(client, course, filled(client, course))
    session = Session.objects.get()
    assert first.movements.filter(kind="used").count() == 1
    address = f"/care/{course.patient_id}/sessions/{session.pk}/amend/"
    form = client.get(address).context["form"]
    fields = {name: field.initial for name, field in form.fields.items() if field.initial is not None}
    fields |= {"lot-0-0-0": "l-other", "reason": "read wrongly", "version": "1", "password": PASSWORD}
    fields["expiry-0-0-0"] = other.expires_on.strftime("%d/%m/%Y")
    fields["expiry-0-1-0"] = fields["expiry-0-1-0"].strftime("%d/%m/%Y")
    answer = client.post(address, fields)
    assert answer.status_code == 302, answer.context["form"].errors
    assert [each.change for each in first.movements.filter(kind="used").order_by("pk")] == [-1, 1]
    assert [each.change for each in other.movements.filter(kind="used")] == [-1]


def test_lots_over_the_page_are_thrown_away_with_a_reason(assistant, actor, signed_in):
    lot = received(actor)
    client = signed_in(assistant)
    address = f"/stock/lots/{lot.pk}/"
    client.post(address, {"do": "out", "kind": "wasted", "out": "3", "reason": "broken", "once": new_page()})
    lot.refresh_from_db()
    assert lot.ampoules == 7
    page = client.post(address, {"do": "out", "kind": "wasted", "out": "8", "reason": "broken", "once": new_page()})
    assert "Only 7 ampoules lie here." in page.content.decode()
    for wrong in ({"out": "0"}, {"out": "-1"}, {"kind": "eaten"}, {"reason": ""}):
        fields = {"do": "out", "kind": "wasted", "out": "1", "reason": "broken", "once": new_page()} | wrong
        assert client.post(address, fields).context["out"].errors
    lot.refresh_from_db()
    assert lot.ampoules == 7


def test_order_list_counts_what_may_be_used_only(actor):
    services.keep(actor, Level(product=LIDOCAINE, least=10, full=25))
    services.keep(actor, Level(product=MEPIVACAINE, least=1, full=5))
    received(actor, "GOOD", ampoules=9)
    received(actor, "OLD", expires_on=TODAY - timedelta(days=1), ampoules=50)
    received(actor, "BACK", ampoules=50)
    recalls.start(actor, "particles", product=LIDOCAINE, lot_number="BACK")
    received(actor, "M", MEPIVACAINE, ampoules=1)
    told = {each.level.product: (each.usable, each.wanted) for each in orders(TODAY)}
    assert told == {LIDOCAINE: (9, 16), MEPIVACAINE: (1, 0)}


def test_order_list_over_the_page_is_set_changed_and_emptied(assistant, signed_in):
    client = signed_in(assistant)
    client.post("/stock/ordering/", {"do": "set", "product": LIDOCAINE, "least": "5", "full": "20"})
    client.post("/stock/ordering/", {"do": "set", "product": LIDOCAINE, "least": "6", "full": "20"})
    assert Level.objects.get().least == 6
    wrong = client.post("/stock/ordering/", {"do": "set", "product": LIDOCAINE, "least": "30", "full": "20"})
    assert wrong.context["form"].errors
    ends = [f'<td class="text-end">{each}</td>' for each in (0, 6, 20)]
    assert "".join(ends) in client.get("/stock/ordering/").content.decode()
    client.post("/stock/ordering/", {"do": f"remove-{LIDOCAINE}"})
    assert not Level.objects.exists()


def test_lot_received_while_its_product_is_recalled_is_refused(actor):
    recalls.start(actor, "contaminated", product=LIDOCAINE)
    lot = received(actor, "NEW")
    assert lot not in usable(LIDOCAINE, TODAY)
    assert "contaminated" in refusal(LIDOCAINE, "NEW", lot.expires_on, "", TODAY)
