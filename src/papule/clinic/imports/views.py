"""Patients from the file of another program: given, its columns said, checked, looked at, registered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.forms import ValidationError
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from papule.clinic.audit.models import AuditEvent
from papule.clinic.audit.writing import actor_of, record
from papule.clinic.imports import kept, told
from papule.clinic.imports.deciding import record_numbers, renumbered, sort
from papule.clinic.imports.forms import ColumnsForm, FileForm, LettersForm
from papule.clinic.imports.registering import register_all
from papule.clinic.patients import typed
from papule.clinic.patients.models import Patient
from papule.clinic.patients.services import StaleError
from papule.clinic.requests import Request, counted
from papule.clinic.spreadsheets import separator

SECONDS = 2.0  # that one part of the checking takes
EXAMPLES, WRONG_SHOWN, ALIKE_SHOWN, ON_PAGE = 3, 100, 200, 50


def give(request: Request) -> HttpResponse:
    """Take a file; one that waits is offered again."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept.give(actor_of(request), request.user, typed.line(file.name)[:200], file.read(), request.LANGUAGE_CODE)
        except ValidationError as error:
            form.add_error("file", error)
        else:
            return redirect("imports:columns")
    return render(request, "imports/give.html", {"form": form, "waiting": kept.find_waiting(request.user)})


@require_POST
def letters(request: Request) -> HttpResponse:
    """Read the file by other letters, or with another separator."""
    waiting = kept.find_waiting(request.user)
    form = LettersForm(request.POST)
    if waiting is not None and form.is_valid():
        try:
            kept.read_again(actor_of(request), waiting, form.cleaned_data["letters"], form.cleaned_data["separator"])
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect("imports:columns")


def columns(request: Request) -> HttpResponse:
    """Show what each column is taken for, with examples, and let it be said otherwise."""
    waiting = kept.find_waiting(request.user)
    if waiting is None:
        return _gone(request)
    heading, rows = kept.opened(waiting)
    examples = [row.cells for _at, row in zip(range(EXAMPLES), rows, strict=False)]
    form = ColumnsForm(waiting, heading, request.POST or None)
    if request.method == "POST" and form.is_valid():
        kept.say(actor_of(request), waiting, form.said())
        return redirect("imports:check")
    reading = kept.reading_of(waiting)
    shown = {
        "waiting": waiting,
        "form": form,
        "letters": LettersForm(initial={"letters": reading.letters, "separator": reading.separator}),
        "columns": [(form[f"column-{at}"], [told.cell(row, at) for row in examples]) for at in range(len(heading))],
        "known": len(reading.columns),
    }
    return render(request, "imports/columns.html", shown)


def check(request: Request) -> HttpResponse:
    """Check the next rows, and show how far it is; the page asks for the next part by itself."""
    waiting = kept.find_waiting(request.user)
    if waiting is None or not waiting.is_said:
        return _onwards(request, "imports:give" if waiting is None else "imports:columns")
    if request.method == "POST" and waiting.checked < waiting.count:
        kept.check_some(actor_of(request), waiting, request.practice.country, SECONDS)
    if waiting.checked >= waiting.count:
        return _onwards(request, "imports:preview")
    page = "imports/progress.html" if request.htmx else "imports/check.html"
    return render(request, page, {"waiting": waiting})


def _onwards(request: Request, name: str) -> HttpResponse:
    answer = redirect(name)
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": answer["Location"]})
    return answer


def preview(request: Request) -> HttpResponse:
    """Show what would become of each row; nothing is written."""
    waiting = kept.find_waiting(request.user)
    if waiting is None:
        return _gone(request)
    if not kept.is_checked(waiting):
        return redirect("imports:check")
    found = sort(kept.checked_rows(waiting))
    may_be = [*found.new, *(each.row for each in found.alike if each.may_be_other)]
    shown = told.surest_last(found.alike)[:ALIKE_SHOWN]
    people = told.people_of(shown)
    if people:
        record(actor_of(request), "search", subject="duplicates", patients=sorted(people))
    page = {
        "waiting": waiting,
        "found": found,
        "wrong": found.wrong[:WRONG_SHOWN],
        "alike": [told.lookalike(each, people) for each in shown],
        "remarks": told.remarks(found.new),
        "renumbered": renumbered(may_be, record_numbers(may_be)),
        "undated": sum(1 for row in found.new if row.said and row.said.birth_date is None),
        "seen": found.seen(),
    }
    return render(request, "imports/preview.html", page)


def left(request: Request) -> HttpResponse | StreamingHttpResponse:
    """Give the rows that are not registered as they stand, each with the reason, as CSV."""
    waiting = kept.find_waiting(request.user)
    if waiting is None:
        return _gone(request)
    if not kept.is_checked(waiting):
        return redirect("imports:check")
    found = sort(kept.checked_rows(waiting))
    people = told.people_of(found.alike)
    record(actor_of(request), "search", subject="imports:left", count=len(people))
    rows: Iterator[str] = told.left_rows(kept.opened(waiting)[0], found, people, separator())
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    name = _("rows-left-out")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


@require_POST
def register(request: Request) -> HttpResponse:
    """Register who is new, and who was ticked."""
    waiting = kept.find_waiting(request.user)
    if waiting is None:
        return _gone(request)
    ticked = [counted(each) for each in request.POST.getlist("other")]
    try:
        number = register_all(actor_of(request), waiting, ticked, request.POST.get("seen", ""))
    except (StaleError, IntegrityError):
        messages.error(
            request,
            _(
                "Nobody was registered: patients were registered or changed meanwhile, and the rows no longer stand as "
                "you saw them. Look again, then decide."
            ),
        )
        return redirect("imports:preview")
    return redirect("imports:done", number)


@require_POST
def discard(request: Request) -> HttpResponse:
    """Take the file away; nobody of it is registered."""
    waiting = kept.find_waiting(request.user)
    if waiting is not None:
        kept.discard(actor_of(request), waiting)
        messages.success(request, _("The file is gone; nobody of it was registered."))
    return redirect("imports:give")


def done(request: Request, imported: int) -> HttpResponse:
    """Show who was registered from a file, and who got another record number."""
    event = get_object_or_404(AuditEvent, number=imported, action="patients.import")
    events = AuditEvent.objects.filter(
        number__gte=event.detail["first"], number__lt=imported, action="patient.register"
    ).order_by("number")
    page = Paginator(events, ON_PAGE).get_page(request.GET.get("page"))
    other = list(events.filter(detail__has_key="wished"))
    people = Patient.objects.in_bulk([each.patient_id for each in (*page, *other)])
    record(actor_of(request), "search", subject="imports:done", count=len(people))
    shown: dict[str, Any] = {
        "event": event,
        "page": page,
        "rows": [(each.detail["row"], people[each.patient_id]) for each in page if each.patient_id in people],
        "renumbered": [(each.detail, people[each.patient_id]) for each in other if each.patient_id in people],
    }
    return render(request, "imports/done.html", shown)


def _gone(request: Request) -> HttpResponse:
    messages.info(request, _("There is no file: it was decided on, or its time is over. Give it again."))
    return redirect("imports:give")
