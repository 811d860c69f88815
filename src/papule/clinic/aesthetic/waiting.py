"""What an aesthetic act waits for: its quote, handed over, and the time to think. Other acts wait for nothing."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Min
from django.utils.translation import gettext as _

from papule.assessment.view import View
from papule.clinic.aesthetic.models import Quote, Terms
from papule.clinic.care.models import Course
from papule.clinic.care.plan_body import PlanBody
from papule.clinic.dates import date_format
from papule.clinic.knowledge import formulary
from papule.kernel.value import Value
from papule.knowledge.model.rule import Guidance

TOPIC = "aesthetic-"


class Waiting(Value):
    """How far it has come. What is not known does not shorten it."""

    number: str  # of the newest quote; empty where there is none
    fits: bool  # its products are those of the plan
    handed_on: date | None
    days: int | None  # none: the practice has not decided

    @property
    def ready_on(self) -> date | None:
        """Give the first day on which the patient may agree; none where that is not known."""
        if not self.fits or self.handed_on is None or self.days is None:
            return None
        return self.handed_on + timedelta(days=self.days)

    def is_over(self, on: date) -> bool:
        """Tell whether the patient may agree on a day."""
        return self.ready_on is not None and self.ready_on <= on


def is_aesthetic(course: Course) -> bool:
    """Tell whether a course is for looks: by its aim, or by an indication that is."""
    known = formulary().indications.get(course.indication)
    return course.aim != "therapeutic" or (known is not None and known.aesthetic)


def products_of(body: PlanBody) -> list[str]:
    """Give the products of a plan, each once."""
    return sorted({each.product or each.substance or "" for each in body.contents})


def find_waiting(course: Course, body: PlanBody) -> Waiting | None:
    """Give what a course waits for; none where it is there to treat."""
    if not is_aesthetic(course):
        return None
    terms = Terms.objects.first()
    days = terms.days if terms else None
    quotes = Quote.objects.filter(course=course).annotate(handed_on=Min("handovers__handed_on")).order_by("-pk")
    newest = quotes.values_list("number", "products", "handed_on").first()
    if newest is None:
        return Waiting("", fits=False, handed_on=None, days=days)
    number, products, handed_on = newest
    return Waiting(number, fits=products == products_of(body), handed_on=handed_on, days=days)


def lacking(waiting: Waiting, on: date) -> str:
    """Say what an aesthetic act still waits for on a day; nothing where the time to think is over."""
    if not waiting.number:
        return _("No written quote was made for this aesthetic act. Make one, and hand it over.")
    said = {"number": waiting.number, "days": waiting.days}
    if not waiting.fits:
        return _("Quote %(number)s names other products than the plan: make a new one, and hand it over.") % said
    if waiting.handed_on is None:
        return _("Quote %(number)s was not handed over: the time to think has not begun.") % said
    if waiting.days is None:
        return _("The practice has not said how long a patient has to think after the quote of an aesthetic act.")
    if waiting.ready_on is None or waiting.is_over(on):
        return ""
    said |= {"handed": _day(waiting.handed_on), "ready": _day(waiting.ready_on)}
    return (
        _(
            "Quote %(number)s was handed over on %(handed)s. The time to think (days: %(days)s) is not over: "
            "the patient may consent from %(ready)s on."
        )
        % said
    )


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def rules(view: View) -> dict[str, Guidance]:
    """Give what the knowledge says of aesthetic acts here and now, by id, in its order."""
    files = (each for each in view.formulary.guidance.values() if each.topic.startswith(TOPIC))
    found = (each for file in files for each in file.items if view.here.in_force(each))
    return {each.id: each for each in sorted(found, key=lambda each: each.order)}
