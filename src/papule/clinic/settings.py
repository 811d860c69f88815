"""The settings of the clinic.

What a practice may change stands in its own records; what a machine says is read by `configuration`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from papule.clinic.configuration import cache, data_directory, database, hosts, secret_key

django_stubs_ext.monkeypatch()  # so that ModelForm[Patient] may be written

HERE = Path(__file__).resolve().parent
DATA = data_directory()
SECURE = os.environ.get("PAPULE_HTTPS") == "1"  # behind a proxy that speaks TLS

SECRET_KEY = secret_key(DATA)
DEBUG = False
ALLOWED_HOSTS = hosts()
DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "papule.clinic.accounts",
    "papule.clinic.audit",
    "papule.clinic.patients",
    "papule.clinic.imports",
    "papule.clinic.care",
    "papule.clinic.stock",
    "papule.clinic.outcomes",
    "papule.clinic.agenda",
    "papule.clinic.bodymap",
    "papule.clinic.drawings",
    "papule.clinic.documents",
    "papule.clinic.billing",
    "papule.clinic.aesthetic",
    "papule.clinic.portal",
    "papule.clinic.recalls",
    "papule.clinic.mail",
    "papule.clinic.upkeep",
    "papule.clinic.reference",
    "papule.clinic.exchange",
    "papule.clinic.registry",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "papule.clinic.accounts.middleware.NotKeptMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "papule.clinic.accounts.middleware.PracticeMiddleware",
    "papule.clinic.accounts.middleware.AccessMiddleware",
    "papule.clinic.patients.middleware.MergedMiddleware",
    "papule.clinic.audit.middleware.AuditMiddleware",
]
if SECURE:
    MIDDLEWARE.insert(0, "papule.clinic.proxies.AddressMiddleware")

ROOT_URLCONF = "papule.clinic.urls"
WSGI_APPLICATION = "papule.clinic.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "papule.clinic.accounts.context.practice",
            ],
            "builtins": ["papule.clinic.templatetags.quick"],
            "libraries": {
                "i18n": "papule.clinic.templatetags.quick_i18n",
                "browser_words": "papule.clinic.templatetags.browser_words",
                "fields": "papule.clinic.templatetags.fields",
                "knowledge_words": "papule.clinic.templatetags.knowledge_words",
            },
        },
    },
]

# --- languages and time: the practice's zone is put on by PracticeMiddleware ---------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [HERE / "locale"]
FORMAT_MODULE_PATH = "papule.clinic.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- signing in ----------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["papule.clinic.accounts.backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    # NIST SP 800-63B-4, section 3.1.1.2: length and a list of known passwords, no rules of composition
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "papule.clinic.accounts.passwords.RepetitionValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "agenda:today"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "papule.clinic.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {  # beside those of allauth for signing in
    "unlock": "5/5m/key",
    "setup": "30/5m/key",
    "exchange": "600/1m/key",
    "exchange_refused": "30/5m/ip",
}
MFA_ADAPTER = "papule.clinic.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE  # loopback is http; browsers allow passkeys there
MFA_TOTP_ISSUER = "Papule"
USERSESSIONS_TRACK_ACTIVITY = False  # a write at every request: accounts.middleware does it now and then
CACHES = {"default": cache(DATABASES["default"])}  # holds only how often somebody tried to sign in or to sign

# --- what the browser is told --------------------------------------------------------------------

SESSION_ENGINE = "papule.clinic.accounts.sessions"
SESSION_COOKIE_NAME = "papule_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "papule.clinic.accounts.views.refused.csrf_failed"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if SECURE:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "script-src": [SELF],
        "style-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}

# --- files ---------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [HERE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "papule.clinic.places.StaticFiles"},
}
BACKUPS = Path(os.environ.get("PAPULE_BACKUPS") or DATA / "backups")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 2  # no page asks for more than one
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "papule.clinic.uploads.BoundedUploadHandler",
]
FORM_RENDERER = "papule.clinic.forms.Renderer"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "papule.clinic.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "papule": {"level": "INFO"},
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.security": {"level": "WARNING"},
    },
}
