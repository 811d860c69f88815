"""The letter of a recall, one a patient, in the patient's language; made once a recall."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from papule.assessment.view import View
from papule.clinic.accounts.models import Practice
from papule.clinic.audit.writing import Actor, writing
from papule.clinic.documents.parts import Letterhead, come_back, day_words, paragraphs, sheet
from papule.clinic.documents.passages import passage
from papule.clinic.documents.services import head_for, keep
from papule.clinic.documents.sheet import AnyBlock, Pairs, Sheet, Signature
from papule.clinic.knowledge import words_in
from papule.clinic.recalls.models import Contact
from papule.clinic.recalls.tracing import Concerned, by_patient, contacts_of, detailed, sought_of
from papule.clinic.stock.models import Recall

AT_ONCE = 100  # letters made in one go


def letter(head: Letterhead, recall: Recall, concerned: Concerned, view: View) -> Sheet:
    """Build the letter to one patient, in the language of its header."""
    with override(head.language):
        blocks = list(_blocks(head, recall, concerned, view))
        return sheet(head, "recall", _("Recall of a product that you received"), blocks)


def _blocks(head: Letterhead, recall: Recall, concerned: Concerned, view: View) -> Iterator[AnyBlock]:
    say = words_in(head.language)
    days = sorted({timezone.localdate(each.session.performed_at) for each in concerned.sessions})
    what = recall.device or say.name(recall.product)
    pairs = [(_("What is recalled"), what)]
    if recall.lot_number:
        pairs.append((_("Lot"), recall.lot_number))
    pairs += [
        (_("Why"), recall.reason),
        (_("You received it on"), ", ".join(day_words(each, head.language) for each in days)),
    ]
    yield from paragraphs(_said("recall.opening", head))
    yield Pairs(pairs=tuple(pairs))
    sites = {site for each in concerned.sessions for site in each.sites}
    yield from come_back(view, head.language, sites, days[-1], head.on)
    yield from paragraphs(_said("recall.closing", head))
    yield Signature(label=head.doctor.name)


def _said(name: str, head: Letterhead) -> str:
    names = {"doctor": head.doctor.name, "patient": str(head.patient), "practice": head.practice.name}
    return passage(name, head.language, day=day_words(head.on, head.language), **names)


def make_letters(actor: Actor, practice: Practice, recall: Recall, view: View) -> tuple[int, int]:
    """Make letters for those who were not reached and have none yet; gives how many were made, and are left."""
    done = set(contacts_of(recall).exclude(result="not-reached").values_list("kept", flat=True))
    waiting = [each for each in by_patient(sought_of(recall)) if each["kept"] not in done]
    for each in detailed(sought_of(recall), view, waiting[:AT_ONCE], recall):
        head = head_for(practice, each.sessions[0].session.performed_by, each.patient)
        with writing(actor, "recall.letter", patient_id=each.patient.pk, subject=f"stock.Recall:{recall.pk}"):
            Contact.objects.create(
                recall=recall,
                patient=each.patient,
                how=Contact.How.letter,
                result=Contact.Result.sent,
                document=keep(actor, letter(head, recall, each, view), each.patient),
                made_at=timezone.now(),
                made_by_id=actor.id,
            )
    return min(len(waiting), AT_ONCE), max(len(waiting) - AT_ONCE, 0)
