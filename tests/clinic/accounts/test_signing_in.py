from urllib.parse import urlencode

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import is_mfa_enabled
from django.core.cache import cache
from django.db import OperationalError, connections
from django.test import Client
from django.urls import reverse
from tests.clinic.conftest import PASSWORD, make_user

from papule.clinic.accounts import services
from papule.clinic.accounts.models import Practice, User
from papule.clinic.accounts.permissions import Role
from papule.clinic.accounts.sealing import seal, unseal
from papule.clinic.audit.models import AuditEvent
from papule.clinic.audit.writing import system


@pytest.fixture(autouse=True)
def unlimited(db):
    cache.clear()


def sign_in(name: str, password: str, client: Client | None = None):
    return (client or Client()).post("/account/login/", {"login": name, "password": password})


def test_right_password_signs_in(doctor):
    assert sign_in("doctor", PASSWORD).headers["Location"] == "/"


def test_wrong_passwords_are_throttled(doctor):
    answers = [sign_in("doctor", "wrong") for _ in range(12)]
    assert "Too many" in answers[-1].content.decode()
    assert sign_in("doctor", PASSWORD).status_code == 200


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_sign_in_leads_nowhere_else(doctor, back):
    answer = Client().post("/account/login/", {"login": "doctor", "password": PASSWORD, "next": back})
    assert "evil" not in answer.headers["Location"]
    assert "javascript" not in answer.headers["Location"]


def test_signing_up_is_closed(practice):
    assert (
        Client().post("/account/signup/", {"username": "x", "password1": PASSWORD, "password2": PASSWORD}).status_code
        == 302
    )
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "password", ["short", "passwordpassword", "123456789012345", "azertyuiopqsdfgh", "claireclaireclaire"]
)
def test_weak_password_is_refused(practice, password):
    Practice.objects.all().delete()
    said = setup_fields() | {"password": password, "again": password}
    assert Client().post(reverse("accounts:setup"), said).status_code == 200
    assert not User.objects.exists()


def setup_fields(**more) -> dict:
    person = {"username": "claire", "first_name": "Claire", "last_name": "F", "is_doctor": "on"}
    place = {"name": "Cabinet", "country": "FR", "society": "sfm", "time_zone": "Europe/Paris", "idle_minutes": "10"}
    return {"code": services.setup_code(), "password": PASSWORD, "again": PASSWORD} | person | place | more


def test_first_start_asks_for_everything_and_closes_for_ever(db):
    client = Client()
    assert client.get("/").headers["Location"] == reverse("accounts:setup")
    answer = client.post(reverse("accounts:setup"), setup_fields())
    assert answer.status_code == 302, answer.context["form"].errors
    made = User.objects.get()
    assert made.roles == {Role.doctor, Role.administrator}
    assert Client().get(reverse("accounts:setup")).status_code == 404
    assert Client().post(reverse("accounts:setup"), setup_fields()).status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"code": "guess"}, {"again": "another"}, {"country": "XX"}, {"time_zone": "Mars/Base"}, {"name": ""}]
)
def test_first_start_with_something_wrong_makes_nothing(db, wrong):
    Client().post(reverse("accounts:setup"), setup_fields(**wrong))
    assert not Practice.objects.exists()
    assert not User.objects.exists()


def test_code_of_the_first_start_is_not_guessed(db):
    answers = [Client().post(reverse("accounts:setup"), setup_fields(code="guess")).status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]
    held_back = Client().post(reverse("accounts:setup"), setup_fields(), headers={"accept-language": "fr"})
    assert (held_back.status_code, "Attendez quelques minutes" in held_back.text) == (429, True)
    assert not Practice.objects.exists()


def test_screen_locks_when_idle_and_opens_where_one_was(doctor, signed_in, practice):
    client = signed_in(doctor)
    client.get("/")
    session = client.session
    session["active_at"] -= practice.idle_minutes * 60 + 1
    session.save()
    answer = client.get("/agenda/?on=2026-11-27")
    assert answer.headers["Location"].startswith("/locked/?next=")
    opened = client.post("/locked/", {"password": PASSWORD, "next": "/agenda/?on=2026-11-27"})
    assert opened.headers["Location"] == "/agenda/?on=2026-11-27"
    assert client.get("/agenda/").status_code == 200


def test_locked_screen_shows_nothing_and_takes_nothing(doctor, signed_in):
    client = signed_in(doctor)
    client.post("/locked/", {"lock": "1"})
    assert client.get("/agenda/").status_code == 302
    fetched = client.post("/agenda/hours/", {}, headers={"X-Requested-With": "fetch"})
    assert (fetched.status_code, fetched.headers["Location"]) == (401, "/locked/")


@pytest.mark.parametrize(
    ("came", "back"),
    [
        ("http://testserver/patients/new/?from=today", "/patients/new/?from=today"),
        ("http://evil.example/patients/new/", "/"),
        ("", "/"),
    ],
)
def test_form_sent_to_a_locked_screen_leads_back_to_its_page(doctor, signed_in, came, back):
    client = signed_in(doctor)
    client.post("/locked/", {"lock": "1"})
    answer = client.post("/patients/new/", {}, headers={"Referer": came})
    assert answer.headers["Location"] == f"/locked/?{urlencode({'next': back})}"


def test_unlocking_is_throttled_even_for_the_right_password(doctor, signed_in):
    client = signed_in(doctor)
    client.post("/locked/", {"lock": "1"})
    for _ in range(6):
        page = client.post("/locked/", {"password": "wrong"})
    assert "Too many wrong passwords" in page.content.decode()
    assert client.post("/locked/", {"password": PASSWORD}).status_code == 200


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example"])
def test_unlocking_leads_nowhere_else(doctor, signed_in, back):
    client = signed_in(doctor)
    client.post("/locked/", {"lock": "1"})
    assert client.post("/locked/", {"password": PASSWORD, "next": back}).headers["Location"] == "/"


def test_required_second_factor_is_asked_for(doctor, signed_in, practice):
    Practice.objects.update(needs_second_factor=True)
    client = signed_in(doctor)
    assert client.get("/").headers["Location"] == "/account/2fa/"
    page = client.get("/account/2fa/").text
    assert page.count("This practice asks for a second factor.") == 1


def test_password_that_was_given_is_changed_first(administrator, signed_in):
    made, password = services.add_user(system("test"), {"username": "new", "is_doctor": True})
    client = Client()
    sign_in("new", password, client)
    assert client.get("/").headers["Location"] == "/account/password/change/"
    said = {"oldpassword": password, "password1": PASSWORD, "password2": PASSWORD}
    client.post("/account/password/change/", said)
    made.refresh_from_db()
    assert not made.must_change_password
    assert client.get("/").status_code == 200


def test_person_is_added_changed_and_reset_on_the_pages(administrator, signed_in):
    client = signed_in(administrator)
    said = {
        "username": "amina",
        "first_name": "Amina",
        "last_name": "D",
        "roles": ["assistant"],
        "profession": "nurse",
        "has_diploma": "unknown",
    }
    page = client.post(reverse("accounts:user_new"), said)
    assert page.context["password"] in page.content.decode()
    made = User.objects.get(username="amina")
    assert made.roles == {Role.assistant}
    client.post(reverse("accounts:user", args=[made.pk]), said | {"roles": ["doctor"], "is_active": "on"})
    made.refresh_from_db()
    assert made.roles == {Role.doctor}
    reset = client.post(reverse("accounts:user", args=[made.pk]), {"do": "reset"})
    assert reset.context["password"]
    assert {each.action for each in AuditEvent.objects.all()} >= {"user.add", "user.change", "user.reset_password"}


def test_last_administrator_stays(administrator, signed_in):
    said = {
        "username": "administrator",
        "roles": ["doctor"],
        "profession": "physician",
        "has_diploma": "unknown",
        "is_active": "on",
    }
    page = signed_in(administrator).post(reverse("accounts:user", args=[administrator.pk]), said)
    assert "last administrator" in page.content.decode()
    administrator.refresh_from_db()
    assert administrator.is_administrator


def test_language_of_the_person_wins_over_the_browser(practice, signed_in):
    french = make_user("claire", Role.doctor, language="fr")
    page = signed_in(french).get("/profile/", headers={"accept-language": "en"}).content.decode()
    assert 'lang="fr"' in page
    assert "Votre compte" in page


def test_secrets_of_the_second_factor_are_sealed():
    sealed = seal("JBSWY3DPEHPK3PXP", "secret")
    assert "JBSW" not in sealed
    assert unseal(sealed, "secret") == "JBSWY3DPEHPK3PXP"


def test_headers_keep_the_browser_narrow(doctor, signed_in):
    answer = signed_in(doctor).get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert (answer.headers["X-Frame-Options"], answer.headers["X-Content-Type-Options"]) == ("DENY", "nosniff")


def test_form_without_token_is_refused(doctor):
    client = Client(enforce_csrf_checks=True)
    client.force_login(doctor, backend="papule.clinic.accounts.backends.AuthenticationBackend")
    assert client.post("/profile/", {"first_name": "x"}).status_code == 403


def test_health_and_readiness_answer_without_signing_in(practice):
    assert Client().get("/health/").json() == {"status": "alive"}
    assert Client().get("/ready/").json()["status"] == "ready"


def test_database_that_is_gone_is_told_to_whatever_watches_over_the_server(practice, monkeypatch):
    def gone(*_asked, **_more):
        raise OperationalError("gone")

    with monkeypatch.context() as broken:
        broken.setattr("papule.clinic.asking.Statement.rows", gone)
        broken.setattr(type(connections["default"]), "cursor", gone)
        assert Client().get("/health/").json() == {"status": "alive"}
        answer = Client().get("/ready/")
    assert (answer.status_code, answer.json()["database"]) == (503, "does not answer")


def actions_noted() -> list[tuple[str, str, str]]:
    """Give what the log says of signing in: what, by whom, whose account."""
    return list(AuditEvent.objects.order_by("number").values_list("action", "actor", "subject"))


def test_who_signs_in_and_out_stands_in_the_log(doctor):
    client, own = Client(), f"accounts.User:{doctor.pk}"
    sign_in("doctor", PASSWORD, client)
    client.post("/account/logout/")
    assert actions_noted() == [("sign_in", doctor.name, own), ("sign_out", doctor.name, own)]
    assert AuditEvent.objects.get(action="sign_in").detail == {"how": ["password"]}


def test_who_is_refused_stands_in_the_log_without_what_was_typed(doctor):
    for name in ("DOCTOR", "my secret typed in the wrong field"):
        sign_in(name, "wrong")
    assert actions_noted() == [
        ("sign_in.refused", "nobody", f"accounts.User:{doctor.pk}"),
        ("sign_in.refused", "nobody", ""),
    ]
    assert "secret" not in str(list(AuditEvent.objects.values()))


def test_who_is_held_back_stands_in_the_log(doctor):
    for _ in range(6):
        sign_in("doctor", "wrong")
    assert [each[0] for each in actions_noted()] == ["sign_in.refused"] * 5 + ["sign_in.throttled"]


def test_own_password_changed_stands_in_the_log(doctor):
    client = Client()
    sign_in("doctor", PASSWORD, client)
    new = "an other sentence that I remember"
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert ("password.change", doctor.name, f"accounts.User:{doctor.pk}") in actions_noted()


def test_second_factor_in_the_log(doctor, django_capture_on_commit_callbacks):
    client, own = Client(), f"accounts.User:{doctor.pk}"
    sign_in("doctor", PASSWORD, client)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.get("/account/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/2fa/totp/activate/", {"code": code})
    other = Client()
    sign_in("doctor", PASSWORD, other)
    other.post("/account/2fa/authenticate/", {"code": "000000"})
    assert actions_noted()[1:] == [
        ("factor.add", doctor.name, own),
        ("factor.add", doctor.name, own),
        ("sign_in.refused", "nobody", own),
    ]


def test_locked_screen_takes_no_password_at_another_door(doctor, signed_in):
    client = signed_in(doctor)
    client.post("/locked/", {"lock": "1"})
    answer = client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert answer.headers["Location"].startswith("/locked/")


def person(**more) -> dict:
    return {
        "username": "amina",
        "first_name": "Amina",
        "last_name": "D",
        "roles": ["assistant"],
        "profession": "nurse",
        "has_diploma": "unknown",
        "is_active": "on",
    } | more


@pytest.mark.parametrize("name", ["Administrator", "ADMINISTRATOR"])
def test_sign_in_name_in_other_letters_is_taken(administrator, assistant, signed_in, name):
    client = signed_in(administrator)
    for address in (reverse("accounts:user_new"), reverse("accounts:user", args=[assistant.pk])):
        assert "username" in client.post(address, person(username=name)).context["form"].errors
    assert sign_in("administrator", PASSWORD).headers["Location"] == "/"


def test_own_sign_in_name_may_change_its_letters(administrator, assistant, signed_in):
    signed_in(administrator).post(reverse("accounts:user", args=[assistant.pk]), person(username="Assistant"))
    assert sign_in("assistant", PASSWORD).headers["Location"] == "/"


def test_lost_second_factor_is_taken_away_with_the_password(administrator, assistant, signed_in):
    TOTP.activate(assistant, generate_totp_secret())
    there = signed_in(assistant)
    assert there.get("/").status_code == 200
    client, address = signed_in(administrator), reverse("accounts:user", args=[assistant.pk])
    password = client.post(address, {"do": "reset_access"}).context["password"]
    assert there.get("/").headers["Location"].startswith("/account/login/")
    again = Client()
    assert sign_in("assistant", password, again).headers["Location"] == "/"
    assert again.get("/").headers["Location"] == "/account/password/change/"
    assert [each for each in actions_noted() if each[0].startswith("user.")] == [
        ("user.reset_access", administrator.name, f"accounts.User:{assistant.pk}")
    ]
    assert not is_mfa_enabled(assistant)


def test_new_password_alone_leaves_the_second_factor(administrator, assistant, signed_in):
    TOTP.activate(assistant, generate_totp_secret())
    signed_in(administrator).post(reverse("accounts:user", args=[assistant.pk]), {"do": "reset"})
    assert is_mfa_enabled(assistant)


def test_way_back_of_the_only_administrator_is_the_terminal(administrator):
    TOTP.activate(administrator, generate_totp_secret())
    User.objects.update(is_active=False)
    password = services.let_in_again(system("papule access"), administrator)
    client = Client()
    assert sign_in("administrator", password, client).headers["Location"] == "/"
    assert client.get("/").headers["Location"] == "/account/password/change/"


def test_log_says_what_of_a_person_was_changed(administrator, assistant, signed_in):
    said = person(username="assistant", first_name="Anne", last_name=assistant.last_name, profession="physician")
    signed_in(administrator).post(reverse("accounts:user", args=[assistant.pk]), said)
    assert AuditEvent.objects.get(action="user.change").detail["changed"] == ["first_name", "language"]


def test_page_that_asks_for_the_password_again_leads_to_no_closed_door(doctor, signed_in):
    page = signed_in(doctor).get("/account/reauthenticate/").text
    assert "/account/password/reset/" not in page
    assert "The administrator of the practice gives a new password." in page


def test_who_may_not_sign_in_any_more_is_told(doctor):
    User.objects.update(is_active=False)
    page = Client().post("/account/login/", {"login": "doctor", "password": PASSWORD}, follow=True)
    assert "This account may not sign in any more." in page.text
    assert not page.context["user"].is_authenticated


def test_page_that_was_sent_back_says_that_another_language_takes_nothing_along(doctor):
    client = Client(headers={"accept-language": "en"})
    told = '<noscript><span class="small text-body-secondary">What you filled in is not taken along.</span></noscript>'
    assert told not in client.get("/account/login/").content.decode()
    assert told in client.post("/account/login/", {"login": "doctor", "password": "wrong"}).content.decode()
