"""What is kept of a file that somebody sends, and which picture is opened: neither disk nor memory is filled."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler
from PIL.Image import Image

LARGEST_BYTES = 15 * 1024 * 1024  # of a photograph
KEPT_BYTES = LARGEST_BYTES + 1024 * 1024
LARGEST_PIXELS = {"JPEG": 60_000_000, "MPO": 60_000_000}  # read at once in nearly the size that is needed (`draft`)
LARGEST_OTHER = 20_000_000  # of a kind that is read whole


def has_too_many_points(picture: Image) -> bool:
    """Tell it of a picture whose head alone was read: before memory is taken for its points."""
    return picture.width * picture.height > LARGEST_PIXELS.get(picture.format or "", LARGEST_OTHER)


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Take a file of any size, write no more than its beginning; its size tells that the rest is missing.

    It is written where no name leads: it is gone with the request, however that ends, also when the server is killed.
    """

    def new_file(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Begin a file without a name on the disk."""
        FileUploadHandler.new_file(self, *args, **more)
        place = TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115 -- closed with the request
        kind = (self.content_type, 0, self.charset, self.content_type_extra)
        self.file = UploadedFile(place, self.file_name, *kind)  # type: ignore[assignment] # Django's has a name

    def upload_interrupted(self) -> None:
        """Let go of what came."""
        if hasattr(self, "file"):
            self.file.close()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Write a piece, or let it go."""
        if start < KEPT_BYTES:
            super().receive_data_chunk(raw_data, start)
        return None
