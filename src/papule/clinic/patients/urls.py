"""The addresses of `patients`."""

from django.urls import path

from papule.clinic.patients.views import chart, identity, search

app_name = "patients"
urlpatterns = [
    path("", search.search, name="search"),
    path("new/", identity.new, name="new"),
    path("alike/", identity.alike_now, name="alike"),
    path("correspondents/<int:correspondent_id>/", identity.correspondent, name="correspondent"),
    path("<int:patient_id>/", chart.chart, name="chart"),
    path("<int:patient_id>/edit/", identity.edit, name="edit"),
]
