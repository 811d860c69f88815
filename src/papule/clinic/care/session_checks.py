"""What stands in the way of a signature: acts not done, lots that are refused, an antiseptic that may not be used."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.text import slugify
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from papule.assessment.people import Person
from papule.clinic.aesthetic.waiting import Waiting, lacking
from papule.clinic.care.findings import LONGEST_REASON
from papule.clinic.care.plan_body import PlanBody
from papule.clinic.care.plan_words import content_name
from papule.clinic.care.session_agreement import CAPACITIES, WITH_SOMEBODY
from papule.clinic.care.session_consent import Withdrawal
from papule.clinic.care.session_entry import EnteredLot, Entry, Fields
from papule.clinic.care.session_opening import Opening
from papule.clinic.dates import date_format
from papule.clinic.knowledge import words
from papule.clinic.prepared import Prepared
from papule.clinic.stock.lots import refusal
from papule.clinic.stock.models import Antiseptic, Device
from papule.kernel.value import Value
from papule.treatment.case import Content

ROUNDING_ML = 0.005
_UNUSED = Prepared(lambda pk: Device.objects.filter(pk=pk, is_used=False).values_list("pk"))
_ANTISEPTIC = Prepared(lambda pk: Antiseptic.objects.filter(pk=pk, is_used=True))


class Obstacle(Value):
    """One thing that stands in the way: at which field, and what is to be done."""

    at: str
    message: str


def obstacles(
    entry: Entry, opening: Opening, person: Person, on: date, withdrawn: Withdrawal | None
) -> tuple[Obstacle, ...]:
    """Give everything that stands in the way of signing, in the order of the page."""
    found = [
        *_plan(entry, opening),
        *_acts(entry, opening.plan),
        *_lots(entry, opening.plan, on),
        *_consent(entry, opening, on, withdrawn),
        *_capacity(entry, opening),
        *_thinking(entry, on, opening.waiting),
        *_around(entry, person, on),
        *_after(entry, on),
        *_too_long(entry),
        *(Obstacle(at, message) for at, message in entry.errors.items()),
    ]
    return tuple(found)


def is_given(entry: Entry) -> bool:
    """Tell whether anything was injected."""
    return any(each.given for each in entry.syringes)


def plan_is_seen(fields: Fields, opening: Opening) -> bool:
    """Tell whether what is new in a plan that changed meanwhile was looked at; where nothing changed, there is none."""
    return not fields.get("plan_was") or fields.get("plan_seen") == str(opening.version.number)


def _plan(entry: Entry, opening: Opening) -> Iterator[Obstacle]:
    if not plan_is_seen(entry.fields, opening):
        yield Obstacle("plan_seen", _("The plan was changed meanwhile: look at what is new, and say that you have."))


def _acts(entry: Entry, plan: PlanBody) -> Iterator[Obstacle]:
    if not entry.said("identity"):
        yield Obstacle("identity", _("Confirm the identity: name and date of birth."))
    if not entry.said("changes"):
        told = _("Answered meanwhile: %(answers)s. Look at it, and say again whether anything has changed.")
        new = entry.said("answered_new")
        again = told % {"answers": new} if new else _("Say whether anything has changed since last time.")
        yield Obstacle("changes", again)
    for number, each in enumerate(entry.syringes):
        if each.given and each.look is None and plan.syringes[number].contents:
            yield Obstacle(f"look-{number}", _("Say how syringe %(number)s looks.") % {"number": number + 1})
        if not each.given and not each.why_not:
            yield Obstacle(f"why-{number}", _("Say why syringe %(number)s was not given.") % {"number": number + 1})
    if not entry.said("lots") and is_given(entry) and plan.contents:
        yield Obstacle("lots", _("Confirm that the lots were read on the ampoules."))
    if not entry.said("nrs"):
        yield Obstacle("nrs", _("Give the pain before the session, 0 to 10, or say that it cannot be said."))


def _lots(entry: Entry, plan: PlanBody, on: date) -> Iterator[Obstacle]:
    for number, syringe in enumerate(entry.syringes):
        for place, lots in enumerate(syringe.lots if syringe.given else ()):
            content = plan.syringes[number].contents[place]
            yield from _lots_of(content, lots, f"{number}-{place}", on)


def lot_refusal(content: Content, lot: EnteredLot, on: date) -> str:
    """Say why a lot may not be given; nothing where it may."""
    if lot.expiry and lot.expires_on is None:
        return _("This is no expiry date. Write it as printed: 12/2027, or 31/12/2027.")
    return refusal(content.product or "", lot.number, lot.expires_on, lot.gtin, on)


def _lots_of(content: Content, lots: tuple[EnteredLot, ...], at: str, on: date) -> Iterator[Obstacle]:
    name = content_name(content)
    for place, lot in enumerate(lots):
        told = lot_refusal(content, lot, on)
        if told:
            yield Obstacle(f"lot-{at}-{place}", f"{name} {lot.number}".strip() + f"{words().colon} {told}")
    volumes = volumes_of(lots, content)
    if min(volumes) <= 0 or abs(sum(volumes) - content.volume_ml) > ROUNDING_ML:
        told = _("%(product)s: the volumes of the lots do not add up to %(volume)s mL.")
        yield Obstacle(f"volume-{at}-0", told % {"product": name, "volume": content.volume_ml})


def volumes_of(lots: tuple[EnteredLot, ...], content: Content) -> tuple[float, ...]:
    """Give how much of each lot was taken: all of it where there is one."""
    if len(lots) == 1:
        return (content.volume_ml,)
    return tuple(_number(each.volume) for each in lots)


def _number(typed: str) -> float:
    try:
        volume = float(typed.replace(",", "."))
    except ValueError:
        return 0
    return volume if 0 < volume <= 100 else 0  # noqa: PLR2004 -- as large as the case format lets a volume be


def _consent(entry: Entry, opening: Opening, on: date, withdrawn: Withdrawal | None) -> Iterator[Obstacle]:
    how = entry.said("consent")
    if not how or (how == "standing" and not opening.record.get("consent")):
        yield Obstacle("consent", _("Say how the patient consented."))
    elif how == "withdrawn":
        yield Obstacle("consent", _("The patient does not consent: nothing is injected."))
    elif entry.consent_on is None or entry.consent_on > on:
        yield Obstacle("consent", _("Say on which day the patient consented."))
    elif withdrawn is not None and is_given(entry) and entry.said("consent_again") != str(withdrawn.pk):
        told = _("The patient withdrew consent on %(at)s. Speak with the patient, and say whether it was given again.")
        yield Obstacle(
            "consent", told % {"at": date_format(localtime(withdrawn.withdrawn_at), "SHORT_DATETIME_FORMAT")}
        )


def _capacity(entry: Entry, opening: Opening) -> Iterator[Obstacle]:
    """Ask who decided where consent is taken anew; what is doubtful, or leaves out a name, is never signed."""
    how, said = entry.said("consent"), entry.said("capacity")
    if how == "withdrawn":
        return
    if said == "doubtful":
        told = _("It is doubtful whether the patient can decide: nothing is injected. Settle it, then say who decided.")
        yield Obstacle("capacity", told)
    elif said in WITH_SOMEBODY and not entry.said("capacity_who").strip():
        yield Obstacle("capacity_who", _("Say who helped the patient to decide, or who decided."))
    elif said not in CAPACITIES and not (how == "standing" and opening.is_same_plan):
        yield Obstacle("capacity", _("Say whether the patient can decide."))


def _thinking(entry: Entry, on: date, waiting: Waiting | None) -> Iterator[Obstacle]:
    """Tell what an aesthetic act still waits for; a written reason lets it be signed all the same."""
    if waiting is None or not is_given(entry) or entry.said("wait_why").strip():
        return
    told = lacking(waiting, on)
    if told:
        yield Obstacle("wait", told)
    elif waiting.ready_on and entry.consent_on and entry.consent_on < waiting.ready_on:
        told = _("The patient consented before the time to think was over, on %(day)s: ask again.")
        yield Obstacle("wait", told % {"day": date_format(waiting.ready_on, "j F Y")})


def _around(entry: Entry, person: Person, on: date) -> Iterator[Obstacle]:
    if not entry.said("kit") and not entry.said("kit_why").strip():
        yield Obstacle("kit", _("Look into the emergency kit, or say why it was not."))
    if not is_given(entry):
        return
    antiseptic = find_antiseptic(entry)
    if antiseptic is None:
        yield Obstacle("antiseptic", _("Say which antiseptic was used."))
    else:
        told = antiseptic_refusal(antiseptic, person, on)
        if told:
            yield Obstacle("antiseptic", told)
    if not entry.said("device"):
        yield Obstacle("device", _("Say with what it was injected: by hand, or with which injector."))
    elif _UNUSED(_key(entry.said("device"))):
        yield Obstacle("device", _("This injector was taken out of use: choose another, or the hand."))


def _key(said: str) -> int:
    return int(said) if said.isdecimal() else 0


def find_antiseptic(entry: Entry) -> Antiseptic | None:
    """Give the antiseptic that was chosen."""
    key = entry.said("antiseptic")
    return _ANTISEPTIC.first(int(key)) if key.isdecimal() else None


def antiseptic_refusal(antiseptic: Antiseptic, person: Person, on: date) -> str:
    """Say why an antiseptic may not be used on this patient today; nothing where it may."""
    if antiseptic.expires_on is not None and antiseptic.expires_on < on:
        return _("%(name)s is expired.") % {"name": antiseptic.name}
    for said, groups in person.allergies:
        against = sorted(groups & set(antiseptic.allergy_groups))
        if against:
            told = _("%(name)s is refused: the patient is allergic to %(said)s.")
            return told % {"name": antiseptic.name, "said": words().name(said)}
    return ""


def _after(entry: Entry, on: date) -> Iterator[Obstacle]:
    if entry.said("reactions") == "some" and not entry.said("reaction_text").strip():
        yield Obstacle("reactions", _("Say which reaction there was."))
    if entry.next_on is not None and entry.next_on <= on:
        yield Obstacle("next_on", _("The next date lies in the past."))


def _too_long(entry: Entry) -> Iterator[Obstacle]:
    """Refuse a written reason that would have to be cut: it is signed as it was written."""
    for name, said in entry.fields.items():
        if (name.startswith("reason-") or name == "wait_why") and len(said.strip()) > LONGEST_REASON:
            told = _("A written reason has at most %(most)s signs: shorten it.") % {"most": LONGEST_REASON}
            yield Obstacle(f"reason-{slugify(name.removeprefix('reason-'))}" if name != "wait_why" else "wait", told)
