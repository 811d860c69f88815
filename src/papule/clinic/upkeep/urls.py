"""The addresses of `upkeep`."""

from django.urls import path

from papule.clinic.upkeep import views

app_name = "upkeep"
urlpatterns = [path("", views.overview, name="state")]
