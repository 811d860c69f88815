"""The passages of documents: the practice's words in place of ours, with a preview and a way back."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from papule.clinic.audit.writing import actor_of, record
from papule.clinic.documents.models import Words
from papule.clinic.documents.passage_titles import TITLES
from papule.clinic.documents.passages import NAMES, OURS, fill, ours, unknown_names
from papule.clinic.requests import Request

LONGEST = 6000


class WordsForm(forms.Form):
    """A passage."""

    text = forms.CharField(
        label=gettext_lazy("Text"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 10}), strip=True
    )

    def clean_text(self) -> str:
        """Refuse a name in braces that stands for nothing."""
        text: str = self.cleaned_data["text"]
        unknown = unknown_names(text)
        if unknown:
            raise forms.ValidationError(
                _("{wrong} stands for nothing. Names that do: {names}.").format(
                    wrong=", ".join(f"{{{each}}}" for each in unknown), names=", ".join(f"{{{each}}}" for each in NAMES)
                )
            )
        return text


def passages(request: Request) -> HttpResponse:
    """List the passages and show which are the practice's own."""
    own = set(Words.objects.values_list("passage", "language"))
    rows = [(name, TITLES[name], [(language, (name, language) in own) for language in ("fr", "en")]) for name in OURS]
    return render(request, "documents/passages.html", {"rows": rows})


def words(request: Request, passage: str, language: str) -> HttpResponse:
    """Change a passage, look at it, or go back to ours."""
    if passage not in OURS or language not in ("fr", "en"):
        raise Http404
    own = Words.objects.filter(passage=passage, language=language).first()
    default = ours(passage, language)
    form = WordsForm(request.POST or None, initial={"text": own.text if own else default})
    if request.method == "POST":
        if request.POST.get("do") == "back":
            return _back(request, passage, language)
        if form.is_valid() and request.POST.get("do") == "keep":
            return _keep(request, passage, language, form.cleaned_data["text"])
    told = form.cleaned_data.get("text", "") if form.is_bound and form.is_valid() else (own.text if own else default)
    shown = {
        "form": form,
        "title": TITLES[passage],
        "language": language,
        "own": own,
        "ours": default,
        "names": NAMES,
        "preview": fill(told, _example()),
    }
    return render(request, "documents/words.html", shown)


def _example() -> dict[str, str]:
    return {
        "patient": _("Camille Martin"),
        "doctor": _("Dr Fontaine"),
        "practice": _("the practice"),
        "complaint": _("low back pain"),
        "day": _("1 January 2027"),
    }


def _keep(request: Request, passage: str, language: str, text: str) -> HttpResponse:
    known = {"text": text, "changed_by": request.user}
    Words.objects.update_or_create(passage=passage, language=language, defaults=known)
    record(actor_of(request), "words.change", subject=f"{passage} {language}")
    messages.success(request, _("Kept. Documents made from now on say it so."))
    return redirect("documents:passages")


def _back(request: Request, passage: str, language: str) -> HttpResponse:
    Words.objects.filter(passage=passage, language=language).delete()
    record(actor_of(request), "words.back", subject=f"{passage} {language}")
    messages.success(request, _("Our own words are back."))
    return redirect("documents:passages")
