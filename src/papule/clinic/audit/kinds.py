"""What an event concerned, by kind, in words."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

KINDS = {
    "care.Course": pgettext_lazy("audit", "course"),
    "care.Session": pgettext_lazy("audit", "session"),
    "care.Consultation": pgettext_lazy("audit", "consultation"),
    "care.PlanVersion": pgettext_lazy("audit", "plan"),
    "care.Template": pgettext_lazy("audit", "template"),
    "patients.Patient": pgettext_lazy("audit", "patient"),
    "patients.Allergy": pgettext_lazy("audit", "allergy"),
    "patients.Medicine": pgettext_lazy("audit", "medicine"),
    "patients.Condition": pgettext_lazy("audit", "condition"),
    "patients.Correspondent": pgettext_lazy("audit", "correspondent"),
    "mail.Mail": pgettext_lazy("audit", "mail"),
    "billing.Receipt": pgettext_lazy("audit", "receipt"),
    "billing.Act": pgettext_lazy("audit", "act"),
    "accounts.User": pgettext_lazy("audit", "user"),
    "aesthetic.Quote": pgettext_lazy("audit", "quote"),
    "aesthetic.Terms": pgettext_lazy("audit", "terms of quotes"),
    "portal.Message": pgettext_lazy("audit", "message"),
    "outcomes.Reminder": pgettext_lazy("audit", "reminder"),
    "outcomes.AdverseEvent": pgettext_lazy("audit", "adverse event"),
    "stock.Recall": pgettext_lazy("audit", "recall"),
    "stock.Lot": pgettext_lazy("audit", "lot"),
    "stock.Device": pgettext_lazy("audit", "device"),
    "stock.Antiseptic": pgettext_lazy("audit", "antiseptic"),
    "stock.KitItem": pgettext_lazy("audit", "item of the kit"),
    "agenda.Appointment": pgettext_lazy("audit", "appointment"),
    "documents.Document": pgettext_lazy("audit", "document"),
    "portal.Invitation": pgettext_lazy("audit", "private link"),
    "exchange.Client": pgettext_lazy("audit", "other system"),
    "medicine": pgettext_lazy("audit", "medicine to spare"),
}
