"""The addresses of `reference`."""

from django.urls import path

from papule.clinic.reference import views

app_name = "reference"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:what>/", views.kind, name="kind"),
    path("<slug:what>/<path:entry>/", views.item, name="item"),
]
