"""Why an appointment is not written: each says to its reader what, why, and what to do."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from papule.clinic.dates import date_format


class RefusedError(Exception):
    """Nothing was written."""


class TakenError(RefusedError):
    """The doctor or the room is taken at that time by somebody else."""

    def __str__(self) -> str:
        """Tell it."""
        return _("This time is taken meanwhile. Nothing was changed: choose another time.")


class StaleError(RefusedError):
    """Somebody else changed the appointment meanwhile."""

    def __str__(self) -> str:
        """Tell it."""
        return _("Somebody changed this appointment meanwhile. Nothing was overwritten: look again, then change it.")


class PastError(RefusedError):
    """The day is over. Today stays open: who came without an appointment is written down afterwards."""

    def __str__(self) -> str:
        """Tell it."""
        return _(
            "This day is past, nobody can be expected on it any more. Nothing was changed: choose today or a later "
            "day. What was done on a past day stands in the chart; no appointment is needed for it."
        )


class TooFarError(RefusedError):
    """The day is further ahead than an agenda is kept."""

    def __init__(self, years: int) -> None:
        self.years = years
        super().__init__(years)

    def __str__(self) -> str:
        """Tell it."""
        return _(
            "This day is more than {years} years ahead, further than an agenda is kept. Nothing was changed: look at "
            "the year."
        ).format(years=self.years)


class EarlyError(RefusedError):
    """The day is still to come: nobody was there yet."""

    def __str__(self) -> str:
        """Tell it."""
        return _("This day is still to come, nobody can have been there yet. Nothing was changed: look at the day.")


class NotWaitingError(RefusedError):
    """Somebody else booked them, or took them off the waiting list."""

    def __str__(self) -> str:
        """Tell it."""
        return _(
            "This patient is no longer on the waiting list: somebody booked them or took them off meanwhile. Nothing "
            "was booked: look at the coming appointments first."
        )


class WaitsAlreadyError(RefusedError):
    """The patient is on the waiting list already."""

    def __str__(self) -> str:
        """Tell it."""
        return _("This patient is on the waiting list already. Nothing was added: take the old wish off first.")


class NoPlaceError(RefusedError):
    """No time fits on the days that a protocol allows."""

    def __init__(self, number: int, first: date, last: date) -> None:
        self.number, self.first, self.last = number, first, last
        super().__init__(number)

    def __str__(self) -> str:
        """Tell it."""
        return _(
            "Session {number} finds no free time from {first} to {last}. Nothing was booked: try another time or "
            "doctor."
        ).format(number=self.number, first=_day(self.first), last=_day(self.last))


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
