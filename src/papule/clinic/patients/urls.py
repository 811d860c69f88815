"""The addresses of `patients`."""

from django.urls import path

from papule.clinic.patients.views import background, chart, identity, merging, readers, screening, search

app_name = "patients"
urlpatterns = [
    path("", search.search, name="search"),
    path("new/", identity.new, name="new"),
    path("alike/", identity.alike_now, name="alike"),
    path("correspondents/<int:correspondent_id>/", identity.correspondent, name="correspondent"),
    path("allergies/", background.allergy_names, name="allergy_names"),
    path("medicines/", background.medicine_names, name="medicine_names"),
    path("<int:patient_id>/", chart.chart, name="chart"),
    path("<int:patient_id>/timeline/", chart.older, name="older"),
    path("<int:patient_id>/injected/", chart.places, name="injected"),
    path("<int:patient_id>/edit/", identity.edit, name="edit"),
    path("<int:patient_id>/background/", background.background, name="background"),
    path("<int:patient_id>/screening/", screening.screening, name="screening"),
    path("<int:patient_id>/merge/", merging.merging, name="merge"),
    path("<int:patient_id>/merge/<int:other_id>/", merging.merge_now, name="merge_now"),
    path("<int:patient_id>/separate/<int:number>/", merging.separate_now, name="separate"),
    path("<int:patient_id>/readers/", readers.readers, name="readers"),
]
