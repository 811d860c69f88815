"""What was agreed to, written and paid, the photographs, and who read the record."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from PIL import Image

from papule.clinic.billing.documents import money
from papule.clinic.billing.models import Receipt
from papule.clinic.documents.sheet import AnyBlock, Drawing, Drawings, Heading, Text
from papule.clinic.portal.held import Held, Read
from papule.clinic.portal.held_parts import at_words, day_figures, table
from papule.clinic.portal.held_words import purpose_words, role_words, ticked_words
from papule.clinic.portal.models import Message

DAYS_NAMED = 40


def papers(held: Held) -> Iterator[AnyBlock]:
    """Give consents, messages, photographs, appointments, documents, receipts, and who read the record."""
    yield from table(
        _("Consents"),
        (_("Signed"), _("Agreed to"), _("Signed by"), _("Withdrawn")),
        (
            (
                at_words(each.signed_at),
                str(each.get_kind_display()),
                ", ".join(filter(None, (each.signer, each.second_signer))),
                at_words(each.withdrawal.withdrawn_at) if hasattr(each, "withdrawal") else "",
            )
            for each in held.consents
        ),
    )
    yield from _messages(held)
    yield from _photographs(held)
    yield from table(
        _("Appointments"),
        (_("Day"), _("Type"), _("Doctor"), _("State")),
        (
            (at_words(each.starts_at), each.type.name, each.doctor.name, str(each.get_state_display()))
            for each in held.appointments
        ),
    )
    yield from table(
        _("Documents"),
        (_("Day"), _("Document"), _("Digest")),
        ((at_words(each.made_at), each.title, each.digest[:32]) for each in held.documents),
    )
    yield from _money(held)
    yield from _others(held)
    yield from _readers(held)


def _messages(held: Held) -> Iterator[AnyBlock]:
    yield from table(
        _("Messages"),
        (_("Sent"), _("About"), _("What you wrote"), _("Answer")),
        (
            (
                at_words(each.sent_at),
                str(each.get_kind_display()),
                "\n".join((*ticked_words(each, held.language), each.text)).strip(),
                each.answer,
            )
            for each in held.messages
        ),
    )


def _money(held: Held) -> Iterator[AnyBlock]:
    yield from table(
        _("Receipts"),
        (_("Day"), _("Number"), _("Total"), _("Paid")),
        (
            (day_figures(each.made_on), str(each), money(each.total_cents, held.language), _paid(each, held))
            for each in held.receipts
        ),
    )


def _others(held: Held) -> Iterator[AnyBlock]:
    yield from table(
        _("What else is held"),
        (_("Day"), _("What"), _("Words")),
        ((day_figures(timezone.localdate(each.at)), each.what, each.words) for each in held.others),
        2,
    )


def _paid(receipt: Receipt, held: Held) -> str:
    """Say what was paid of a receipt: day, way, amount."""
    return "\n".join(
        f"{day_figures(each.paid_on)}, {each.get_method_display()}, {money(each.cents, held.language)}"
        for each in held.payments
        if each.receipt_id == receipt.pk
    )


def _photographs(held: Held) -> Iterator[AnyBlock]:
    """Show what was sent, small: whole, they are in the file for another program."""
    shown = tuple(_photograph(each, held.language) for each in held.messages if each.photo)
    yield Heading(text=_("Photographs"))
    yield Drawings(drawings=shown) if shown else Text(text=_("Nothing is held."))


def _photograph(message: Message, language: str) -> Drawing:
    """Put a photograph into a drawing, which is what a document can show."""
    photo = bytes(message.photo or b"")
    with Image.open(BytesIO(photo)) as picture:
        width, height = picture.size
    data = b64encode(photo).decode("ascii")
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    link = f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{data}"/>'
    said = f"{at_words(message.sent_at)}, {message.get_kind_display()}"
    return Drawing(
        svg=f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{link}</svg>',
        alt=_("Photograph that you sent: {words}").format(words=f"{said}. {message.text}"),
        caption=said,
        ratio=width / height,
    )


def _readers(held: Held) -> Iterator[AnyBlock]:
    """Say who opened the record, for what and when: by name where the practice tells names, else by role."""
    people: dict[tuple[str, str], list[Read]] = {}
    for each in held.reads:
        people.setdefault((each.actor, each.roles), []).append(each)
    yield Heading(text=_("Who opened your record"))
    yield Text(
        text=_(
            "Each opening of a page of your record counts. Lists in which your name stands beside others, such as "
            "the agenda, are not counted. What you opened yourself is left out."
        ),
        small=True,
    )
    yield from table(
        "",
        (_("Who"), _("For"), _("Times"), _("Days")),
        (
            (
                ", ".join(filter(None, (actor, role_words(roles)))),
                purpose_words(part for each in days for part in each.parts),
                str(sum(each.times for each in days)),
                _days(days),
            )
            for (actor, roles), days in people.items()
        ),
        *(1, 3, 3),
    )


def _days(days: list[Read]) -> str:
    """Name the newest days, and say how many went before: all are in the file for another program."""
    named = ", ".join(day_figures(each.day) for each in days[-DAYS_NAMED:])
    earlier = len(days) - DAYS_NAMED
    if earlier <= 0:
        return named
    told = ngettext("{count} earlier day, then: {days}", "{count} earlier days, then: {days}", earlier)
    return told.format(count=earlier, days=named)
