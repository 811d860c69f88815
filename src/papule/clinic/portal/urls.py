"""The addresses of `portal`: the practice's under `portal/`, the patient's under `p/`."""

from django.urls import path

from papule.clinic.portal.views import about, after, agreeing, background, data, diary, own, practice, questions

app_name = "portal"
urlpatterns = [
    path("portal/<int:patient_id>/", practice.invite, name="invite"),
    path("portal/<int:patient_id>/links/<int:invitation_id>/", practice.invitation, name="invitation"),
    path("portal/<int:patient_id>/answers/<int:invitation_id>/", practice.answers, name="answers"),
    path("portal/<int:patient_id>/messages/<int:message_id>/", practice.message, name="message"),
    path("portal/<int:patient_id>/messages/<int:message_id>/photo/", practice.photo, name="photo"),
    path("portal/<int:patient_id>/data/pdf/", data.data_pdf, name="data_pdf"),
    path("portal/<int:patient_id>/data/fhir/", data.data_fhir, name="data_fhir"),
    path("p/about/", about.about, name="about"),
    path("p/<str:token>/", own.door, name="door"),
    path("p/<str:token>/home/", own.home, name="home"),
    path("p/<str:token>/questions/", questions.questions, name="questions"),
    path("p/<str:token>/background/", background.background, name="background"),
    path("p/<str:token>/diary/", diary.diary, name="diary"),
    path("p/<str:token>/after/", after.after, name="after"),
    path("p/<str:token>/wrong/", own.wrong, name="wrong"),
    path("p/<str:token>/own/", own.own, name="own"),
    path("p/<str:token>/own/pdf/", data.own_pdf, name="own_pdf"),
    path("p/<str:token>/own/fhir/", data.own_fhir, name="own_fhir"),
    path("p/<str:token>/own/<int:document_id>/", own.own_document, name="own_document"),
    path("p/<str:token>/calendar/", own.own_calendar, name="own_calendar"),
    path("p/<str:token>/consent/<str:kind>/", agreeing.consent, name="consent"),
    path("p/<str:token>/consent/<str:kind>/withdraw/", agreeing.withdraw, name="withdraw"),
]
