"""The addresses of `audit`."""

from django.urls import path

from papule.clinic.audit import views

app_name = "audit"
urlpatterns = [path("", views.log, name="log")]
