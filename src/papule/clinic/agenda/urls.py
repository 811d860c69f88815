"""The addresses of `agenda`: the first page among them."""

from django.urls import path

from papule.clinic.agenda.views import agenda, booking, everybody, hours, today, waiting

app_name = "agenda"
urlpatterns = [
    path("", today.today, name="today"),
    path("agenda/", agenda.day, name="day"),
    path("agenda/week/", everybody.everybody, name="week_of_all"),
    path("agenda/week/<int:doctor_id>/", agenda.week, name="week"),
    path("agenda/hours/", hours.hours, name="hours"),
    path("agenda/hours/remove/", hours.remove, name="remove"),
    path("agenda/calendar/", hours.calendar, name="calendar"),
    path("calendar/<str:secret>.ics", hours.feed, name="feed"),
    path("agenda/<int:patient_id>/book/", booking.book, name="book"),
    path("agenda/<int:patient_id>/series/", booking.series, name="series"),
    path("agenda/<int:patient_id>/wait/", waiting.add, name="wait"),
    path("agenda/<int:patient_id>/wait/<int:waiting_id>/", waiting.stop, name="stop_waiting"),
    path("agenda/<int:patient_id>/calendar/", booking.own_calendar, name="own_calendar"),
    path("agenda/<int:patient_id>/<int:appointment_id>/", agenda.appointment, name="appointment"),
    path("agenda/<int:patient_id>/<int:appointment_id>/moved/", agenda.moved, name="moved"),
    path(
        "agenda/<int:patient_id>/<int:appointment_id>/freed/<int:doctor_id>/<str:instant>/", waiting.freed, name="freed"
    ),
]
