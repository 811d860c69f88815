"""A photograph that a patient sends: looked at by what it holds, then drawn anew without place, time or camera."""

from __future__ import annotations

from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from papule.clinic.uploads import LARGEST_BYTES, has_too_many_points

SIDE = 2000  # of the picture that is kept
KINDS = ("JPEG", "PNG", "WEBP")
TOO_HEAVY = _("The photograph is larger than 15 MB. Take a new one with this phone, or tell it in words alone.")
TOO_LARGE = _("The photograph has too many points. Take a new one with this phone, or tell it in words alone.")
UNREADABLE = _(
    "This file is no photograph that can be read here (JPEG, PNG or WebP). Take a new one with this phone, or tell it "
    "in words alone."
)


def clean_photo(upload: UploadedFile) -> bytes:
    """Give a JPEG of what was sent, upright, no larger than needed, without place, time or camera.

    Raises ValidationError, which says what is wrong and what to do.
    """
    if (upload.size or 0) > LARGEST_BYTES:
        raise ValidationError(TOO_HEAVY)
    try:
        picture = Image.open(upload, formats=KINDS)
        if has_too_many_points(picture):
            raise ValidationError(TOO_LARGE)
        picture.draft("RGB", (SIDE, SIDE))
        picture.thumbnail((SIDE, SIDE))
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(TOO_LARGE) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise ValidationError(UNREADABLE) from error
    made = BytesIO()
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    clean.save(made, "JPEG", quality=85)
    return made.getvalue()
