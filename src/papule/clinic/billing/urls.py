"""The addresses of `billing`."""

from django.urls import path

from papule.clinic.billing import views

app_name = "billing"
urlpatterns = [
    path("acts/", views.acts, name="acts"),
    path("day/", views.day, name="day"),
    path("export/", views.export, name="export"),
    path("<int:patient_id>/", views.charge, name="charge"),
    path("<int:patient_id>/fees/", views.fees, name="fees"),
    path("<int:patient_id>/<int:receipt_id>/", views.receipt, name="receipt"),
]
