"""Builds knowledge/drug_list/drugs.json.gz from the files of the French public drug database.

Usage: script/drug-list DIRECTORY YYYY-MM-DD
DIRECTORY holds the files as they are published (plain or .gz); the date is that of their copy.
"""

import sys
from datetime import date
from pathlib import Path

from papule.knowledge.drug_list import Added, build, read_table
from papule.knowledge.drugs import FILE, pack
from papule.knowledge.refresh import MissingFilesError, read_atc, read_official

KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"
ARGUMENTS = 3


def main() -> int:
    if len(sys.argv) != ARGUMENTS:
        print(__doc__, file=sys.stderr)
        return 2
    directory, as_of = Path(sys.argv[1]), date.fromisoformat(sys.argv[2])
    tables = KNOWLEDGE / FILE.parent
    added = Added(atc=read_table(tables / "atc.tsv"), names=read_table(tables / "other_names.tsv"))
    try:
        official = read_official(directory)
        drugs = build(official, read_atc(directory), added)
    except MissingFilesError as error:
        print(error, file=sys.stderr)
        return 2
    for problem in official.problems:
        print(f"left out: {problem.file}:{problem.line}: {problem.problem}", file=sys.stderr)
    (KNOWLEDGE / FILE).write_bytes(pack(drugs, as_of))
    print(f"{len(drugs)} medicines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
