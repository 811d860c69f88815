"""A session ready to be filled in, and a server of its own for it.

`python served.py DIRECTORY fill` makes it; `python served.py DIRECTORY PORT` prints its address and serves until ended.
"""

import os
import sys
from pathlib import Path

os.environ["PAPULE_DATA"] = sys.argv[1]
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
from tests.clinic.conftest import make_practice, make_user

from papule.clinic.accounts.permissions import Role
from papule.clinic.care.models import Course


def fill() -> None:
    """Make the practice, its doctor and the course whose session is ready."""
    call_command("migrate", verbosity=0)
    ready(make_user("doctor", Role.doctor, title="Dr", has_diploma=True), make_practice())


def serve(port: int) -> None:
    """Say where the session is, then answer until ended. Port 0 is any that is free."""
    server = ThreadedWSGIServer(("127.0.0.1", port), WSGIRequestHandler)
    server.set_app(get_wsgi_application())
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}{address(Course.objects.get())}\n")
    sys.stdout.flush()
    server.serve_forever()


if sys.argv[2] == "fill":
    fill()
else:
    serve(int(sys.argv[2]))
