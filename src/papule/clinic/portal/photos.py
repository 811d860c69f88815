"""A photograph that a patient sends: looked at by what it holds, then drawn anew without place, time or camera."""

from __future__ import annotations

from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

LARGEST_BYTES = 15 * 1024 * 1024
LARGEST_PIXELS = 60_000_000
SIDE = 2000  # of the picture that is kept
KINDS = ("JPEG", "PNG", "WEBP")


def clean_photo(upload: UploadedFile) -> bytes:
    """Give a JPEG of what was sent, upright, no larger than needed, without place, time or camera.

    Raises ValidationError, which says what is wrong and what to do.
    """
    if (upload.size or 0) > LARGEST_BYTES:
        raise ValidationError(_("The photograph is larger than 15 MB. Take a smaller one."))
    try:
        picture = Image.open(upload, formats=KINDS)
        if picture.width * picture.height > LARGEST_PIXELS:
            raise ValidationError(_("The photograph has too many points. Take a smaller one."))
        picture.load()
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(_("The photograph has too many points. Take a smaller one.")) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise ValidationError(
            _("This file is no photograph that can be read here (JPEG, PNG or WebP). Take a new one with the camera.")
        ) from error
    upright.thumbnail((SIDE, SIDE))
    made = BytesIO()
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    clean.save(made, "JPEG", quality=85)
    return made.getvalue()
