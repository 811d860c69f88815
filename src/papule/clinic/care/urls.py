"""The addresses of `care`."""

from django.urls import path

from papule.clinic.care.views import consultation, plan, plan_version, recipes, session, session_record

app_name = "care"
urlpatterns = [
    path("templates/", recipes.templates, name="templates"),
    path("templates/<int:template_id>/", recipes.template, name="template"),
    path("overrides/", recipes.overrides, name="overrides"),
    path("<int:patient_id>/consultation/", consultation.consultation_new, name="consultation_new"),
    path("<int:patient_id>/courses/<int:course_id>/", consultation.consultation, name="consultation"),
    path("<int:patient_id>/courses/<int:course_id>/close/", consultation.close, name="close"),
    path("<int:patient_id>/courses/<int:course_id>/plan/", plan.plan, name="plan"),
    path("<int:patient_id>/courses/<int:course_id>/plan/<int:number>/", plan_version.version, name="plan_version"),
    path("<int:patient_id>/courses/<int:course_id>/session/", session.session, name="session"),
    path("<int:patient_id>/sessions/<int:session_id>/", session_record.record, name="record"),
    path("<int:patient_id>/sessions/<int:session_id>/assessment/", session_record.assessment, name="record_assessment"),
    path("<int:patient_id>/sessions/<int:session_id>/amend/", session_record.amend_session, name="amend"),
]
