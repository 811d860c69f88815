"""A server of its own with a session ready to be filled in: python served.py DIRECTORY PORT.

Prints the address of the session once it answers; ends with its parent's end of the pipe.
"""

import os
import sys
from pathlib import Path

directory, port = sys.argv[1], int(sys.argv[2])
os.environ["PAPULE_DATA"] = directory
os.environ["DJANGO_SETTINGS_MODULE"] = "papule.clinic.settings"
sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from papule.clinic import settings

settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = True  # type: ignore[attr-defined]
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]

import django

django.setup()

from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from tests.clinic.care.couch import address, ready
from tests.clinic.conftest import make_user

from papule.clinic.accounts.models import Practice
from papule.clinic.accounts.permissions import Role

call_command("migrate", verbosity=0)
practice = Practice.objects.create(name="Cabinet des Essais", country="FR", society="sfm", needs_second_factor=False)
doctor = make_user("doctor", Role.doctor, title="Dr", has_diploma=True)
course = ready(doctor, practice)
server = ThreadedWSGIServer(("127.0.0.1", port), WSGIRequestHandler)
server.set_app(get_wsgi_application())
sys.stdout.write(f"http://127.0.0.1:{port}{address(course)}\n")
sys.stdout.flush()
server.serve_forever()
