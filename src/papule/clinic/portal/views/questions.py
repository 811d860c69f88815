"""The patient's questionnaire: a screen at a time, each kept as it is answered, "no" only where it was pressed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from papule.assessment.view import View
from papule.clinic.accounts.models import Practice
from papule.clinic.care.indications import GENERAL, red_flags
from papule.clinic.knowledge import emergency_number, formulary, view_on, words
from papule.clinic.patients.answering import keep_answers
from papule.clinic.patients.models import Origin
from papule.clinic.patients.screening import ONE_BY_ONE
from papule.clinic.portal import asking, background, services
from papule.clinic.portal.inside import inside, patient_actor
from papule.clinic.portal.models import Invitation
from papule.knowledge.model.patient import Fact

ANSWERS = ("yes", "no", "unknown")
PRESSED = ("yes", "unknown")  # in a list; "no" comes from the button for all the others


@inside
def questions(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """Ask a screen, keep what was answered and go on to the next that lacks an answer."""
    asked, said = asking.questions(invitation), asking.answered(invitation)
    laid_out = asking.screens(asked)
    pressed = {each.id: _pressed(request.POST, each.id) for each in asked}
    doubled = [fact for fact, both in pressed.items() if len(both) > 1]
    if request.method == "POST" and not doubled:
        _keep(request, invitation, _answers(request.POST, pressed), said)
        return redirect("portal:questions", token)
    wanted = doubled[0] if doubled else request.GET.get("fact", "")
    screen = next((each for each in laid_out if wanted in [fact.id for fact in each.facts]), None)
    screen = screen or asking.next_screen(laid_out, said)
    shown: dict[str, Any] = {"token": token, "patient": invitation.patient, "count": len(laid_out)}
    if screen is None:
        shown["lists_left"] = not all(each.is_said for each in background.told(invitation))
        return render(request, "portal/questions.html", shown | _review(asked, said))
    number = laid_out.index(screen)
    shown |= {
        "done": sum(each.is_answered(said) for each in laid_out),
        "number": number + 1,
        "before": laid_out[number - 1].facts[0].id if number else "",
    }
    held = pressed if doubled else {fact: [answer] for fact, answer in said.items()}
    shown |= _listed(screen, held) if screen.is_list else _alone(screen, said, invitation)
    return render(request, "portal/questions.html", shown)


def _pressed(post: QueryDict, fact: str) -> list[str]:
    return [each for each in post.getlist(f"said-{fact}") if each in PRESSED]


def _answers(post: QueryDict, pressed: dict[str, list[str]]) -> dict[str, str]:
    """Give what was answered: one fact by its button, or a list with "no" to what stood there and was not pressed."""
    seen = [each for each in post.getlist("fact") if each in pressed]
    if "answer" in post:
        return {each: post["answer"] for each in seen[:1] if post["answer"] in ANSWERS}
    others = {each: "no" for each in seen if post.get("others") == "no" and each not in ONE_BY_ONE}
    return others | {fact: both[0] for fact, both in pressed.items() if both}


def _keep(request: HttpRequest, invitation: Invitation, given: dict[str, str], said: dict[str, str]) -> None:
    """Keep what is new; tell at once to call where there is a sign, and the practice where nothing is left."""
    if given.get(asking.RED_FLAGS) == "yes":
        messages.warning(request, _call_now())
    given = {fact: answer for fact, answer in given.items() if said.get(fact) != answer}
    keep_answers(patient_actor(request), None, invitation.patient, given, Origin.patient)
    laid_out = asking.screens(asking.questions(invitation))
    if (given or not invitation.completed_at) and asking.next_screen(laid_out, said | given) is None:
        services.complete(patient_actor(request), invitation)


def _listed(screen: asking.Screen, held: dict[str, list[str]]) -> dict[str, Any]:
    """Give a list of facts of one group, with what is pressed."""
    say = words()
    rows = [(each.id, say.text(each.question), _explained(each), held.get(each.id, [])) for each in screen.facts]
    name = say.text(formulary().question_groups[screen.group].name)
    return {"rows": rows, "name": name, "part": screen.part, "parts": screen.parts}


def _alone(screen: asking.Screen, said: dict[str, str], invitation: Invitation) -> dict[str, Any]:
    """Give one fact, with the signs to look for where it asks for them."""
    (fact,), say = screen.facts, words()
    return {
        "question": say.text(fact.question),
        "explains": _explained(fact),
        "fact": fact.id,
        "said": said.get(fact.id, ""),
        "signs": _signs(invitation) if fact.id == asking.RED_FLAGS else (),
    }


def _explained(fact: Fact) -> str:
    """Explain a question to the patient."""
    return words().text(fact.plain or fact.explains)


def _review(asked: tuple[Fact, ...], said: dict[str, str]) -> dict[str, Any]:
    """Give what was answered: what may matter, and apart what was answered no."""
    rows = [(each.id, words().text(each.question), said[each.id]) for each in asked]
    return {"not_no": [each for each in rows if each[2] != "no"], "no": [each for each in rows if each[2] == "no"]}


def _call_now() -> str:
    practice = Practice.objects.get()
    told = _("The practice is told at once. Do not wait for the visit: call it. In an emergency call {number}.")
    number = emergency_number(_view(practice), words().language)
    phone = practice.phone.replace(" ", "\N{NO-BREAK SPACE}")
    return f"{told.format(number=number)} {phone}".strip()


def _signs(invitation: Invitation) -> list[str]:
    """Give the signs of this complaint that call for a doctor; none where the question itself names them all."""
    view = _view(Practice.objects.get())
    indication = invitation.course.indication if invitation.course else ""
    signs = [each for each in red_flags(indication, view) if each.topic != GENERAL and not each.of_doctor]
    return [words().text(each.plain or each.title) for each in signs]


def _view(practice: Practice) -> View:
    return view_on(timezone.localdate(), practice.country, practice.society or None)
