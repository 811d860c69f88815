"""What the fields of the composer say beside the plan: what is wrong in them, and why a finding is gone past."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from papule.clinic.care.plan_fields import Fields, Read, numbers_of
from papule.clinic.knowledge import words
from papule.kernel.value import Value

LABELS: dict[str, Promise] = {
    "volume": gettext_lazy("Volume, mL"),
    "length": gettext_lazy("Needle, mm"),
    "gauge": gettext_lazy("Gauge"),
    "angle": gettext_lazy("Angle, °"),
    "inserted": gettext_lazy("Inserted, mm"),
    "each": gettext_lazy("Each point, mL"),
    "planned": gettext_lazy("Planned sessions"),
    "interval": gettext_lazy("Days between two"),
    "nrs": gettext_lazy("Pain today, NRS 0–10"),
    "area": gettext_lazy("Points counted, not drawn"),
}


class Wrong(Value):
    """What is wrong: the names of the fields, and what to say of those that are filled in."""

    fields: str
    said: tuple[str, ...]


def wrong_of(fields: Fields, found: Read) -> Wrong:
    """Tell what is wrong in the fields of a plan; a volume that is waited for is marked and said elsewhere."""
    return Wrong(" ".join(dict.fromkeys([*found.errors, *found.undosed])), tuple(_said(fields, found)))


def _said(fields: Fields, found: Read) -> Iterator[str]:
    syringes = numbers_of(fields, "technique")
    for name, error in found.errors.items():
        kind, _sep, key = name.partition("-")
        number = key.partition("-")[0]
        label = str(LABELS.get(kind, ""))
        if kind != "area" and number.isdecimal() and int(number) in syringes and len(syringes) > 1:
            label = _("Syringe {number}").format(number=syringes.index(int(number)) + 1) + f", {label}"
        yield f"{label}{words().colon} {error}" if label else error


def reasons_in(posted: Mapping[str, str]) -> dict[str, str]:
    """Give the written reasons, by finding."""
    given = {
        name.removeprefix("reason-"): str(said).replace("\r\n", "\n").strip()  # a browser counts a new line as one
        for name, said in posted.items()
        if "reason-" in name
    }
    return {key: said for key, said in given.items() if said}
