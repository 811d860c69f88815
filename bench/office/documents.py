"""Measures typesetting one page, beside reportlab laying out the same words: the floor, for it tags nothing.

Papule: PDF/UA-1 and PDF/A-2a by typst, from a sheet to its bytes. reportlab: platypus, its standard fonts, no tags.
"""

import datetime as dt
import os
from io import BytesIO
from typing import NamedTuple

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, ListFlowable, Paragraph, SimpleDocTemplate, Table

from papule.clinic.documents.sheet import AnyBlock, Grid, Heading, Items, Pairs, Sheet, Text
from papule.clinic.documents.typesetting import typeset
from timing import Spread, in_turn

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "papule.clinic.settings")
BLOCKS: tuple[AnyBlock, ...] = (
    Text(text="Keep this sheet: it says what was injected, from which lots, and where. " * 2),
    Pairs(pairs=(("Day", "27 November 2026"), ("Session", "3"), ("For", "low back pain"), ("By", "Dr Essai"))),
    Heading(text="What was injected"),
    Grid(
        head=("Product", "Lot", "Expires", "Volume", "Dose"),
        rows=tuple((f"Product {number}", f"L{number}", "2027-06-30", "2 mL", "20 mg") for number in range(4)),
    ),
    Heading(text="Afterwards"),
    Items(
        items=tuple(f"Line {number}: what to do, and what to leave, in the days that follow." for number in range(8))
    ),
    Heading(text="When to call or come back"),
    Items(items=tuple(f"Sign {number}: call the practice, until 18 June 2027." for number in range(8))),
)
STYLES = getSampleStyleSheet()


class Documents(NamedTuple):
    """How long one page takes."""

    papule: Spread
    reportlab: Spread


def papule() -> bytes:
    return typeset(
        Sheet(kind="session", language="en", title="Your session", made_on=dt.date(2026, 11, 27), sender=("Practice",),
              subject="Ana Essai", place_and_day="27 November 2026", blocks=BLOCKS, footer="Made by Papule")
    )  # fmt: skip


def reportlab() -> bytes:
    made = BytesIO()
    flow: list[Flowable] = [Paragraph("Your session", STYLES["Title"])]
    for each in BLOCKS:
        match each:
            case Text():
                flow.append(Paragraph(each.text, STYLES["BodyText"]))
            case Heading():
                flow.append(Paragraph(each.text, STYLES["Heading2"]))
            case Pairs():
                flow.append(Table([list(pair) for pair in each.pairs]))
            case Grid():
                flow.append(Table([list(each.head), *(list(row) for row in each.rows)]))
            case Items():
                flow.append(ListFlowable([Paragraph(one, STYLES["BodyText"]) for one in each.items]))
    SimpleDocTemplate(made, pagesize=A4).build(flow)
    return made.getvalue()


def measure(rounds: int) -> Documents:
    found = in_turn({"papule": papule, "reportlab": reportlab}, rounds, 5)
    return Documents(found["papule"], found["reportlab"])
