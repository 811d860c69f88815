"""The addresses of the clinic; who may ask for them stands in `accounts.permissions`."""

from django.urls import include, path
from django.views.i18n import set_language

from papule.clinic.accounts.views import health

urlpatterns = [
    path("", include("papule.clinic.agenda.urls")),
    path("", include("papule.clinic.accounts.urls")),
    path("health/", health.health, name="health"),
    path("ready/", health.ready, name="ready"),
    path("language/", set_language, name="set_language"),
    path("account/", include("allauth.urls")),
    path("patients/import/", include("papule.clinic.imports.urls")),
    path("patients/", include("papule.clinic.patients.urls")),
    path("care/", include("papule.clinic.care.urls")),
    path("stock/", include("papule.clinic.stock.urls")),
    path("recalls/", include("papule.clinic.recalls.urls")),
    path("mail/", include("papule.clinic.mail.urls")),
    path("outcomes/", include("papule.clinic.outcomes.urls")),
    path("billing/", include("papule.clinic.billing.urls")),
    path("quotes/", include("papule.clinic.aesthetic.urls")),
    path("", include("papule.clinic.portal.urls")),
    path("documents/", include("papule.clinic.documents.urls")),
    path("audit/", include("papule.clinic.audit.urls")),
    path("knowledge/", include("papule.clinic.reference.urls")),
    path("registry/", include("papule.clinic.registry.urls")),
    path("", include("papule.clinic.exchange.urls")),
    path("upkeep/", include("papule.clinic.upkeep.urls")),
]
