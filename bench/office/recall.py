"""Measures tracing a lot in one database: recall.py DIRECTORY ADMINISTRATIONS LOTS, the database by DATABASE_URL."""

import os
import sys

import django

os.environ |= {"PAPULE_DATA": sys.argv[1], "DJANGO_SETTINGS_MODULE": "papule.clinic.settings"}
django.setup()

if __name__ == "__main__":
    from office.traced import measure

    measure(int(sys.argv[2]), int(sys.argv[3]))
