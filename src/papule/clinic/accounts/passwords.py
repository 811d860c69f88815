"""Passwords that are long and easily guessed all the same: one piece over and over, or a run of characters."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
)
PIECES = 3  # distinct pieces of a word that are too few


class RepetitionValidator:
    """Refuse repetitions and runs, as NIST SP 800-63B-4 (section 3.1.1.2) counts them among known passwords."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError for a repetition or a run."""
        plain = password.lower()
        doubled = (plain + plain).find(plain, 1)  # shorter than the whole where one piece is repeated
        run = any(plain in each * 3 or plain in (each * 3)[::-1] for each in RUNS)
        if doubled < len(plain) or run or len(set(plain)) <= PIECES:
            raise ValidationError(
                _("It repeats one piece or runs along the keyboard. Take a sentence."), code="repeats"
            )

    def get_help_text(self) -> str:
        """Say what is refused."""
        return _("No repetition, no run along the keyboard.")
