"""Where knowledge lies: a directory that is named, or the one in use."""

from pathlib import Path

from papule.knowledge.loading import knowledge_directory
from papule.reading.problem import Problem, Unreadable, told

_SHOWN = 200  # characters of a name


def knowledge_at(name: str | None) -> Path:
    """Give the directory of that name, or the one in use when none is named.

    Raises Unreadable when it holds no knowledge.
    """
    root = Path(name or knowledge_directory())
    if not holds_knowledge(root):
        fix = told("name a directory that holds edition.yaml")
        raise Unreadable([Problem("", told("this is no knowledge directory"), fix, file=str(root)[:_SHOWN])])
    return root


def holds_knowledge(root: Path) -> bool:
    """Tell whether a directory holds knowledge; a name that cannot be one does not."""
    try:
        return (root / "edition.yaml").is_file()
    except (OSError, ValueError):
        return False
