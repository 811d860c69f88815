"""The first page."""

from django.urls import path

from papule.clinic.agenda.views import today

app_name = "agenda"
urlpatterns = [path("", today.today, name="today")]
