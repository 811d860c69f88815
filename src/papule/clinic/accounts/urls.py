"""The addresses of `accounts`, and those by which a machine is watched."""

from django.urls import path

from papule.clinic.accounts.views import locked, profile, setup

app_name = "accounts"
urlpatterns = [
    path("setup/", setup.setup, name="setup"),
    path("locked/", locked.locked, name="locked"),
    path("profile/", profile.profile, name="profile"),
]
