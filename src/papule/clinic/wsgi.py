"""The application that a server runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application

MAIL, BACKUP = 30, 600  # seconds from one look to the next
GARBAGE = 20_000  # things made and not yet dropped until garbage is looked for: more than a page leaves behind
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "papule.clinic.settings")
application = get_wsgi_application()

from papule.clinic import beside  # noqa: E402 -- needs the settings
from papule.clinic.imports import kept  # noqa: E402 -- needs the settings
from papule.clinic.knowledge import formulary  # noqa: E402 -- needs the settings
from papule.clinic.mail import sending  # noqa: E402
from papule.clinic.upkeep import daily  # noqa: E402

formulary()  # now: the first patient does not wait for it
beside.begin("mail", MAIL, sending.work)
beside.begin("backup", BACKUP, daily.work)  # one a day: it looks whether today's is there
beside.begin("files", BACKUP, kept.end_old)
gc.collect()
gc.freeze()  # what lives as long as the process is not looked through again and again
gc.set_threshold(GARBAGE)
