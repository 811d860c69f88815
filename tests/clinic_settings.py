"""The settings of the clinic under test: data in a directory of their own, quick passwords, plain static files."""

import atexit
import os
import shutil
import tempfile

os.environ["PAPULE_DATA"] = tempfile.mkdtemp(prefix="papule-test-")
atexit.register(shutil.rmtree, os.environ["PAPULE_DATA"], ignore_errors=True)
os.environ.setdefault("DATABASE_URL", "")

from papule.clinic.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
