"""The words of the clinic: script/messages.py update [APP] | compile [APP] | check [APP].

`update` reads every msgid from the code and the templates of each app into its catalogue, `compile` makes the
binary catalogues that run, `check` lists what has no translation or two (exit status 1). With Babel, no gettext needed.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from papule.clinic.catalogues import compile_catalogue

CLINIC = Path(__file__).resolve().parent.parent / "src" / "papule" / "clinic"
LANGUAGES = ("fr",)
KEYWORDS = {
    name: form
    for base, form in {
        "gettext": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
    for name in (base, f"{base}_lazy")
} | {"_": None, "gettext_noop": None}


def apps() -> Iterator[Path]:
    """The directories with words of their own: each app, and the project for what lies beside them."""
    yield CLINIC
    yield from sorted(path.parent for path in CLINIC.glob("*/apps.py"))


def files_of(app: Path) -> Iterator[Path]:
    """The code and templates of an app; of the project, only what is in no app."""
    others = [other for other in apps() if other not in (app, CLINIC)]
    for path in sorted([*app.rglob("*.py"), *app.rglob("*.html"), *app.rglob("*.txt")]):
        if app == CLINIC and any(other in path.parents for other in others):
            continue
        if "migrations" not in path.parts and "static" not in path.parts:
            yield path


def messages_of(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """The msgids of a file with their contexts; a template is read as Django reads it."""
    text = path.read_text()
    if path.suffix != ".py":
        from django.conf import settings  # noqa: PLC0415 - only templates need it
        from django.utils.translation.template import templatize  # noqa: PLC0415

        if not settings.configured:
            settings.configure()
        text = templatize(text, origin=str(path))
    for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
        yield message, context


def place(app: Path, language: str) -> Path:
    """Where the catalogue of an app lies."""
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def catalogue(app: Path, language: str) -> tuple[Path, Catalog]:
    """The catalogue of an app as it is on disk; empty where there is none yet."""
    path = place(app, language)
    if not path.exists():
        return path, Catalog(locale=language, project="Papule", fuzzy=False)
    with path.open("rb") as file:
        return path, read_po(file, locale=language)


def wanted(app: Path) -> Catalog:
    """A template of everything that an app says."""
    found = Catalog(project="Papule", fuzzy=False)
    for path in files_of(app):
        for message, context in messages_of(path):
            found.add(message, context=context, locations=[(str(path.relative_to(CLINIC)), 0)])
    return found


def update(app: Path, language: str) -> None:
    template = wanted(app)
    path, held = catalogue(app, language)
    if not len(template) and not path.exists():
        return
    held.update(template, no_fuzzy_matching=True)
    held.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, held, width=110, sort_output=True, include_lineno=False, omit_header=False)


def compile_one(app: Path, language: str) -> None:
    path = place(app, language)
    if path.exists():
        compile_catalogue(path, path.with_suffix(".mo"))


def missing(app: Path, language: str) -> Iterator[str]:
    """What an app says and its catalogue does not translate."""
    _, held = catalogue(app, language)
    for message in wanted(app):
        if not message.id:
            continue
        found = held.get(message.id, message.context)
        words = found.string if found else ""
        if not found or found.fuzzy or not (all(words) if isinstance(words, (list, tuple)) else words):
            yield f"{app.name}: {message.id!r}"


def differing(language: str) -> Iterator[str]:
    """What is translated in two ways: Django shows the first app's words in every app."""
    said: dict[tuple[object, str | None], object] = {}
    for app in apps():
        for message in catalogue(app, language)[1]:
            key = (message.id, message.context)
            if message.id and said.setdefault(key, message.string) != message.string:
                yield f"{app.name}: {message.id!r} is {message.string!r} here and {said[key]!r} elsewhere"


def main() -> int:
    todo, named = [*sys.argv[1:3], "", ""][:2]
    wanted_apps = [app for app in apps() if named in ("", app.name)]
    if todo == "check":
        found = [each for app in wanted_apps for language in LANGUAGES for each in missing(app, language)]
        found += [each for language in LANGUAGES for each in differing(language)]
        print("\n".join(found) or "every word is translated")
        return int(bool(found))
    act = {"update": update, "compile": compile_one}.get(todo)
    if act is None:
        print(__doc__)
        return 2
    for app in wanted_apps:
        for language in LANGUAGES:
            act(app, language)
    return 0


if __name__ == "__main__":
    sys.exit(main())
