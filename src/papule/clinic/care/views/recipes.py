"""Templates of one's own, and how often each rule was gone past."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from papule.clinic.audit.writing import actor_of, record
from papule.clinic.care import plans
from papule.clinic.care.models import Template
from papule.clinic.requests import Request


@require_POST
def template(request: Request, template_id: int) -> HttpResponse:
    """Rename, share or delete a template of one's own."""
    known = get_object_or_404(Template, pk=template_id, owner=request.user)
    if request.POST.get("do") == "delete":
        known.delete()
        record(actor_of(request), "template.delete", subject=f"care.Template:{template_id}")
    else:
        known.name = request.POST.get("name", "").strip()[:200] or known.name
        known.is_shared = bool(request.POST.get("is_shared"))
        known.save()
    return redirect("care:templates")


def templates(request: Request) -> HttpResponse:
    """List one's own templates, and those that others share."""
    return render(request, "care/templates.html", {"templates": plans.templates_for(request.user)})


def overrides(request: Request) -> HttpResponse:
    """Show how often each rule was gone past: one that nearly always is, is for review."""
    return render(request, "care/overrides.html", {"rows": plans.overrides_by_rule()})
