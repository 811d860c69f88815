"""The log on a page: who read or wrote what, newest first, and whether the chain is whole."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from papule.clinic.audit.models import AuditEvent
from papule.clinic.audit.named import actions_named
from papule.clinic.audit.verifying import verify
from papule.clinic.audit.writing import actor_of, record
from papule.clinic.requests import Request

ROWS = 50


class LogForm(forms.Form):
    """What to look for in the log."""

    actor = forms.CharField(label=_("Person"), required=False, max_length=200)
    action = forms.CharField(label=_("What was done"), required=False, max_length=60)
    patient = forms.IntegerField(label=_("Patient, internal number"), required=False, min_value=1)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


def log(request: Request) -> HttpResponse:
    """Show the log; on a press of the button, follow its chain from the first event to the last."""
    form = LogForm(request.GET or None)
    events = _found(form.cleaned_data if form.is_bound and form.is_valid() else {})
    shown: dict[str, Any] = {"form": form, "page": Paginator(events, ROWS).get_page(request.GET.get("page"))}
    if request.method == "POST":
        count, breaks = verify()
        record(actor_of(request), "audit.verify", count=count, breaks=len(breaks))
        shown |= {"verified": count, "breaks": breaks}
    return render(request, "audit/log.html", shown)


def _found(wanted: dict[str, Any]) -> QuerySet[AuditEvent]:
    filters = {
        "actor__icontains": wanted.get("actor"),
        "patient_id": wanted.get("patient"),
        "at__date__gte": wanted.get("since"),
        "at__date__lte": wanted.get("until"),
    }
    done = wanted.get("action")
    named = Q(action__startswith=done) | Q(action__in=actions_named(done)) if done else Q()
    return AuditEvent.objects.filter(named, **{key: value for key, value in filters.items() if value}).order_by(
        "-number"
    )
