"""The knowledge, open to all: every item with its statements, sources, dates and who disagrees."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from papule.assessment.view import View, view_of
from papule.clinic.accounts.forms import COUNTRIES
from papule.clinic.knowledge import formulary, view_on, words
from papule.clinic.reference import finding
from papule.clinic.reference.showing import Shower
from papule.clinic.requests import Request
from papule.explaining.code import code_of
from papule.explaining.explain import between
from papule.explaining.phrases import Phrases
from papule.explaining.search import Explained
from papule.explaining.sheet import sheet_of
from papule.reading.problem import Unreadable

LONGEST = 200  # characters of what is looked up


class SettingForm(forms.Form):
    """The day and the country that an explanation is of."""

    on = forms.DateField(label=_("As on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    country = forms.ChoiceField(label=_("Country"), choices=list(COUNTRIES.items()))

    @property
    def setting(self) -> tuple[date, str]:
        """Give the day and the country of a valid form."""
        return self.cleaned_data["on"], self.cleaned_data["country"]


def index(request: Request) -> HttpResponse:
    """Show what there is, or what was looked up; what one page has, that page."""
    text = " ".join(request.GET.get("q", "").split())[:LONGEST]
    page = finding.page_of(text) if text else ""
    if page:
        return redirect(page)
    found, only_alike = finding.meant_by(text) if text else ((), False)
    edition = formulary().edition
    shown = {
        "text": text,
        "found": found,
        "only_alike": only_alike,
        "kinds": finding.kinds(),
        "changes": [words().text(each.text) for each in edition.changes],
        "counted": len(finding.catalogue().items),
    }
    return render(request, "reference/index.html", shown)


def kind(request: Request, what: str) -> HttpResponse:
    """List the items of a kind."""
    try:
        listed = finding.listed(what)
    except KeyError:
        raise Http404 from None
    return render(request, "reference/kind.html", {"listed": listed, "name": Phrases(words()).kind(what)})


def item(request: Request, what: str, entry: str) -> HttpResponse:
    """Explain an item, a finding code, or what is asked about an item."""
    today, home = timezone.localdate(), request.practice.country
    form = SettingForm({"on": today.isoformat(), "country": home} | request.GET.dict())
    view = _view(request, *(form.setting if form.is_valid() else (today, home)))
    about = request.GET.get("about", "")[:LONGEST]
    page = Shower().page(_explained(what, entry, about, view))
    return render(request, "reference/item.html", {"page": page, "setting": form, "about": about})


def _view(request: Request, day: date, country: str) -> View:
    """See the knowledge from a day and a country; only that of today is kept for the next who asks."""
    is_home = country == request.practice.country
    society = request.practice.society if is_home else ""
    if is_home and day == timezone.localdate():
        return view_on(day, country, society or None)
    return view_of(formulary(), day, country, society or None)


def _explained(kind: str, key: str, about: str, view: View) -> Explained:
    """Explain what an address names.

    Raises Http404 where it names nothing.
    """
    catalogue = finding.catalogue()
    if kind == "code":
        try:
            return code_of(key, catalogue, view)
        except Unreadable:
            raise Http404 from None
    found = finding.item_at(kind, key)
    asked = finding.item_at(*about.split(":", 1)) if ":" in about else None
    if found is None or (about and asked is None):
        raise Http404
    if asked is None:
        return sheet_of(found, [each for each in catalogue.exact(key) if each != found], catalogue, view)
    try:
        return between([asked], found, catalogue, view)
    except (KeyError, AttributeError):
        raise Http404 from None
