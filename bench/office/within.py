"""Measures something in one database: within.py DIRECTORY MODULE NUMBER…, the database by DATABASE_URL.

Calls `measure` of a module of this directory with the numbers.
"""

import importlib
import os
import sys
from pathlib import Path

import django

ROOT = Path(__file__).parent.parent.parent


def command(database: str, directory: str, module: str, *numbers: int) -> list[str]:
    """Give the command that measures in a new database of SQLite, or of a PostgreSQL server of its own."""
    around = [sys.executable, str(ROOT / "tests" / "postgresql.py")] if database == "PostgreSQL" else []
    return [*around, sys.executable, __file__, directory, module, *map(str, numbers)]


def main() -> None:
    directory, module, *numbers = sys.argv[1:]
    os.environ |= {"PAPULE_DATA": directory, "DJANGO_SETTINGS_MODULE": "papule.clinic.settings"}
    django.setup()
    importlib.import_module(f"office.{module}").measure(*map(int, numbers))


if __name__ == "__main__":
    main()
