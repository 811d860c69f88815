"""What a share of so many may be in truth."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

CONFIDENCE = 0.95
_Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


def wilson(count: int, of: int) -> tuple[float, float]:
    """Give the interval of a share, 0 to 1, by Wilson's score (J Am Stat Assoc 1927;22:209-212).

    It holds for small numbers and for shares near 0 and 1, where the usual one leaves the range. Raises ValueError
    where the count is not within 0 and `of`, or `of` is 0.
    """
    if not 0 <= count <= of or not of:
        raise ValueError(f"{count} of {of} is no share")
    share, z2 = count / of, _Z * _Z
    middle = share + z2 / (2 * of)
    half = _Z * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    scale = 1 + z2 / of
    low = (middle - half) / scale if count else 0.0  # rounding would leave the ends
    high = (middle + half) / scale if count < of else 1.0
    return low, high
