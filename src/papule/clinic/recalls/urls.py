"""The addresses of `recalls`."""

from django.urls import path

from papule.clinic.recalls.views import recall, tracing

app_name = "recalls"
urlpatterns = [
    path("", tracing.recalls, name="recalls"),
    path("trace/", tracing.trace, name="trace"),
    path("<int:recall_id>/", recall.recall, name="recall"),
    path("<int:recall_id>/letters/", recall.letters, name="letters"),
    path("<int:recall_id>/printed/", recall.printed, name="printed"),
    path("<int:recall_id>/export/", recall.export, name="export"),
    path("<int:recall_id>/<int:patient_id>/", recall.contact, name="contact"),
]
