"""What somebody else kept of a consultation while it was being written: who, when, and where the two differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.template.defaultfilters import floatformat
from django.utils import timezone
from django.utils.translation import gettext as _

from papule.clinic.audit.models import AuditEvent
from papule.clinic.care.consulting import scores_of
from papule.clinic.care.forms import AIMS, CourseForm, FoundForm, care_words
from papule.clinic.care.models import Consultation
from papule.clinic.dates import date_format
from papule.clinic.knowledge import formulary, words
from papule.clinic.patients.facts import answers_of
from papule.clinic.patients.screening import CHOICES
from papule.kernel.value import Value


class Changed(Value):
    """A consultation as it stands now, who kept it last, and where it differs: what, as typed, as it stands."""

    now: Consultation
    event: AuditEvent | None
    differing: tuple[tuple[str, str, str], ...]


def changed_meanwhile(known: Consultation, said: Mapping[str, Any]) -> Changed:
    """Compare what was typed with what stands now."""
    now = Consultation.objects.select_related("course__patient").get(pk=known.pk)
    events = AuditEvent.objects.filter(subject=f"care.Consultation:{known.pk}", action="consultation.keep")
    rows = [*_course(now, said), *_found(now, said), *_scores(now, said), *_signs(now, said)]
    rows += [*_spared(now, said), *_answers(now, said)]
    differing = tuple((str(what), typed, there) for what, typed, there in rows if typed != there)
    return Changed(now, events.order_by("-number").first(), differing)


Row = tuple[object, str, str]


def _course(now: Consultation, said: Mapping[str, Any]) -> Iterator[Row]:
    labels, typed, course = CourseForm.base_fields, said["course"], now.course
    yield labels["complaint"].label, typed["complaint"], course.complaint
    there = _indication(course.indication, course.free_indication, course.phase)
    yield _("Indication"), _indication(typed["indication"], typed["free_indication"], typed["phase"]), there
    yield labels["aim"].label, str(AIMS.get(typed["aim"], "")), str(AIMS.get(course.aim, ""))
    yield labels["onset_on"].label, _day(typed["onset_on"]), _day(course.onset_on)


def _indication(key: str, free: str, phase: str) -> str:
    named = words().name(key) if key else free
    return f"{named}, {words().term(phase)}" if phase else named


def _day(on: date | None) -> str:
    return date_format(on, "SHORT_DATE_FORMAT") if on else ""


def _found(now: Consultation, said: Mapping[str, Any]) -> Iterator[Row]:
    labels = FoundForm.base_fields
    for name in ("reason", "examination", "note"):
        yield labels[name].label, said[name], getattr(now, name)
    yield labels["other_care"].label, ", ".join(care_words(said["other_care"])), ", ".join(care_words(now.other_care))
    if said["painful"] != now.painful:
        yield _("Painful points"), f"{len(said['painful'])}, {_('drawn otherwise')}", str(len(now.painful))


def _scores(now: Consultation, said: Mapping[str, Any]) -> Iterator[Row]:
    kept = scores_of(now)
    for scale in ("nrs", "vas"):
        yield FoundForm.base_fields[scale].label, _number(said["scores"].get(scale)), _number(kept.get(scale))


def _number(value: Decimal | None) -> str:
    return "" if value is None else str(floatformat(value, -1))


def _spared(now: Consultation, said: Mapping[str, Any]) -> Iterator[Row]:
    """Compare the medicines to spare that both name."""
    kept = {each.name: (each.baseline_per_week, each.unit) for each in now.course.spared.all()}
    for row in said["spared"]:
        if row["name"] in kept:
            yield row["name"], _a_week(row["baseline_per_week"], row["unit"]), _a_week(*kept[row["name"]])


def _a_week(much: Decimal, unit: str) -> str:
    return f"{_number(much)} {unit} {_('a week')}"


def _answers(now: Consultation, said: Mapping[str, Any]) -> Iterator[Row]:
    """Compare the answers of the screening that the record has too; what it has not is nobody's contradiction."""
    known, words_of = answers_of(now.course.patient, timezone.localdate()), dict(CHOICES)
    for fact, answer in said["answers"].items():
        if fact in known and known[fact].counts:
            yield words().fact(fact), str(words_of[answer]), str(words_of[known[fact].answer])


def _signs(now: Consultation, said: Mapping[str, Any]) -> Iterator[Row]:
    """Compare the signs looked for, each by its title."""
    looked, there = said["red_flags"], now.red_flags
    titles = {each.id: each.title for file in formulary().guidance.values() for each in file.items}
    for key in dict.fromkeys([*looked, *there]):
        title = words().text(titles[key]) if key in titles else key
        yield title, _answer(looked.get(key)), _answer(there.get(key))


def _answer(said: str | None) -> str:
    return words().term(said) if said else ""
