"""The addresses of `care`."""

from django.urls import path

from papule.clinic.care.views import session, session_record

app_name = "care"
urlpatterns = [
    path("<int:patient_id>/courses/<int:course_id>/session/", session.session, name="session"),
    path("<int:patient_id>/sessions/<int:session_id>/", session_record.record, name="record"),
    path("<int:patient_id>/sessions/<int:session_id>/assessment/", session_record.assessment, name="record_assessment"),
    path("<int:patient_id>/sessions/<int:session_id>/amend/", session_record.amend_session, name="amend"),
]
