"""Forms of a file of patients: which file, how it is read, what stands in which column."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from papule.clinic.imports.cells import DAY_FIRST, MONTH_FIRST
from papule.clinic.imports.columns import FIELDS
from papule.clinic.imports.kept import Reading, orders_seen, reading_of
from papule.clinic.imports.models import PatientFile
from papule.clinic.imports.tables import LETTERS, SEPARATORS
from papule.clinic.uploads import LARGEST_BYTES

MEGABYTE = 1024 * 1024


class FileForm(forms.Form):
    """A file."""

    file = forms.FileField(
        label=_("CSV file of the record program"), widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv"})
    )

    def clean_file(self) -> Any:  # noqa: ANN401 -- an uploaded file
        """Refuse a file that is too large; its size is told before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_BYTES:
            told = gettext("The file is larger than %(most)s MB. Divide it, and give one part after the other.")
            raise forms.ValidationError(told % {"most": LARGEST_BYTES // MEGABYTE})
        return file


class LettersForm(forms.Form):
    """How the bytes are read."""

    letters = forms.ChoiceField(label=_("Letters of the file"), choices=list(LETTERS.items()))
    separator = forms.ChoiceField(label=_("Between two columns"), choices=list(SEPARATORS.items()))


class ColumnsForm(forms.Form):
    """What stands in which column, the order of dates, and the language of whose is not known."""

    order = forms.ChoiceField(
        label=_("Dates with points or strokes"),
        choices=[
            ("", _("– choose –")),
            (DAY_FIRST, _("day first: 29/02/1980")),
            (MONTH_FIRST, _("month first: 02/29/1980")),
        ],
    )
    language = forms.ChoiceField(
        label=_("Language of whoever has none in the file"), choices=[("fr", "français"), ("en", "English")]
    )

    def __init__(self, waiting: PatientFile, heading: tuple[str, ...], data: Any = None) -> None:  # noqa: ANN401 -- Django's
        """Begin with what the headings say."""
        reading = reading_of(waiting)
        super().__init__(data, initial={"order": reading.order, "language": reading.language})
        self.waiting, self.reading = waiting, reading
        self.doubtful: list[int] = []  # rows with a day in the other order only
        choices = [("", _("left out")), *FIELDS.items()]
        for at, name in enumerate(heading):
            self.fields[f"column-{at}"] = forms.ChoiceField(
                label=name or gettext("column %(number)s") % {"number": at + 1},
                choices=choices,
                required=False,
                initial=reading.columns.get(at, ""),
            )

    def columns(self) -> dict[int, str]:
        """Give what stands in which column, {place: field}."""
        said = self.cleaned_data
        names = [each for each in self.fields if each.startswith("column-")]
        return {int(name.removeprefix("column-")): said[name] for name in names if said.get(name)}

    def clean(self) -> dict[str, Any]:
        """Ask for the names; refuse what stands twice, and dates of which it is not sure what is the month."""
        columns = self.columns()
        held = list(columns.values())
        for name in [each for each in self.fields if each.startswith("column-")]:
            if self.cleaned_data.get(name) and held.count(self.cleaned_data[name]) > 1:
                self.add_error(name, _("Two columns hold the same: leave one of them out."))
        if not {"family_name", "birth_name"} & set(held) or "given_names" not in held:
            told = _(
                "A patient has a family name and given names, each in a column of its own. Say which, or have the "
                "record program export them apart."
            )
            self.add_error(None, told)
        self._refuse_doubtful_dates(columns)
        return self.cleaned_data

    def _refuse_doubtful_dates(self, columns: dict[int, str]) -> None:
        """Where days fit one order of day and month only, the other one would make other days of all the rest."""
        order = self.cleaned_data.get("order")
        seen = orders_seen(self.waiting, columns)
        self.doubtful = seen.get(MONTH_FIRST if order == DAY_FIRST else DAY_FIRST, []) if order else []
        if self.doubtful and "order-is-sure" not in self.data:
            told = gettext(
                "In %(count)s rows (the first is row %(row)s) a date is a day in the other order of day and month "
                "only. Look at the file: if the order is wrong, every date of it would be."
            )
            self.add_error("order", told % {"count": len(self.doubtful), "row": self.doubtful[0]})

    def said(self) -> Reading:
        """Give how the file is read."""
        said = self.cleaned_data
        return Reading(self.reading.letters, self.reading.separator, self.columns(), said["order"], said["language"])
