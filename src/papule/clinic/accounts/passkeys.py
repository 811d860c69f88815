"""Passkeys are read as quickly as they can be.

fido2 asks Python for the types of the fields of its messages anew at every message, a dozen times a signature. They are
those of its classes and never change, so they are looked up once. What is checked of a passkey stays as it is.
"""

from __future__ import annotations

import typing
from functools import cache

from fido2 import utils


def remember_types() -> None:
    """Look the types of a class of messages up once in a process."""
    utils.get_type_hints = cache(typing.get_type_hints)  # type: ignore[assignment,attr-defined] # its name for it
