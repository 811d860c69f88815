"""The addresses of `exchange`: those that the standard names, and the page of the administrator."""

from django.urls import path

from papule.clinic.exchange import views

app_name = "exchange"
urlpatterns = [
    path("cds-services", views.services, name="services"),
    path("cds-services/<slug:service_id>", views.service, name="service"),
    path("cds-services/<slug:service_id>/feedback", views.feedback, name="feedback"),
    path("practice/systems/", views.clients, name="clients"),
]
