"""Amending a signed session: a new version with author, time and reason. The old one stays as it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from papule.clinic.accounts.models import User
from papule.clinic.agenda.rooms import room_names, spelled
from papule.clinic.audit.writing import Actor, writing
from papule.clinic.care.models import Session, SessionVersion
from papule.clinic.care.session_record import GivenLot, GivenProduct, Named, SessionRecord
from papule.clinic.care.session_signing import add_version
from papule.clinic.knowledge import formulary, words
from papule.clinic.outcomes.models import PainScore
from papule.clinic.stock.forms import ExpiryField, clean_lot
from papule.clinic.stock.lots import refusal

OF_LOT = ("lot", "expiry", "despite")
SCORES = {"nrs_before": 10, "vas_before": 100, "nrs_after": 10, "vas_after": 100}


class AmendedError(Exception):
    """Somebody else amended the same version meanwhile; nothing was written."""


class AmendForm(forms.Form):
    """What may be put right in a record: lots, scores, room, reactions, words. What else was wrong is said in words."""

    def __init__(self, data: Any, record: SessionRecord) -> None:  # noqa: ANN401 -- what a form takes
        super().__init__(data)
        self.record = record
        for at, product, lot in _places(record):
            label = f"{words().text(product.names)}{words().colon} "
            self.fields[f"lot-{at}"] = forms.CharField(label=label + _("lot"), max_length=40, initial=lot.number)
            self.fields[f"expiry-{at}"] = ExpiryField(label=label + _("expires"), initial=lot.expires_on)
        for name, most in SCORES.items():
            self.fields[name] = forms.FloatField(
                label=score_labels()[name],
                min_value=0,
                max_value=most,
                required=False,
                initial=_plain(getattr(record.pain, name)),
            )
        self.fields["room"] = room_field(record.practice.room)
        self.fields["reactions"] = _text(_("Reactions on the spot (empty: none was seen)"), record.reactions)
        self.fields["note"] = _text(_("Note"), record.note)
        self.fields["correction"] = _text(_("What else was wrong, and how it was"), record.correction)
        self.fields["reason"] = forms.CharField(label=_("Reason of the amendment"), max_length=500)

    def clean(self) -> dict[str, Any]:
        """Ask why a lot stands that may not be given; refuse an amendment that changes nothing.

        Raises ValidationError.
        """
        said = super().clean() or {}
        for at, product, lot in _places(self.record):
            self._check(at, product, lot)
        self.order_fields([f"{each}-{at}" for at, *_rest in _places(self.record) for each in OF_LOT])
        if not self.errors and self.amended() == self.record:
            raise forms.ValidationError(_("Nothing was changed: there is nothing to amend."))
        return said

    def _check(self, at: str, product: GivenProduct, lot: GivenLot) -> None:
        """Tell why a lot that was changed may not be given. It may be the truth: then it needs a reason."""
        number, expires_on = self.cleaned_data.get(f"lot-{at}"), self.cleaned_data.get(f"expiry-{at}")
        if number is None or expires_on is None:
            return
        now = _put_right(lot, number, expires_on)
        told = _refusals(product, now, timezone.localdate(self.record.performed_at)) if now != lot else {}
        self.cleaned_data[f"refused-{at}"] = told
        if not told:
            return
        label = _("Lot %(number)s: why it is written down all the same") % {"number": now.number}
        field = self.fields[f"despite-{at}"] = forms.CharField(label=label, max_length=500, required=False)
        try:
            why = self.cleaned_data[f"despite-{at}"] = field.clean(self.data.get(f"despite-{at}", ""))
        except forms.ValidationError as error:
            self.add_error(f"despite-{at}", error)
            return
        if not why:
            self.add_error(f"lot-{at}", words().text(told))
            self.add_error(f"despite-{at}", _("Read it again. If it was this one all the same, say why."))

    def amended(self) -> SessionRecord:
        """Give the record as it is to be."""
        said = self.cleaned_data
        return msgspec.structs.replace(
            self.record,
            practice=msgspec.structs.replace(self.record.practice, room=spelled(said["room"])),
            syringes=tuple(self._syringes(said)),
            pain=msgspec.structs.replace(self.record.pain, **{name: said[name] for name in SCORES}),
            reactions=said["reactions"].strip(),
            note=said["note"].strip(),
            correction=said["correction"].strip(),
        )

    def _syringes(self, said: dict[str, Any]) -> Iterator[Any]:
        replace = msgspec.structs.replace
        for number, syringe in enumerate(self.record.syringes):
            products = []
            for place, product in enumerate(syringe.products):
                at = f"{number}-{place}"
                lots = tuple(_amended_lot(lot, said, f"{at}-{which}") for which, lot in enumerate(product.lots))
                products.append(replace(product, lots=lots))
            yield replace(syringe, products=tuple(products))


def _amended_lot(lot: GivenLot, said: dict[str, Any], at: str) -> GivenLot:
    """Write a lot as it was and, where it may not be given, why it stands in the record."""
    now = _put_right(lot, said[f"lot-{at}"], said[f"expiry-{at}"])
    if now == lot:
        return lot
    return msgspec.structs.replace(now, refused=said[f"refused-{at}"], despite=said.get(f"despite-{at}", ""))


def _refusals(product: GivenProduct, lot: GivenLot, on: date) -> Named:
    """Say in every language why a lot may not be given on a day; nothing where it may."""
    found = {}
    for language in formulary().edition.languages:
        with override(language):
            found[language] = refusal(product.product, lot.number, lot.expires_on, lot.gtin, on)
    return found if all(found.values()) else {}


def _put_right(lot: GivenLot, number: str, expires_on: date) -> GivenLot:
    """Write a lot as it was; the code and the trade name of an ampoule that it was not are not kept."""
    cleaned = clean_lot(number)
    if cleaned != clean_lot(lot.number):
        lot = msgspec.structs.replace(lot, gtin="", trade_name="")
    return msgspec.structs.replace(lot, number=cleaned, expires_on=expires_on)


def _plain(score: float | None) -> str:
    return "" if score is None else f"{score:g}"


def _text(label: str, initial: str) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=4000, initial=initial, widget=forms.Textarea({"rows": 2})
    )


def room_field(held: str) -> forms.CharField | forms.ChoiceField:
    """Ask for the room: one of those that the practice has, in words where none is written down."""
    names = room_names(held)
    if not names:
        return forms.CharField(label=_("Room"), required=False, max_length=100, initial=held)
    choices = [("", _("not noted")), *((each, each) for each in names)]
    return forms.ChoiceField(label=_("Room"), required=False, choices=choices, initial=held)


def score_labels() -> dict[str, str]:
    """Name the scores."""
    return {
        "nrs_before": _("Pain before, NRS"),
        "vas_before": _("Pain before, VAS in mm"),
        "nrs_after": _("Pain after, NRS"),
        "vas_after": _("Pain after, VAS in mm"),
    }


def _places(record: SessionRecord) -> Iterator[tuple[str, GivenProduct, GivenLot]]:
    """Give every lot of a record with its place and its product."""
    for number, syringe in enumerate(record.syringes):
        for place, product in enumerate(syringe.products):
            for which, lot in enumerate(product.lots):
                yield f"{number}-{place}-{which}", product, lot


def amend(actor: Actor, signer: User, session: Session, seen: int, form: AmendForm) -> SessionVersion:
    """Write a new version of a session, on the one that was seen.

    Raises AmendedError.
    """
    record, reason = form.amended(), form.cleaned_data["reason"]
    with writing(actor, "session.amend", patient_id=session.patient_id) as event:
        locked = Session.objects.select_for_update().get(pk=session.pk)
        if locked.current is None or locked.current.number != seen:
            raise AmendedError
        version = add_version(locked, record, locked.current.assessment, signer, reason)
        _scores(locked, record)
        event.subject, event.detail = f"care.Session:{session.pk}", {"version": version.number, "reason": reason}
    return version


def _scores(session: Session, record: SessionRecord) -> None:
    """Put the scores of the session right where the amendment changed them."""
    for name in SCORES:
        scale, moment = name.split("_")
        value = getattr(record.pain, name)
        rows = PainScore.objects.filter(session=session, scale=scale, moment=moment)
        if value is None:
            rows.delete()
            continue
        PainScore.objects.update_or_create(
            session=session,
            scale=scale,
            moment=moment,
            defaults={"value": Decimal(str(value))},
            create_defaults={
                "value": Decimal(str(value)),
                "patient_id": session.patient_id,
                "course_id": session.course_id,
                "scored_at": session.performed_at,
            },
        )
