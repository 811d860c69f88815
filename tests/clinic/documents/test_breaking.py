"""Where a document is broken into pages: not between what belongs together."""

import json
from datetime import date

import pytest
import typst

from papule.clinic.documents.sheet import AnyBlock, Grid, Items, Pairs, Sheet, Signature, Text
from papule.clinic.documents.typesetting import PAGE, data_of

SIGN = (Signature(label="A parent"), Signature(label="Ana Essai"), Signature(label="Dr Essai"))
LINES = range(20, 41)  # that leave anything from half a page to none
# The page of each signature, that of the words that are kept with the end, and the last page.
WHERE = """#include "{page}"
#context [#metadata(query(<signature>).map(each => each.location().page()))<told>]
#context [#metadata(query(<before>).map(each => each.location().page()))<told>]
#context [#metadata(counter(page).final().first())<told>]
"""
CELLS = """#include "{page}"
#context {{
  let cells = query(table).first().children.filter(each => each.func() == table.cell)
  [#metadata(cells.map(each => each.breakable))<told>]
}}
"""


def made_of(*blocks: AnyBlock) -> Sheet:
    return Sheet(kind="consent", language="en", title="T", made_on=date(2026, 1, 1), sender=("C",), blocks=blocks)


def pages(tmp_path, sheet: Sheet) -> tuple[list[int], list[int], int]:
    """The pages on which signatures stand, those on which what is kept with the end begins, and the last page."""
    asking = tmp_path / "asking.typ"
    asking.write_text(WHERE.format(page=PAGE))
    said = typst.query(asking, "<told>", field="value", root="/", sys_inputs={"data": data_of(sheet)})
    signatures, before, last = json.loads(said)
    return signatures, before, last


@pytest.mark.parametrize("before", [Text(text="I agree."), Items(items=("one", "two"))], ids=["text", "items"])
def test_all_sign_on_one_page_below_what_they_sign(tmp_path, before):
    found = [pages(tmp_path, made_of(*[Text(text="line")] * lines, before, *SIGN)) for lines in LINES]
    assert [set(signatures) for signatures, _, _ in found] == [set(before) for _, before, _ in found]
    assert {len(signatures) for signatures, _, _ in found} == {3}
    assert {page for signatures, _, _ in found for page in signatures} == {1, 2}


@pytest.mark.parametrize("before", [Text(text="I thank you."), Items(items=("one", "two"))], ids=["text", "items"])
def test_last_words_do_not_stand_alone(tmp_path, before):
    closing = Text(text="With kind regards,\nDr Essai")
    found = [pages(tmp_path, made_of(*[Text(text="line")] * lines, before, closing)) for lines in range(30, 45)]
    assert [last for _, _, last in found] == [page for _, (page,), _ in found]
    assert {last for _, _, last in found} == {1, 2}


@pytest.mark.parametrize(("said", "is_broken"), [("word " * 60, False), ("word " * 3000, True)], ids=["short", "long"])
def test_row_is_broken_only_where_a_page_may_not_hold_it(tmp_path, said, is_broken):
    for rows in (Grid(head=("a", "b"), rows=(("1", said),)), Pairs(pairs=(("1", said),))):
        asking = tmp_path / "asking.typ"
        asking.write_text(CELLS.format(page=PAGE))
        found = typst.query(asking, "<told>", field="value", root="/", sys_inputs={"data": data_of(made_of(rows))})
        assert json.loads(found) == [[is_broken, is_broken]]
