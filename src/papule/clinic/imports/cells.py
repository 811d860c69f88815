"""From the cells of a row to what the form of a patient is filled in with. Nothing is guessed: a doubt is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from papule.clinic.imports.columns import folded
from papule.clinic.spreadsheets import FORMULA
from papule.kernel.value import Value

DAY_FIRST, MONTH_FIRST = "day", "month"
_BY_YEAR = re.compile(r"(\d{4})[-/.](\d\d?)[-/.](\d\d?)")
_BY_DAY = re.compile(r"(\d\d?)[-/. ](\d\d?)[-/. ](\d{4})")
_SHORT_YEAR = re.compile(r"\d\d?[-/. ]\d\d?[-/. ]\d\d")
_MIDNIGHT = re.compile(r"[T ]+00:00(:00(\.0+)?)?Z?$")  # of a program that keeps days as moments
_SHORTENED = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)  # as spreadsheets write a long number
_SEXES = {
    "female": "f feminin femme fille female woman girl w v 2 mme madame mlle mademoiselle mrs ms miss",
    "male": "m masculin h homme garcon male man boy 1 monsieur mr",
    "unknown": "i indetermine x u inconnu inconnue autre unknown other 0 9 non precise",
}
_SEX = {word: sex for sex, words in _SEXES.items() for word in words.split()}
_LANGUAGES = {
    "fr": "fr fra fre francais francaise french",
    "en": "en eng anglais anglaise english",
}
_LANGUAGE = {word: language for language, words in _LANGUAGES.items() for word in words.split()}
_MADE = {"birth_date", "weighed_on", "sex", "language", "weight_kg", "ins", "nia", "address", "address_more",
         "postcode", "town", "state", "family_doctor"}  # fmt: skip
_NUMBERS = ("record_number", "ins", "nia", "ssin", "phone", "other_phone", "postcode")


class Read(Value):
    """What a row says: the fields of the form, what is wrong with it, and what is to be known of it."""

    data: dict[str, str]
    problems: list[str]
    remarks: list[str]


def read(cells: Sequence[str], columns: dict[int, str], order: str, language: str) -> Read:
    """Read a row. `order` is that of day and month in dates with points or strokes."""
    said = {field: _unguarded(cells[at].strip()) for at, field in columns.items() if at < len(cells)}
    made = Read({name: text for name, text in said.items() if name not in _MADE}, [], [])
    _read_names(said, made)
    _read_dates(said, order, made)
    _read_sex(said.get("sex", ""), made)
    _read_language(said.get("language", ""), language, made)
    _read_weight(said, made)
    made.data["ins"] = said.get("ins") or said.get("nia", "")
    if said.get("nia") and not said.get("ins"):
        made.data["ins_is_temporary"] = "on"
    made.data["address"] = _address(said)
    for name in _NUMBERS:
        if _SHORTENED.fullmatch(said.get(name, "")):
            made.problems.append(
                _("%(text)s: a spreadsheet shortened this number. Give its column the format Text, and save again.")
                % {"text": said[name]}
            )
    return made


def _unguarded(text: str) -> str:
    """Take away what keeps a text from being a formula in a spreadsheet: '+33 6 39 98 00 01."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA) else text


def _read_names(said: dict[str, str], made: Read) -> None:
    """Who has only a name at birth is called by it."""
    made.data["family_name"] = said.get("family_name") or said.get("birth_name", "")
    made.data["family_doctor_name"] = said.get("family_doctor", "")


def _address(said: dict[str, str]) -> str:
    town = " ".join(filter(None, (said.get("postcode"), said.get("town"))))
    return "\n".join(filter(None, (said.get("address"), said.get("address_more"), town, said.get("state"))))


def _read_dates(said: dict[str, str], order: str, made: Read) -> None:
    for name in ("birth_date", "weighed_on"):
        text = said.get(name, "")
        if not text:
            continue
        day = day_of(text, order)
        if day:
            made.data[name] = day.isoformat()
        elif _SHORT_YEAR.fullmatch(text):
            told = _("%(text)s: the year has two figures, so it may be of either century. Write it with four.")
            made.problems.append(told % {"text": text})
        else:
            told = _("%(text)s: no such day. Write it like 29/02/1980 or 1980-02-29.")
            made.problems.append(told % {"text": text})


def day_of(text: str, order: str) -> date | None:
    """Give the day that a text stands for; none where it stands for none."""
    plain = _MIDNIGHT.sub("", text.strip())
    by_year, by_day = _BY_YEAR.fullmatch(plain), _BY_DAY.fullmatch(plain)
    if by_year:
        year, month, day = map(int, by_year.groups())
    elif by_day:
        day, month, year = map(int, by_day.groups())
        if order == MONTH_FIRST:
            day, month = month, day
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def fits_only(text: str) -> str:
    """Tell which order of day and month alone makes a day of a text; empty where both or neither do."""
    fits = [order for order in (DAY_FIRST, MONTH_FIRST) if day_of(text, order)]
    return fits[0] if len(fits) == 1 else ""


def _read_sex(text: str, made: Read) -> None:
    sex = _SEX.get(folded(text), "") if text else "unknown"
    made.data["sex"] = sex or "unknown"
    if not sex:
        told = _("%(text)s: not known as a sex. Write F, M, or nothing where it is not known.")
        made.problems.append(told % {"text": text})


def _read_language(text: str, otherwise: str, made: Read) -> None:
    language = _LANGUAGE.get(folded(text).partition(" ")[0], "")
    made.data["language"] = language or otherwise
    if text and not language:
        made.remarks.append(_("Papule does not speak this language: %(text)s.") % {"text": text})


def _read_weight(said: dict[str, str], made: Read) -> None:
    """Take a weight with its day only: the largest amounts rest on it, and nobody knows how old another one is."""
    text = said.get("weight_kg", "")
    weight = re.sub(r"\s*kg$", "", text, flags=re.IGNORECASE).replace(",", ".")
    if not text or weight.strip("0.") == "":
        made.data.pop("weighed_on", None)
    elif said.get("weighed_on"):
        made.data["weight_kg"] = weight
    else:
        made.remarks.append(_("The weight has no day, so it is left out: amounts rest on it. Weigh at the next visit."))
