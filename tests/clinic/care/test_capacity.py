"""Whether the patient can decide: asked where consent is taken, kept with who helped or decided."""

from datetime import date

import pytest
from tests.clinic.care.couch import ACTS, address, fields_of, filled, plan_body, ready, signed, told
from tests.clinic.care.test_session_record import amended, amendment, record_address
from tests.clinic.made import TESTS

from papule.clinic.accounts.models import Practice
from papule.clinic.audit.writing import writing
from papule.clinic.care import session_recording
from papule.clinic.care.models import Plan, PlanVersion, Session
from papule.clinic.care.plan_body import plain
from papule.clinic.care.session_record import record_of


def consent_of(number: int):
    return record_of(Session.objects.get(number=number).current.record).consent


def changed(course) -> None:
    """The plan has a second version."""
    plan = Plan.objects.get(course=course)
    first = plan.current
    with writing(TESTS, "plan.sign"):
        more = {"assessment": first.assessment, "made_by": first.made_by, "made_at": first.made_at}
        plan.current = PlanVersion.objects.create(plan=plan, number=2, body=plain(plan_body(points=26)), **more)
        plan.save()


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ({"capacity": ""}, "capacity"),
        ({"capacity": "surely"}, "capacity"),
        ({"capacity": "doubtful"}, "capacity"),
        ({"capacity": "doubtful", "capacity_who": "Anne Essai"}, "capacity"),
        ({"capacity": "helped"}, "capacity_who"),
        ({"capacity": "represented"}, "capacity_who"),
        ({"capacity": "represented", "capacity_who": "  "}, "capacity_who"),
    ],
)
def test_consent_of_whom_nobody_knows_whether_they_can_decide_is_not_signed(client, course, said, at):
    page = signed(client, course, filled(client, course, **said))
    assert (page.status_code, told(page)) == (422, [at])
    assert 'id="capacity"' in page.content.decode()
    assert not Session.objects.exists()


def test_doubt_is_told_in_plain_words(client, course):
    page = signed(client, course, filled(client, course, capacity="doubtful")).content.decode()
    assert "It is doubtful whether the patient can decide: nothing is injected." in page


@pytest.mark.parametrize(
    ("capacity", "kept", "shown"),
    [
        ("able", "", "the patient, able to decide"),
        ("helped", "Anne Essai, her daughter", "the patient, with the help of: Anne Essai, her daughter"),
        ("represented", "Anne Essai, her daughter", "a parent or the legal representative: Anne Essai, her daughter"),
    ],
)
def test_who_decided_is_kept_in_the_record_and_an_amendment_leaves_it(client, course, capacity, kept, shown):
    said = {"capacity": capacity, "capacity_who": " Anne Essai, her daughter "}
    assert signed(client, course, filled(client, course, **said)).status_code == 302
    assert (consent_of(1).capacity, consent_of(1).who) == (capacity, kept)
    session = Session.objects.get()
    assert shown in client.get(record_address(session)).content.decode()
    assert amended(client, session, amendment(client, session, note="more", reason="x")).status_code == 302
    assert (consent_of(1).capacity, consent_of(1).who) == (capacity, kept)


def test_follow_up_of_the_same_plan_takes_it_over_without_a_tap(client, course):
    signed(client, course, filled(client, course, capacity="helped", capacity_who="Anne Essai"))
    page = signed(client, course, fields_of(client, course) | ACTS)
    assert page.status_code == 302, told(page)
    assert (consent_of(2).capacity, consent_of(2).who) == ("helped", "Anne Essai")


def test_consent_to_the_plan_before_is_not_filled_in_for_a_changed_one(client, course):
    signed(client, course, filled(client, course))
    assert fields_of(client, course)["consent"] == "standing"
    changed(course)
    assert "consent" not in fields_of(client, course)
    assert told(signed(client, course, fields_of(client, course) | ACTS)) == ["consent", "capacity"]


def test_consent_that_never_was_given_does_not_stand(client, course):
    assert told(signed(client, course, filled(client, course, consent="standing"))) == ["consent"]


def test_changed_plan_is_decided_anew_even_where_the_old_consent_is_said_to_stand(client, course):
    signed(client, course, filled(client, course))
    changed(course)
    fields = fields_of(client, course) | ACTS | {"consent": "standing"}
    assert not fields.get("capacity")
    assert told(signed(client, course, fields)) == ["capacity"]
    assert signed(client, course, fields | {"capacity": "able"}).status_code == 302
    assert consent_of(2).given_on == consent_of(1).given_on


def test_consent_that_stands_since_before_it_was_asked_goes_on_and_says_so(client, course, monkeypatch):
    with monkeypatch.context() as before:
        before.setattr(session_recording, "decided", lambda *_said: {})
        signed(client, course, filled(client, course))
    assert "capacity" not in Session.objects.get().current.record["consent"]
    page = client.get(record_address(Session.objects.get())).content.decode()
    assert '<th scope="row">Who decided</th><td>not asked</td>' in page
    fields = fields_of(client, course) | ACTS
    assert told(signed(client, course, fields | {"consent": "oral"})) == ["capacity"]
    assert told(signed(client, course, fields | {"capacity": "doubtful"})) == ["capacity"]
    assert signed(client, course, fields).status_code == 302
    assert consent_of(2).capacity == ""


@pytest.mark.parametrize(
    ("country", "said", "source"),
    [
        ("FR", "Other act: both parents", "Le Concours médical"),
        ("BE", "The parents, or the minor alone when able to judge", "Ordre des médecins"),
    ],
)
def test_of_a_minor_the_page_says_what_the_knowledge_says_there(client, doctor, practice, country, said, source):
    Practice.objects.update(country=country)
    grown, minor = ready(doctor, practice), ready(doctor, practice, birth_date=date(2012, 5, 1))
    page = client.get(address(minor)).content.decode()
    assert "The patient is not of age." in page
    assert said in page
    assert source in page
    assert "complications and detailed cost" not in page
    assert said not in client.get(address(grown)).content.decode()
