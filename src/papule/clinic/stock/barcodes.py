"""What a scanner typed, a camera read or a hand copied: the parts of a GS1 code, with what is doubtful about it."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

import biip
from biip.gs1_messages import GS1Message
from biip.gtin import Gtin
from django.utils.translation import gettext_lazy as _

from papule.kernel.value import Value

Doubt = Literal["keyboard", "no-expiry", "swallowed", "no-lot", "no-product"]
DOUBTS = {
    "keyboard": _("The scanner types for another keyboard; the digits were put right. Compare every letter."),
    "no-expiry": _("The code gave no expiry date. Type the one that is printed."),
    "swallowed": _(
        "The lot seems to have swallowed the expiry date: the scanner lost a separator. "
        "Correct the lot, and type the expiry date that is printed."
    ),
    "no-lot": _("The code gave no lot number. Type the one that is printed."),
    "no-product": _("The code gave no product number (GTIN)."),
}
LONGEST = 300
GS = "\x1d"
SEPARATORS = re.compile(r"<GS>|\{GS\}|\[GS\]|<FNC1>|␝|\\x1d|\\u001d|\^\]|[~|]", re.IGNORECASE)
# A scanner set for an American keyboard presses keys; a French or a Belgian layout makes other characters of them.
KEYS = "1234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,./QWERTYUIOPASDFGHJKLZXCVBNM"
FRENCH = "&é\"'(-è_çà)=azertyuiop^$qsdfghjklmùwxcvbn,;:!AZERTYUIOPQSDFGHJKLWXCVBN?"
BELGIAN = "&é\"'(§è!çà)-azertyuiop^$qsdfghjklmùwxcvbn,;:=AZERTYUIOPQSDFGHJKLWXCVBN?"
LAYOUTS = tuple(str.maketrans(typed, KEYS) for typed in (FRENCH, BELGIAN))
SWALLOWED = re.compile(r".17\d{6}")


class Scan(Value):
    """What a code says. It is shown for confirmation, always: a scanner may lose or change a character."""

    gtin: str = ""
    lot: str = ""
    expires_on: date | None = None
    serial: str = ""
    doubts: tuple[Doubt, ...] = ()


class UnreadableError(Exception):
    """What was typed or scanned is no code; the message says what to do."""


def read_scan(text: str) -> Scan:
    """Read the text of a code.

    Raises UnreadableError.
    """
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise UnreadableError(_("This is no code of a medicine. Scan it again, or type the lot and its expiry date."))
    scan = _scan(text)
    if scan is None:
        scan = next(filter(None, (_scan(text.translate(layout), "keyboard") for layout in LAYOUTS)), None)
    if scan is None:
        raise UnreadableError(
            _("The code was not read well, or is of no medicine. Scan it again, or type the lot and its expiry date.")
        )
    return scan


def _scan(text: str, *doubts: Doubt) -> Scan | None:
    text = SEPARATORS.sub(GS, text)
    if text.isdigit() and len(text) in (8, 12, 13, 14):
        gtin = biip.parse(text).gtin
        return _doubted(Scan(gtin=_fourteen(gtin), doubts=doubts)) if gtin else None
    message = _message(text)
    if message is None or any(each.gtin_error for each in message.element_strings):
        return None
    found = {each.ai.ai: each for each in message.element_strings}
    if not found.keys() & {"01", "02", "10", "17"}:
        return None
    product = found.get("01") or found.get("02")
    expiry = found.get("17")
    return _doubted(
        Scan(
            gtin=_fourteen(product.gtin) if product and product.gtin else "",
            lot=found["10"].value if "10" in found else "",
            expires_on=expiry.date if expiry else None,
            serial=found["21"].value if "21" in found else "",
            doubts=doubts,
        )
    )


def _fourteen(gtin: Gtin) -> str:
    return gtin.value.zfill(14)


def _message(text: str) -> GS1Message | None:
    if text.startswith("("):
        try:
            return GS1Message.parse_hri(text)
        except biip.ParseError:
            return None
    try:
        return biip.parse(text).gs1_message
    except biip.ParseError:
        return None


def _doubted(scan: Scan) -> Scan:
    """Add what the code itself gives reason to doubt."""
    doubts = list(scan.doubts)
    if not scan.gtin:
        doubts.append("no-product")
    if not scan.lot:
        doubts.append("no-lot")
    if scan.expires_on is None:
        doubts.append("swallowed" if SWALLOWED.search(scan.lot + scan.serial) else "no-expiry")
    return Scan(scan.gtin, scan.lot, scan.expires_on, scan.serial, tuple(doubts))
