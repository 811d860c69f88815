"""The pages of the registry: who sees what, and what they say of themselves."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.clinic.made import TESTS, make_session
from tests.clinic.registry.counting import FIRST, treated

from papule.clinic.audit.writing import writing
from papule.clinic.outcomes.models import AdverseEvent
from papule.clinic.registry.services import make
from papule.registry.questions import LEAST

OVERVIEW = "registry:overview"


def page_of(client, name: str = OVERVIEW, *args: str) -> str:
    return re.sub(r"\s+", " ", client.get(reverse(name, args=args)).content.decode())


def rows(page: str, caption: str) -> list[list[str]]:
    """The cells of the table with a caption."""
    [table] = [each for each in re.findall(r"<table.*?</table>", page) if f">{caption}</caption>" in each]
    body = table.partition("<tbody>")[2]
    cells = (re.findall(r"<t[hd].*?</t[hd]>", row) for row in re.findall(r"<tr>.*?</tr>", body))
    return [[re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in cells]


@pytest.fixture
def many(practice, doctor):
    """Twelve courses of one complaint, eight of them better, and two of another one."""
    for number in range(LEAST + 1):
        treated(doctor, 8, 3 if number < 8 else 8, products=("lidocaine-10mg-ml",) if number else ("procaine-20mg-ml",))
    for _each in range(2):
        course = treated(doctor, 8, 4, indication="neck-pain", phase="chronic")
    with writing(TESTS, "adverse_event.record", patient_id=course.patient_id):
        session = course.sessions.get(number=2)
        AdverseEvent.objects.create(
            patient=course.patient, session=session, kind="bruise", severity="mild",
            onset_on=FIRST + timedelta(days=9), recorded_by=doctor, recorded_at=session.performed_at,
        )  # fmt: skip
    make(TESTS, practice)


def test_doctor_sees_every_group_of_the_practice(many, doctor, signed_in):
    page = page_of(signed_in(doctor))
    back, neck = rows(page, "Pain, by complaint")
    assert back == ["Acute low back pain", "8 of 12: 67%", "39% – 86%", "0", "12", "12", "8 → 3", "2", "–"]
    assert neck[:5] == ["Neck pain, chronic", "2 of 2: 100%", "34% – 100%", "0", "2"]
    assert rows(page, "Adverse events by kind") == [["Bruise, haematoma", "28", "1", "0", "35.7", "6.3 – 177.1"]]
    assert "small group" not in page
    recipes = rows(page_of(signed_in(doctor), "registry:recipes", "low-back-pain-acute"), "Pain, by recipe")
    assert [(each[0], each[4]) for each in recipes] == [
        ("Lidocaine 10 mg/mL", "11"),
        ("Procaine 20 mg/mL", "1"),
    ]


def test_researcher_sees_no_small_group_nor_one_that_gives_it_away(many, doctor, researcher, practice, signed_in):
    client = signed_in(researcher)
    page = page_of(client)
    assert "caption>Pain, by complaint" not in page, "14 in all less 12 would give 2 away"
    assert "2 small groups are hidden." in page
    for _each in range(LEAST):
        treated(doctor, 9, 9, indication="neck-pain", phase="acute")
    make(TESTS, practice)
    page = page_of(client)
    assert [each[0] for each in rows(page, "Pain, by complaint")] == ["Acute low back pain"]
    assert "2 small groups are hidden." in page, "the smallest is hidden with the small one"
    [bruises] = rows(page, "Adverse events by kind")
    assert bruises[1:] == ["50", "1 to 10", "0", "–", ""], "nothing that counts a few has a number or a rate"
    for hidden in ("neck-pain", "other"):
        page = page_of(client, "registry:recipes", hidden)
        assert "There is nothing to show." in page
        assert "<td" not in page
    page = page_of(client, "registry:recipes", "low-back-pain-acute")
    assert "There is nothing to show." in page
    assert "12 courses of small groups are hidden." in page


def test_quarter_that_the_others_give_away_is_hidden_with_another(practice, doctor, researcher, signed_in):
    for days, count in ((0, 20), (120, 12), (240, 3)):
        for _each in range(count):
            treated(doctor, 8, opened_on=FIRST, since=FIRST - timedelta(days=days))
    make(TESTS, practice)
    seen = page_of(signed_in(researcher))
    assert re.findall(r'"fw-normal">(Q\d \d{4})</th><td class="text-end">(\d+)', seen) == [("Q3 2026", "20")]
    assert len(re.findall(r'"fw-normal">Q\d \d{4}</th>', page_of(signed_in(doctor)))) == 3


@pytest.mark.parametrize("language", ["en", "fr"])
def test_page_says_what_it_is_not(many, doctor, researcher, signed_in, language):
    type(doctor).objects.update(language=language)
    for client in (signed_in(doctor), signed_in(researcher)):
        page = page_of(client)
        for said in {
            "en": ("this is no proof that a treatment works", "counted as not known", "Few are not many", "2 points"),
            "fr": ("ce n’est pas une preuve", "compté comme pas connu", "Peu n’est pas beaucoup", "2 points"),
        }[language]:
            assert said in page
        assert "chosen" not in page


def test_empty_practice_is_told_what_is_missing(practice, doctor, researcher, signed_in):
    for user in (doctor, researcher):
        assert "Nothing was counted yet." in page_of(signed_in(user))
    signed_in(researcher).post(reverse(OVERVIEW))
    for user in (doctor, researcher):
        assert "No session is signed yet. What is needed:" in page_of(signed_in(user))
    assert signed_in(doctor).get(reverse("registry:recipes", args=["neck-pain"])).status_code == 200
    assert signed_in(doctor).get(reverse("registry:recipes", args=["no-such-thing"])).status_code == 404


def test_files_are_offered_to_doctors_with_words_on_what_they_are(
    many, doctor, researcher, assistant, administrator, signed_in
):
    assert "They are still personal data about health:" in page_of(signed_in(doctor))
    assert reverse("registry:files") not in page_of(signed_in(researcher))
    for user in (researcher, assistant, administrator):
        assert signed_in(user).post(reverse("registry:files")).status_code == 403
    for user in (assistant, administrator):
        assert signed_in(user).get(reverse(OVERVIEW)).status_code == 403


def test_researcher_and_doctor_find_the_way(practice, doctor, researcher, administrator, signed_in):
    for user, there in ((doctor, True), (researcher, True), (administrator, False)):
        page = page_of(signed_in(user), "agenda:today")
        assert (f'href="{reverse(OVERVIEW)}"' in page) is there
    assert "Pain before and after by complaint" in page_of(signed_in(researcher), "agenda:today")


def test_sessions_that_nobody_can_read_are_told(practice, doctor, signed_in):
    course = treated(doctor, 8)
    make_session(doctor, course, FIRST + timedelta(days=7), number=2)
    page = signed_in(doctor).post(reverse(OVERVIEW), follow=True).content.decode()
    assert "1 session could not be read, and is not counted." in page
