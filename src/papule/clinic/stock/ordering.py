"""What is to be ordered: what may be used of each product, beside what should lie there."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Sum

from papule.clinic.knowledge import words
from papule.clinic.stock.models import Level, Lot, Movement
from papule.clinic.stock.recalls import not_recalled
from papule.kernel.value import Value

LATELY = timedelta(days=91)  # how far back the use is counted: a habit of stock-keeping, no clinical number


class Order(Value):
    """A product with what may be used of it, what was used lately, and how much is to be ordered."""

    level: Level
    usable: int
    used: int
    wanted: int


def orders(on: date) -> tuple[Order, ...]:
    """Give every product that has a level, by name. Expired and recalled ampoules do not count.

    Three queries, whatever their number.
    """
    rows = not_recalled(Lot.objects.filter(expires_on__gte=on))
    here: dict[str, int] = dict(rows.values_list("product").annotate(Sum("ampoules")))
    used = _used_since(on - LATELY)
    listed = []
    for level in Level.objects.all():
        held = here.get(level.product, 0)
        wanted = level.full - held if held < level.least else 0
        listed.append(Order(level, held, used.get(level.product, 0), wanted))
    return tuple(sorted(listed, key=lambda each: words().name(each.level.product).casefold()))


def _used_since(begin: date) -> dict[str, int]:
    rows = Movement.objects.filter(kind=Movement.Kind.used, moved_at__date__gte=begin).values_list("lot__product")
    return {product: short - change for product, change, short in rows.annotate(Sum("change"), Sum("short"))}
