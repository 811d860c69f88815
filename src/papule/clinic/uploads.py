"""What is kept of a file that somebody sends: never more than is needed to see that it is too large."""

from __future__ import annotations

from django.core.files.uploadhandler import TemporaryFileUploadHandler

LARGEST_BYTES = 15 * 1024 * 1024  # of a photograph
KEPT_BYTES = LARGEST_BYTES + 1024 * 1024


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Take a file of any size, write no more than its beginning; its size tells that the rest is missing."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Write a piece, or let it go."""
        if start < KEPT_BYTES:
            super().receive_data_chunk(raw_data, start)
        return None
