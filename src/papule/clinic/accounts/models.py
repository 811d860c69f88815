"""The people who work in the practice, and the practice itself."""

from __future__ import annotations

from functools import cache
from typing import get_args
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from papule.clinic.accounts.permissions import Role
from papule.treatment.case import Profession

PROFESSIONS = [(each, each) for each in get_args(Profession)]


class User(AbstractUser):
    """Somebody who signs in. A person may have several roles: a doctor alone is the administrator too."""

    is_doctor = models.BooleanField(_("doctor"), default=False)
    is_assistant = models.BooleanField(_("assistant"), default=False)
    is_researcher = models.BooleanField(_("researcher"), default=False)
    is_administrator = models.BooleanField(_("administrator"), default=False)
    language = models.CharField(_("language"), max_length=8, blank=True)
    title = models.CharField(_("title"), max_length=40, blank=True)
    profession = models.CharField(_("profession"), max_length=20, choices=PROFESSIONS, default="physician")
    has_diploma = models.BooleanField(_("diploma of mesotherapy"), null=True)
    must_change_password = models.BooleanField(default=False)  # one that was given, and is used once
    registration = models.CharField(_("professional number (RPPS, INAMI)"), max_length=20, blank=True)

    @property
    def roles(self) -> frozenset[Role]:
        """Give the roles that the person has."""
        return _roles(self.is_doctor, self.is_assistant, self.is_researcher, self.is_administrator)

    @property
    def name(self) -> str:
        """Give the name as it stands in a record."""
        return " ".join(filter(None, (self.title, self.first_name, self.last_name))) or self.username


@cache
def _roles(*has: bool) -> frozenset[Role]:
    """Give the roles that somebody has, in the order of their list."""
    return frozenset(role for role, it_has in zip(Role, has, strict=True) if it_has)


class Practice(models.Model):
    """The practice: one row. Its country and society say which rules hold."""

    name = models.CharField(_("name"), max_length=200)
    address = models.TextField(_("address"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    country = models.CharField(_("country"), max_length=2, default="FR")
    society = models.CharField(_("learned society"), max_length=40, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="Europe/Paris")
    idle_minutes = models.PositiveSmallIntegerField(_("minutes until the screen locks"), default=10)
    needs_second_factor = models.BooleanField(_("a second factor is required"), default=True)
    tells_readers = models.BooleanField(_("patients are told by name who read their record"), default=False)
    is_demonstration = models.BooleanField(default=False, editable=False)

    def __str__(self) -> str:
        """Give its name."""
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """Give the time zone."""
        return ZoneInfo(self.time_zone)
