"""Addresses of views, and of static files, worked out once in a process: a page names thirty of them."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped] # it ships none

MARK = 7_310_564_200  # the number of nobody, for which an address is worked out


def place(name: str, *numbers: int) -> str:
    """Give the address of a view whose arguments are numbers of rows. Raises NoReverseMatch."""
    if any(each < 0 for each in numbers):
        return reverse(name, args=numbers)
    known = _pattern(name, len(numbers), get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF)
    return known.format(*numbers)


@lru_cache(maxsize=1024)
def _pattern(name: str, count: int, prefix: str, urlconf: object) -> str:
    """Give the address with places for its numbers; the prefix and the table of addresses are part of the key."""
    marks = [MARK + place for place in range(count)]
    found = reverse(name, args=marks).replace("{", "{{").replace("}", "}}")
    for number, mark in enumerate(marks):
        found = found.replace(str(mark), f"{{{number}}}")
    return found


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # the same
    """Whitenoise's storage; the manifest is read when a process starts, so an address stays the same in it."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Begin with no address known."""
        super().__init__(*args, **kwargs)
        self._urls: dict[str | None, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:  # noqa: FBT001, FBT002 -- Django's signature
        """Give the address of a file."""
        if force:
            return str(super().url(name, force))
        if name not in self._urls:
            self._urls[name] = str(super().url(name))
        return self._urls[name]
