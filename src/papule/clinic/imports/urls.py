"""The addresses of `imports`."""

from django.urls import path

from papule.clinic.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.give, name="give"),
    path("letters/", views.letters, name="letters"),
    path("columns/", views.columns, name="columns"),
    path("check/", views.check, name="check"),
    path("preview/", views.preview, name="preview"),
    path("left/", views.left, name="left"),
    path("register/", views.register, name="register"),
    path("discard/", views.discard, name="discard"),
    path("done/<int:imported>/", views.done, name="done"),
]
