"""What is kept of a file that somebody sends, and which picture is opened: neither disk nor memory is filled."""

from __future__ import annotations

from django.core.files.uploadhandler import TemporaryFileUploadHandler
from PIL.Image import Image

LARGEST_BYTES = 15 * 1024 * 1024  # of a photograph
KEPT_BYTES = LARGEST_BYTES + 1024 * 1024
LARGEST_PIXELS = {"JPEG": 60_000_000, "MPO": 60_000_000}  # read at once in nearly the size that is needed (`draft`)
LARGEST_OTHER = 20_000_000  # of a kind that is read whole


def has_too_many_points(picture: Image) -> bool:
    """Tell it of a picture whose head alone was read: before memory is taken for its points."""
    return picture.width * picture.height > LARGEST_PIXELS.get(picture.format or "", LARGEST_OTHER)


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Take a file of any size, write no more than its beginning; its size tells that the rest is missing."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Write a piece, or let it go."""
        if start < KEPT_BYTES:
            super().receive_data_chunk(raw_data, start)
        return None
