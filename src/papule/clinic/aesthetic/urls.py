"""The addresses of `aesthetic`."""

from django.urls import path

from papule.clinic.aesthetic import views

app_name = "aesthetic"
urlpatterns = [
    path("terms/", views.terms, name="terms"),
    path("<int:patient_id>/<int:course_id>/", views.quotes, name="quotes"),
]
