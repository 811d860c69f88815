"""The addresses of `accounts`."""

from django.urls import path

from papule.clinic.accounts.views import locked, people, profile, setup

app_name = "accounts"
urlpatterns = [
    path("setup/", setup.setup, name="setup"),
    path("locked/", locked.locked, name="locked"),
    path("profile/", profile.profile, name="profile"),
    path("practice/", people.practice, name="practice"),
    path("people/", people.users, name="users"),
    path("people/new/", people.user_new, name="user_new"),
    path("people/<int:user_id>/", people.user, name="user"),
]
