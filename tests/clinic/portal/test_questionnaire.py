"""The patient's questionnaire: few screens however much is asked, and no answer that was not pressed."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.clinic.care.couch import plan_body, plan_for
from tests.clinic.made import TESTS, make_answers, make_course, make_patient
from tests.clinic.portal.test_red_flags_and_words import let_in, on_today

from papule.clinic.audit.models import AuditEvent
from papule.clinic.knowledge import formulary
from papule.clinic.patients.answering import keep_answers
from papule.clinic.patients.models import FactAnswer, Origin
from papule.clinic.portal import asking, services

ONE_BY_ONE = {"red-flags", "childbearing-potential", "effective-contraception"}
OTHERS = {"others": "no"}


@pytest.fixture
def patient(practice):
    return make_patient(language="en", birth_date=date(1990, 2, 28))


@pytest.fixture
def link(doctor, patient):
    return let_in(doctor, patient=patient)


def facts_on(page) -> list[str]:
    return [row[0] for row in page.context["rows"]] if "rows" in page.context else [page.context["fact"]]


def is_done(page) -> bool:
    return "not_no" in page.context


def answer(client: Client, root: str, page, **pressed: str):
    """Press what is said and then the button of the page; gives the page that follows."""
    facts = facts_on(page)
    said = {key.replace("_", "-"): value for key, value in pressed.items()}
    form = {f"said-{fact}": said[fact] for fact in facts if fact in said} | OTHERS
    if "rows" not in page.context:
        form = {"answer": said.get(facts[0], "no")}
    return client.post(f"{root}/questions/", {"fact": facts} | form, follow=True)


def walk(client: Client, root: str, until: int = 40, **pressed: str) -> list[list[str]]:
    """Answer so many screens; gives the facts of each."""
    seen: list[list[str]] = []
    page = client.get(f"{root}/questions/")
    while not is_done(page) and len(seen) < until:
        seen.append(facts_on(page))
        page = answer(client, root, page, **pressed)
    return seen


def kept() -> dict[str, str]:
    return dict(FactAnswer.objects.filter(is_current=True, origin="patient").values_list("fact", "answer"))


@pytest.mark.parametrize(
    ("sex", "born", "never"),
    [
        ("female", date(1990, 2, 28), set()),
        ("female", date(1946, 2, 28), {"pregnancy", "lactation", "childbearing-potential", "effective-contraception"}),
        ("male", date(1990, 2, 28), {"pregnancy", "lactation", "childbearing-potential"}),
    ],
)
def test_questionnaire_without_a_plan_takes_few_screens(doctor, practice, sex, born, never):
    client, root, invitation = let_in(doctor, patient=make_patient(language="en", sex=sex, birth_date=born))
    asked = {key for key, each in formulary().facts.items() if not each.computed} - never
    screens = walk(client, root)
    facts = [fact for screen in screens for fact in screen]
    assert sorted(facts) == sorted(asked)
    assert screens[0] == ["red-flags"]
    assert all(len(screen) == 1 for screen in screens if ONE_BY_ONE & set(screen))
    assert max(map(len, screens)) <= asking.LONG
    assert len(screens) <= len(formulary().question_groups) + len(ONE_BY_ONE) + len(asked) // asking.LONG
    assert {formulary().facts[fact].group for fact in screens[-1]} == {"skin-and-site"}
    invitation.refresh_from_db()
    assert invitation.completed_at


def test_every_answer_is_kept_as_it_was_pressed(link):
    client, root, _invitation = link
    pressed = {"fever": "yes", "pregnancy": "unknown", "asthma": "yes", "epilepsy": "unknown"}
    walk(client, root, **pressed, childbearing_potential="yes", effective_contraception="unknown")
    told = pressed | {"childbearing-potential": "yes", "effective-contraception": "unknown"}
    answers = kept()
    assert {fact: said for fact, said in answers.items() if said != "no"} == told
    assert len(answers) > 60


def test_nothing_is_answered_no_without_the_button(link):
    client, root, _invitation = link
    page = answer(client, root, client.get(f"{root}/questions/"))
    rows = {"fact": facts_on(page), "said-fever": "unknown"}
    page = client.post(f"{root}/questions/", rows, follow=True)
    assert kept() == {"red-flags": "no", "fever": "unknown"}
    assert "fever" in facts_on(page)
    answer(client, root, page, fever="unknown")
    assert kept() == {"red-flags": "no", "fever": "unknown", "perioperative": "no"}


def test_what_the_practice_asked_since_is_not_asked_nor_written_over(link):
    client, root, invitation = link
    walk(client, root, asthma="unknown")
    keep_answers(TESTS, None, invitation.patient, {"asthma": "no", "red-flags": "no"}, Origin.doctor)
    assert facts_on(client.get(f"{root}/questions/")) == ["red-flags"]  # a sign may be told at any time
    client.post(f"{root}/questions/", {"fact": "asthma", "said-asthma": "yes"})
    assert FactAnswer.objects.get(fact="asthma", is_current=True).answer == "no"


def test_button_says_no_only_to_what_stood_above_it(link):
    client, root, _invitation = link
    client.post(f"{root}/questions/", {"fact": ["fever", *ONE_BY_ONE]} | OTHERS)
    assert kept() == {"fever": "no"}
    page = client.get(f"{root}/questions/?fact=fever")
    assert "No to all the others, go on" in page.content.decode()
    assert "Heart and circulation" not in page.content.decode()


def test_both_pressed_is_asked_again_and_keeps_nothing(link):
    client, root, _invitation = link
    said = {"fact": ["fever", "perioperative"], "said-fever": ["yes", "unknown"], "said-perioperative": "yes"} | OTHERS
    page = client.post(f"{root}/questions/", said)
    assert kept() == {}
    assert page.content.decode().count("are both pressed") == 1
    assert [row[3] for row in page.context["rows"]] == [["yes", "unknown"], ["yes"]]


@pytest.mark.parametrize("said", ["yes", "unknown"])
def test_flag_is_on_today_before_the_rest_is_asked(doctor, link, said):
    client, root, invitation = link
    page = answer(client, root, client.get(f"{root}/questions/"), red_flags=said)
    assert on_today(doctor) == [(invitation.pk, said)]
    assert ("Do not wait for the visit" in page.content.decode()) is (said == "yes")


def test_questionnaire_is_taken_up_where_it_was_left(patient, link):
    client, root, invitation = link
    first, before = walk(client, root, until=5, arrhythmia="yes"), kept()
    client = Client(headers={"accept-language": "en"})
    client.post(f"{root}/", {"born": patient.birth_date.isoformat(), "code": services.renew_code(TESTS, invitation)})
    page = client.get(f"{root}/questions/")
    assert (page.context["number"], page.context["done"], kept()) == (6, 5, before)
    rest = walk(client, root)
    assert not {fact for screen in first for fact in screen} & {fact for screen in rest for fact in screen}
    assert kept()["arrhythmia"] == "yes"


def test_going_back_shows_what_was_pressed_and_keeps_only_what_changed(link):
    client, root, _invitation = link
    walk(client, root, until=3, arrhythmia="yes", heart_failure="yes")
    address = f"{root}/questions/?fact={client.get(f'{root}/questions/').context['before']}"
    page = client.get(address)
    assert {row[0] for row in page.context["rows"] if row[3] == ["yes"]} == {"arrhythmia", "heart-failure"}
    events = AuditEvent.objects.filter(action="answers.keep")
    answer(client, root, page, arrhythmia="yes", heart_failure="unknown")
    assert events.latest("pk").detail == {"facts": ["heart-failure"]}
    count = events.count()
    answer(client, root, page, arrhythmia="yes", heart_failure="unknown")
    assert events.count() == count


def test_doctor_sees_what_changed_in_a_list(doctor, patient, signed_in):
    make_answers(patient, date(2026, 1, 5), asthma="no", diabetes="yes", epilepsy="no")
    client, root, invitation = let_in(doctor, patient=patient)
    walk(client, root, asthma="yes")
    page = signed_in(doctor).get(reverse("portal:answers", args=[patient.pk, invitation.pk]))
    told = [(each.answer, each.before) for each in page.context["changes"]]
    assert told[0] == ("yes", "no")
    assert [each for each in told if each[1]] == [("yes", "no"), ("no", "yes"), ("no", "no")]


def test_finished_questionnaire_is_told_again_only_when_an_answer_changes(doctor, link):
    client, root, invitation = link
    walk(client, root)
    services.see(TESTS, invitation)
    page = client.get(f"{root}/questions/?fact=fever")
    answer(client, root, page)
    assert on_today(doctor) == []
    answer(client, root, page, fever="yes")
    assert on_today(doctor) == [(invitation.pk, None)]


def test_few_facts_of_a_plan_are_asked_one_by_one_and_stay_as_many(doctor, practice, patient):
    course = make_course(doctor, patient)
    plan_for(course, doctor, practice, plan_body())
    client, root, _invitation = let_in(doctor, course)
    count = client.get(f"{root}/questions/").context["count"]
    screens = walk(client, root, until=2)
    page = client.get(f"{root}/questions/")
    assert (page.context["count"], page.context["number"]) == (count, 3)
    screens += walk(client, root)
    assert 2 < len(screens) == count <= asking.FEW
    assert all(len(screen) == 1 for screen in screens)


def test_many_facts_of_a_plan_are_asked_by_group(doctor, patient, monkeypatch):
    heart = [key for key, each in formulary().facts.items() if each.group == "heart-and-circulation"]
    monkeypatch.setattr(asking, "_missing", lambda _invitation: ("asthma", "red-flags", *heart))
    client, root, _invitation = let_in(doctor, make_course(doctor, patient))
    assert [len(screen) for screen in walk(client, root)] == [1, 6, 7, 1]
