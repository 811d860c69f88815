"""The decision records are numbered, dated, and listed where a reader looks for them."""

import re
from pathlib import Path

import pytest

ADR = Path(__file__).resolve().parents[2] / "docs/adr"
RECORDS = sorted(path for path in ADR.glob("*.md") if path.name != "README.md")


def test_every_record_is_listed_once_and_every_listed_record_exists():
    listed = re.findall(r"\]\(([^)]+\.md)\)", (ADR / "README.md").read_text(encoding="utf-8"))
    assert listed == [path.name for path in RECORDS], "docs/adr/README.md must list every record, in order"


def test_numbers_follow_each_other():
    assert [path.name[:4] for path in RECORDS] == [f"{number:04}" for number in range(1, len(RECORDS) + 1)]


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_a_record_has_its_title_date_state_and_parts(record):
    text = record.read_text(encoding="utf-8")
    assert re.match(rf"# {record.name[:4]}\. \S.*\n\n", text), "the title is '# NNNN. What was decided'"
    assert re.search(r"^(Accepted|Superseded by \[\d{4}\]\(.+\)), \d{4}-\d\d-\d\d\.$", text, re.MULTILINE)
    for part in ("Context", "Decision", "Consequences"):
        assert f"\n## {part}\n" in text, f"the part '{part}' is missing"
