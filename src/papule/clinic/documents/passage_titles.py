"""What the passages of documents are called on a page."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

TITLES = {
    "information.opening": pgettext_lazy("passage", "information sheet, beginning"),
    "information.aesthetic": pgettext_lazy("passage", "information sheet, beginning for an aesthetic act"),
    "information.registry": pgettext_lazy("passage", "information sheet, registry"),
    "information.closing": pgettext_lazy("passage", "information sheet, end"),
    "alternatives": pgettext_lazy("passage", "other ways to treat"),
    "consent.opening": pgettext_lazy("passage", "consent, beginning"),
    "consent.agreement": pgettext_lazy("passage", "consent, agreement"),
    "photograph.agreement": pgettext_lazy("passage", "agreement to photographs"),
    "session.opening": pgettext_lazy("passage", "sheet of a session, beginning"),
    "letter.opening": pgettext_lazy("passage", "letter to a colleague, beginning"),
    "letter.closing": pgettext_lazy("passage", "letter to a colleague, end"),
    "prescription.closing": pgettext_lazy("passage", "prescription, end"),
    "presence.opening": pgettext_lazy("passage", "certificate of presence"),
    "recall.opening": pgettext_lazy("passage", "letter of a recall, beginning"),
    "recall.closing": pgettext_lazy("passage", "letter of a recall, end"),
}
