"""The addresses of `outcomes`."""

from django.urls import path

from papule.clinic.outcomes.views import course, events, overview

app_name = "outcomes"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("calls/", overview.calls, name="calls"),
    path("<int:patient_id>/calls/<int:session_id>/", overview.call, name="call"),
    path("<int:patient_id>/reminders/<int:reminder_id>/", overview.reminder_done, name="reminder_done"),
    path("<int:patient_id>/pregnancy/", overview.exposure, name="exposure"),
    path("<int:patient_id>/courses/<int:course_id>/", course.course, name="course"),
    path("<int:patient_id>/events/", events.event_new, name="event_new"),
    path("<int:patient_id>/events/<int:event_id>/", events.event, name="event"),
    path("<int:patient_id>/events/<int:event_id>/report/", events.event_report, name="event_report"),
]
