"""The table shows how long a visit lasts: it covers its rows, and no other can seem free there."""

import re
from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic.agenda.conftest import MONDAY
from tests.clinic.conftest import make_user
from tests.clinic.made import TESTS, make_patient

from papule.clinic.accounts.permissions import Role
from papule.clinic.agenda import services
from papule.clinic.agenda.grid import ROW_MINUTES, Grid, grid
from papule.clinic.agenda.models import VisitType
from papule.clinic.agenda.times import at, calendar_of


@pytest.fixture
def book(doctor):
    def booked(clock: str, minutes: int, state: str = "booked"):
        visit = VisitType.objects.create(name=f"{minutes} min", minutes=minutes)
        starts_at = at(MONDAY, time.fromisoformat(clock))
        made = services.book(TESTS, services.Wanted(make_patient(), doctor, visit, starts_at))
        if state != "booked":
            services.mark(TESTS, made, state, made.revision)
        return made

    return booked


def table(*doctors) -> Grid:
    return grid(list(doctors), [MONDAY], calendar_of(list(doctors), "FR", MONDAY, MONDAY))


def covered(made: Grid) -> dict[str, tuple[int, int]]:
    """Give, by the time it begins, how many rows each cell with visits covers and how many visits are in it."""
    cells = (cell for row in made.rows for cell in row.cells if cell.appointments)
    return {f"{timezone.localtime(each.starts_at):%H:%M}": (each.rows, len(each.appointments)) for each in cells}


def free(made: Grid) -> set[str]:
    cells = (cell for row in made.rows for cell in row.cells if not cell.appointments)
    return {f"{timezone.localtime(each.starts_at):%H:%M}" for each in cells}


@pytest.mark.parametrize(
    ("clock", "minutes", "begins", "rows"),
    [
        ("10:00", 40, "10:00", 3),
        ("10:00", 15, "10:00", 1),
        ("10:05", 10, "10:00", 1),
        ("10:05", 15, "10:00", 2),
        ("10:10", 40, "10:00", 4),
        ("18:50", 40, "18:45", 3),  # the table grows with it
        ("23:30", 60, "23:30", 2),  # and ends with its day
    ],
)
def test_visit_covers_the_rows_that_it_lasts(book, doctor, clock, minutes, begins, rows):
    book(clock, minutes)
    made = table(doctor)
    assert covered(made) == {begins: (rows, 1)}
    begun = at(MONDAY, time.fromisoformat(begins))
    taken = {f"{begun + timedelta(minutes=ROW_MINUTES * each):%H:%M}" for each in range(rows)}
    assert not taken & free(made)
    assert len(free(made)) + rows == len(made.rows)


def test_visits_that_meet_in_a_row_share_a_cell_and_the_next_has_its_own(book, doctor):
    for clock, minutes in (("10:00", 20), ("10:20", 20), ("10:40", 20), ("11:00", 15)):
        book(clock, minutes)
    assert covered(table(doctor)) == {"10:00": (4, 3), "11:00": (1, 1)}


def test_missed_visit_leaves_its_later_rows_free(book, doctor):
    book("10:00", 40, "missed")
    book("10:30", 15)
    made = table(doctor)
    assert covered(made) == {"10:00": (1, 1), "10:30": (1, 1)}
    assert "10:15" in free(made)


def test_every_row_has_a_place_for_every_doctor(book, doctor):
    book("10:00", 40)
    other = make_user("other", Role.doctor)
    made = table(doctor, other)
    places = sum(cell.rows for row in made.rows for cell in row.cells)
    assert places == 2 * len(made.rows)
    assert all(other.pk in {cell.doctor_id for cell in row.cells} for row in made.rows)


def test_page_shows_the_rows_and_the_end_of_a_visit(book, doctor, signed_in):
    book("10:00", 40)
    page = signed_in(doctor).get(reverse("agenda:day"), {"on": MONDAY.isoformat()}).content.decode()
    assert re.search(r'<td rowspan="3" class="[^"]*" data-at="[^"]*T10:00:00', page)
    assert "10:00–10:40" in page
    assert f'data-row="{ROW_MINUTES}"' in page
    assert not re.search(r'data-at="[^"]*T10:(15|30):00', page)
