"""The addresses of `documents`."""

from django.urls import path

from papule.clinic.documents.views import documents, words

app_name = "documents"
urlpatterns = [
    path("words/", words.passages, name="passages"),
    path("words/<str:passage>/<str:language>/", words.words, name="words"),
    path("<int:patient_id>/", documents.documents, name="documents"),
    path("<int:patient_id>/make/", documents.make, name="make"),
    path("<int:patient_id>/<int:document_id>/", documents.document, name="document"),
]
