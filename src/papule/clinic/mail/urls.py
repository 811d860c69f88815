"""The addresses of `mail`."""

from django.urls import path

from papule.clinic.mail import views

app_name = "mail"
urlpatterns = [
    path("server/", views.server, name="server"),
    path("", views.outbox, name="outbox"),
    path("<int:patient_id>/", views.reminders, name="reminders"),
    path("<int:patient_id>/<int:mail_id>/again/", views.again, name="again"),
    path("<int:patient_id>/links/<int:invitation_id>/", views.link, name="link"),
]
