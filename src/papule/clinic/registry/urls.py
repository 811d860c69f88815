"""The addresses of `registry`."""

from django.urls import path

from papule.clinic.registry import views

app_name = "registry"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("files/", views.files, name="files"),
    path("<slug:indication>/", views.recipes, name="recipes"),
]
