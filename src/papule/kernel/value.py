"""The base of small values that the core hands around: named fields, frozen, cheap to make."""

from __future__ import annotations

from typing import dataclass_transform

import msgspec


@dataclass_transform(frozen_default=True)
class Value(msgspec.Struct, frozen=True):
    """A frozen record; fields are given in order or by name."""
