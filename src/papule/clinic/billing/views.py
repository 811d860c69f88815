"""Money on pages: acts, charging, receipts, the day, the export."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from papule.assessment.finding import Cited
from papule.assessment.view import View
from papule.clinic.accounts.forms import COUNTRIES
from papule.clinic.aesthetic.waiting import is_aesthetic
from papule.clinic.audit.writing import actor_of, record
from papule.clinic.billing import services
from papule.clinic.billing.documents import fees_sheet, receipt_sheet
from papule.clinic.billing.forms import ActForm, ChargeForm, CloseForm, PayForm, ReceiptForm
from papule.clinic.billing.models import Act, DayClose, Payment, Receipt
from papule.clinic.care.models import Session
from papule.clinic.documents.services import head_for, keep
from papule.clinic.knowledge import guidance, view_on, words
from papule.clinic.patients.models import Patient
from papule.clinic.patients.records import records_of
from papule.clinic.requests import Request
from papule.clinic.spreadsheets import START, line, separator

RECENT = timedelta(days=30)


def acts(request: Request) -> HttpResponse:
    """Show and change the acts of the practice, and what the knowledge says of their codes."""
    form = ActForm(request.POST if request.POST.get("do") == "act" else None)
    if request.method == "POST":
        key = request.POST.get("key", "")
        if request.POST.get("do") == "use" and key.isdecimal():
            act = get_object_or_404(Act, pk=int(key))
            act.is_used = not act.is_used
            act.save()
            record(actor_of(request), "act.use", subject=f"billing.Act:{act.pk}")
            return redirect("billing:acts")
        if form.is_valid():
            form.save()
            record(actor_of(request), "act.add", subject=f"billing.Act:{form.instance.pk}")
            return redirect("billing:acts")
    shown = {"acts": Act.objects.order_by("-is_used", "kind", "name"), "form": form, "codes": _codes(request)}
    shown |= {"country": COUNTRIES.get(request.practice.country, request.practice.country), "costs": _costs(request)}
    return render(request, "billing/acts.html", shown)


def _costs(request: Request) -> list[tuple[str, str, tuple[Cited, ...]]]:
    """Give what the knowledge says here of a refund beside the codes."""
    view, say = _view(request), words()
    told = guidance("cost", view)
    return [(say.text(each.title), say.text(each.text), view.here.citations(each)) for each in told]


def _view(request: Request) -> View:
    return view_on(timezone.localdate(), request.practice.country, request.practice.society or None)


def _codes(request: Request) -> list[dict[str, Any]]:
    """Give the codes that the knowledge knows here, their status today, and who says otherwise."""
    view, say = _view(request), words()
    return [
        {
            "code": each.code,
            "name": say.text(each.name),
            "statuses": [(say.text(s.text), view.here.citations(s)) for s in each.statuses if view.here.in_force(s)],
            "disputed": [(say.text(p.text), view.here.citations_in(p.cite)) for p in each.disputed],
        }
        for each in view.formulary.act_codes.values()
        if each.country == request.practice.country
    ]


def charge(request: Request, patient_id: int) -> HttpResponse:
    """Charge a patient: acts chosen, the combination looked at, the receipt written."""
    patient = get_object_or_404(Patient, pk=patient_id)
    form = ReceiptForm(list(Act.objects.filter(is_used=True).order_by("kind", "name")), request.POST or None)
    mixed = False
    if request.method == "POST" and form.is_valid():
        lines = form.chosen()
        mixed = services.mixes_consultation(lines) and request.POST.get("mixed") != "yes"
        if not mixed:
            return _charged(request, patient, lines, form.cleaned_data["once"])
    receipts = Receipt.objects.filter(patient__in=records_of(patient_id)).order_by("-made_at")[:50]
    shown = {"patient": patient, "form": form, "mixed": mixed, "codes": _codes(request), "receipts": receipts}
    return render(request, "billing/charge.html", shown)


def _charged(request: Request, patient: Patient, lines: list[services.Line], once: str) -> HttpResponse:
    session = _session_of(patient, lines)
    try:
        made = services.charge(actor_of(request), request.user, patient, lines, session, once)
    except services.ClosedError:
        messages.error(
            request, _("Today is closed already: a receipt cannot be dated on it. It can be written tomorrow.")
        )
        return redirect("billing:charge", patient.pk)
    return redirect("billing:receipt", patient.pk, made.pk)


def _session_of(patient: Patient, lines: list[services.Line]) -> Session | None:
    """Give today's session that is charged: an aesthetic one for an aesthetic act, else one that treats."""
    wanted = any(each.act.kind == Act.Kind.aesthetic for each in lines)
    today = Session.objects.filter(patient=patient, performed_at__date=timezone.localdate()).select_related("course")
    return next((each for each in today.order_by("performed_at") if is_aesthetic(each.course) is wanted), None)


@require_POST
def fees(request: Request, patient_id: int) -> HttpResponse:
    """Make the notice of fees of the acts that were chosen, before they are done."""
    patient = get_object_or_404(Patient, pk=patient_id)
    form = ChargeForm(list(Act.objects.filter(is_used=True).order_by("kind", "name")), request.POST)
    if not form.is_valid():
        for error in form.non_field_errors() or [_("Choose at least one act.")]:
            messages.error(request, str(error))
        return redirect("billing:charge", patient_id)
    head = head_for(request.practice, request.user, patient)
    made = keep(actor_of(request), fees_sheet(head, form.chosen()), patient)
    return redirect("documents:document", patient_id, made.pk)


def receipt(request: Request, patient_id: int, receipt_id: int) -> HttpResponse:
    """Show a receipt; take a payment, take it back, make its document."""
    rows = Receipt.objects.filter(patient__in=records_of(patient_id)).select_related("patient", "made_by")
    known = get_object_or_404(rows, pk=receipt_id)
    left = services.owed(known)
    form = PayForm(request.POST if request.POST.get("do") == "pay" else None, initial={"amount": f"{left / 100:.2f}"})
    if request.method == "POST":
        answer = _done(request, known, form)
        if answer is not None:
            return answer
    shown = {
        "patient": get_object_or_404(Patient, pk=patient_id),
        "receipt": known,
        "payments": known.payments.order_by("recorded_at"),
        "owed": left,
        "form": form,
        "taken_back_by": Receipt.objects.filter(takes_back=known).first(),
    }
    return render(request, "billing/receipt.html", shown)


def _done(request: Request, known: Receipt, form: PayForm) -> HttpResponse | None:
    actor, asked = actor_of(request), request.POST.get("do", "")
    try:
        if asked == "document":
            head = head_for(request.practice, known.made_by, known.patient)
            made = keep(actor, receipt_sheet(head, known), known.patient)
            return redirect("documents:document", known.patient_id, made.pk)
        if asked == "back":
            taken = services.take_back(actor, request.user, known)
            return redirect("billing:receipt", known.patient_id, taken.pk)
        if asked == "pay" and form.is_valid():
            said = form.cleaned_data
            services.pay(actor, request.user, known, said["method"], said["amount"], said["once"])
            return redirect("billing:receipt", known.patient_id, known.pk)
    except services.ClosedError:
        messages.error(request, _("Today is closed already: nothing more is dated on it."))
    except services.TakenBackError:
        messages.error(request, _("This receipt was taken back already."))
    except services.OverpaidError:
        form.add_error("amount", _("This is not what is owed. Give at most what is left."))
    return None


def day(request: Request) -> HttpResponse:
    """Show what a day took in, and close it."""
    on = _day(request)
    closed = DayClose.objects.filter(day=on).first()
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.close_day(actor_of(request), request.user, on, form.cleaned_data["counted"])
        except services.ClosedError:
            messages.error(request, _("This day is closed already."))
        return redirect(f"{request.path}?on={on.isoformat()}")
    taken = services.takings(on)
    receipts = Receipt.objects.filter(made_on=on).select_related("patient").order_by("number")
    labels = dict(Payment.Method.choices)
    shown = {
        "on": on,
        "taken": taken,
        "methods": [(labels[each], cents) for each, cents in taken.by_method.items()],
        "closed": closed,
        "difference": closed.counted_cash_cents - closed.by_method.get(Payment.Method.cash, 0) if closed else 0,
        "form": form,
        "receipts": receipts,
        "until": timezone.localdate(),
        "since": timezone.localdate() - RECENT,
    }
    record(actor_of(request), "read", subject="billing:day", patients=[each.patient_id for each in receipts])
    return render(request, "billing/day.html", shown)


def _day(request: Request) -> date:
    try:
        return min(date.fromisoformat(request.GET.get("on", "")), timezone.localdate())
    except ValueError:
        return timezone.localdate()


def export(request: Request) -> HttpResponse | StreamingHttpResponse:
    """Give the receipts and payments of a span as CSV for the accountant: record numbers, no names."""
    try:
        first, last = (date.fromisoformat(request.GET.get(each, "")) for each in ("since", "until"))
    except ValueError:
        messages.error(request, _("Give the first and the last day as dates."))
        return redirect("billing:day")
    record(actor_of(request), "billing.export", since=first.isoformat(), until=last.isoformat())
    response = StreamingHttpResponse(_rows(first, last, separator()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="papule-{first}-{last}.csv"'
    return response


def _rows(first: date, last: date, between: str) -> Iterator[str]:
    head = ("date", "kind", "number", "record", "code", "name", "count", "cents", "vat_permille", "method")
    yield START + line(*head, between=between)
    charged = Receipt.objects.filter(made_on__range=(first, last)).select_related("patient").order_by("year", "number")
    for each in charged.iterator(500):
        for charged_line in each.lines:
            cents = charged_line["count"] * charged_line["price_cents"]
            told = (*(charged_line[key] for key in ("code", "name", "count")), cents, charged_line["vat_permille"], "")
            yield line(each.made_on, "receipt", each, each.patient.record_number, *told, between=between)
    paid = Payment.objects.filter(paid_on__range=(first, last)).select_related("receipt__patient").order_by("pk")
    for payment in paid.iterator(500):
        of = payment.receipt
        told = ("", "", "", payment.cents, "", payment.method)
        yield line(payment.paid_on, "payment", of, of.patient.record_number, *told, between=between)
