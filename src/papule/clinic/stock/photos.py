"""The photograph of a code: made sure that it is one, then read. Nothing of it is kept."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps
from zxingcpp import BarcodeFormat, BarcodeFormats, TextMode, read_barcodes

from papule.clinic.stock.barcodes import UnreadableError
from papule.clinic.uploads import LARGEST_BYTES, has_too_many_points

SIDE = 4000  # points, in which a code on a photograph is still sharp
TOO_LARGE = _("The photograph has too many points. Take a smaller one, of the code alone.")
KINDS = ("JPEG", "PNG", "WEBP")
CODES = BarcodeFormats((BarcodeFormat.DataMatrix, BarcodeFormat.QRCode, BarcodeFormat.Code128, BarcodeFormat.EAN13))


def read_photo(upload: UploadedFile) -> str:
    """Give the text of the code on a photograph.

    Raises UnreadableError, which says what is wrong with it.
    """
    if (upload.size or 0) > LARGEST_BYTES:
        raise UnreadableError(_("The photograph is larger than 15 MB. Take a smaller one, of the code alone."))
    codes = read_barcodes(_picture(upload), formats=CODES, text_mode=TextMode.Plain)
    texts = sorted({f"{each.symbology_identifier}{each.text}" for each in codes}, key=len, reverse=True)
    if not texts:
        raise UnreadableError(
            _("No code was found on the photograph. Go closer, in good light, and keep the code whole and sharp.")
        )
    if len(texts) > 1 and len(texts[0]) == len(texts[1]):
        raise UnreadableError(_("There are several codes on the photograph. Photograph one ampoule or one box alone."))
    return texts[0]


def _picture(upload: UploadedFile) -> Image.Image:
    """Open a photograph by what it holds, whatever its name says."""
    try:
        picture = Image.open(upload, formats=KINDS)
        if has_too_many_points(picture):
            raise UnreadableError(TOO_LARGE)
        picture.draft("L", (SIDE, SIDE))
        picture.load()
        return ImageOps.exif_transpose(picture).convert("L")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnreadableError(TOO_LARGE) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise UnreadableError(
            _("This file is no photograph that can be read (JPEG, PNG or WebP). Take a new one, or type the lot.")
        ) from error
