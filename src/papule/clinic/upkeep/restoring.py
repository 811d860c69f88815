"""Setting a practice up again from a backup."""

from __future__ import annotations

from pathlib import Path

from papule.clinic.upkeep.archives import DATABASE, KEY, About, unpack


class TakenError(Exception):
    """There is a practice already."""


def restore(archive: Path, data: Path) -> About:
    """Put what a backup holds into a data directory that holds no practice. No database may be open.

    Raises TakenError, archives.DamagedError, archives.NewerError, OSError.
    """
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    for each in sorted(data.glob(f"{DATABASE}*")):  # a log without its database would be read into the restored one
        raise TakenError(str(each))
    return unpack(archive, data)


def undo(data: Path) -> None:
    """Take away again what was restored and cannot be used. No database may be open."""
    for each in (*data.glob(f"{DATABASE}*"), data / KEY):
        each.unlink(missing_ok=True)
