"""Whoever meets an error reads it in the language of the run: every text has its translations, and they are used."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

import pytest

from papule.cli import context, main
from papule.reading.document import read_document
from papule.reading.problem import Problem, Unreadable

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src/papule").rglob("*.py"))
TOLD_TO_USERS = ("cli", "planning", "reading", "treatment")  # knowledge tells its authors, in English
CATALOGUE: dict[str, dict[str, str]] = read_document((ROOT / "knowledge/wording/problems.yaml").read_bytes()).value
LANGUAGES: list[str] = read_document((ROOT / "knowledge/edition.yaml").read_bytes()).value["languages"]
OTHERS = [each for each in LANGUAGES if each != "en"]


def calls(path: Path, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def templates() -> dict[str, str]:
    """Every English text of the code, and where it stands."""
    return {
        call.args[0].value: where(path, call)
        for path in SOURCES
        for call in calls(path, "told")
        if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    }


def fields(template: str) -> set[tuple[str, str, str]]:
    return {
        (name, conversion or "", spec or "")
        for _, name, spec, conversion in Formatter().parse(template)
        if name is not None
    }


# --- the texts


def test_every_text_is_a_literal_where_it_is_told():
    hidden = [
        where(path, call)
        for path in SOURCES
        for call in calls(path, "told")
        if not (call.args and isinstance(call.args[0], ast.Constant))
    ]
    assert hidden == [], "told() takes a literal: only then is its translation asked for"


def test_no_problem_is_told_around_the_catalogue():
    around = [
        where(path, call)
        for path in SOURCES
        if path.relative_to(ROOT / "src/papule").parts[0] in TOLD_TO_USERS
        for call in calls(path, "Problem")
        for text in (*call.args[1:3], *(each.value for each in call.keywords if each.arg in ("problem", "fix")))
        if isinstance(text, ast.JoinedStr | ast.BinOp) or (isinstance(text, ast.Constant) and text.value)
    ]
    assert around == [], "write told('...', value=value)"


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_has_a_translation(language):
    lacking = [
        f"{place}: {template}"
        for template, place in templates().items()
        if not CATALOGUE.get(template, {}).get(language)
    ]
    assert lacking == [], "add them to knowledge/wording/problems.yaml"


def test_every_translation_has_its_text():
    assert sorted(set(CATALOGUE) - set(templates())) == [], "no code tells this any more"


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_values_of_its_text(language):
    different = [text for text, told in CATALOGUE.items() if fields(text) != fields(told[language])]
    assert different == []


@pytest.mark.parametrize("text", CATALOGUE)
def test_french_is_written_as_french(text):
    prose = re.sub(r"`[^`]*`|\{\{.*?\}\}|\{[^}]*\}|--[a-z-]+", "x", CATALOGUE[text]["fr"])
    assert re.findall(r"\S[;?!]|[^\s](?=:)", prose) == [], "a space stands before : ; ? !"
    assert "'" not in prose, "the apostrophe is ’"
    assert not prose.endswith("."), "the full stop is added where the text is shown"
    assert not re.match(r"[A-ZÀ-Ý]", CATALOGUE[text]["fr"]), "the capital letter too"


def test_a_text_without_translation_would_be_found(monkeypatch):
    monkeypatch.delitem(CATALOGUE, "the input is empty")
    with pytest.raises(AssertionError, match="the input is empty"):
        test_every_text_has_a_translation("fr")


# --- the command

GOOD = """\
papule: 1
as_of: 2026-11-21
setting: {country: FR}
patient: {birth_date: 1988-04-02, sex: male, facts: {fever: no}, allergies: none}
treatment:
  indication: sciatica
  syringes:
    - contents: [{product: lidocaine-10mg-ml, volume_ml: 2}]
      technique: nappage
      needle: {length_mm: 4}
      zones: [{site: knee, points: 20}]
"""


def run(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    status = main.main(arguments)
    out, err = capsys.readouterr()
    return status, out, err


@pytest.fixture
def case(tmp_path):
    def write(old: str, new: str) -> str:
        assert old in GOOD
        (tmp_path / "case.yaml").write_text(GOOD.replace(old, new), encoding="utf-8")
        return str(tmp_path / "case.yaml")

    return write


class Slip(NamedTuple):
    """What is written instead of what (of all, where nothing is named), and what is then told."""

    old: str
    new: str | bytes
    english: str
    french: str


SLIPS = [
    Slip("", b"", "the input is empty", "l’entrée est vide"),
    Slip("", b"x" * 2_000_000, "longer than 1 MB", "dépasse 1 Mo"),
    Slip("", bytes(range(256)), "is not UTF-8", "n’est pas de l’UTF-8"),
    Slip("", "papule: 1".encode("utf-16"), "the text is UTF-16", "le texte est en UTF-16"),
    Slip("", b"a\0b", "the control character '\\x00'", "le caractère de contrôle '\\x00'"),
    Slip("", b"[" * 100_000, "the nesting is deeper than 40", "l’imbrication dépasse 40 niveaux"),
    Slip("", b"a: [" * 100_000, "the nesting is deeper than 40", "l’imbrication dépasse 40 niveaux"),
    Slip("", b'{"a": NaN}', "NaN is no number", "NaN n’est pas un nombre"),
    Slip("", b'{"a": 1', "this is not JSON: a comma", "ce n’est pas du JSON : une virgule"),
    Slip("", b"a: b: c", "this is not YAML: there is a second colon", "ce n’est pas du YAML : il y a un second"),
    Slip("", b"a: &x 1\nb: *x", "the alias '*x' is not allowed", "l’alias '*x' n’est pas admis"),
    Slip("", b"!!python/name:os.system x", "the tag 'tag:yaml", "l’étiquette 'tag:yaml"),
    Slip("", b"a: 1\n---\nb: 2", "more than one document", "plus d’un document"),
    Slip("", b"[]", "a list of 0 stands here", "une liste de longueur 0 est écrite ici"),
    Slip("papule: 1", "papule: 1\npapule: 1", "'papule' stands twice", "'papule' est écrite deux fois"),
    Slip("as_of: 2026-11-21", "as_of: 2026-02-30", "Give a date that exists", "Écrire une date qui existe"),
    Slip("country: FR", "country: fr", "is no country code", "n’est pas un code de pays"),
    Slip("country: FR", "country: FR, society: sff", "Did you mean sfm?", "Vouliez-vous dire sfm ?"),
    Slip("sex: male", "sexe: male", "'sexe' is not known here", "'sexe' n’est pas connue ici"),
    Slip("sex: male", "sex: mal", "Did you mean male or female?", "Vouliez-vous dire male ou female ?"),
    Slip(
        "sex: male", "sex: 5", "Give one of female, male, unknown", "Écrire une de ces valeurs : female, male, unknown"
    ),
    Slip(
        "sex: male",
        "sex: male, weight_kg: 0",
        "a number, at least 0.3 and at most 400",
        "un nombre au moins égal à 0.3",
    ),
    Slip("birth_date: 1988", "birth_date: 1788", "would be 238 years old", "aurait 238 ans"),
    Slip("birth_date: 1988", "birth_date: 2027", "is born after the day", "est né après le jour"),
    Slip("fever: no", "pregnancy: yes", "a male patient is not pregnant", "un homme n’est ni enceint"),
    Slip(
        "fever: no", "fièvre: no", "no known fact. Did you mean fever?", "pas un fait connu. Vouliez-vous dire fever ?"
    ),
    Slip("fever: no", "wocbp: no", "is worked out from other answers", "se déduit d’autres réponses"),
    Slip("fever: no", "zz: no", "Known: adams-stokes", "Noms connus : adams-stokes"),
    Slip(
        "allergies: none", "allergies: [xxxx]", "As free text: {name: …}; known: ", "En texte libre : {name: …} ; noms"
    ),
    Slip("sciatica", "sciatique", "did you mean sciatica?", "vouliez-vous dire sciatica ?"),
    Slip("lidocaine-10", "lidocane-10", "is no known product. Did you", "n’est pas un produit connu. Vouliez"),
    Slip(
        "product: lid", "substance: xx, strength: 1 mg/mL, product: lid", "either a product or", "soit un produit, soit"
    ),
    Slip("volume_ml: 2", "volume_ml: '0,5'", "Write it with a point: 0.5", "L’écrire avec un point : 0.5"),
    Slip("volume_ml: 2", "volume_ml: 0,5", "Write decimals with a point", "Écrire les décimales avec un point"),
    Slip("volume_ml: 2", "volume_ml: 400", "more than 0 and at most 100", "supérieur à 0 et au plus égal à 100"),
    Slip("nappage", "dry", "a dry technique injects nothing", "la technique sèche n’injecte rien"),
    Slip("length_mm: 4", "length_mm: 4, inserted_mm: 5", "than it is long", "dépasse sa longueur"),
    Slip(
        "site: knee",
        "site: genou",
        "no known site. Did you mean knee?",
        "pas un site anatomique connu. Vouliez-vous dire",
    ),
    Slip(
        "{length_mm: 4}",
        "[]",
        "a list of 0 stands here. Give the keys",
        "de longueur 0 est écrite ici. Écrire les clés",
    ),
    Slip("  indication: sciatica", "  indicatio: x", "Did you mean indication?", "Vouliez-vous dire indication ?"),
]


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.english[:40])
def test_bad_input_is_told_in_the_language_of_the_run(slip, case, tmp_path, capsys):
    path = tmp_path / "case.yaml"
    if isinstance(slip.new, bytes):
        path.write_bytes(slip.new)
    else:
        case(slip.old, slip.new)
    for language, told in (("en", slip.english), ("fr", slip.french)):
        status, out, err = run(["check", "--lang", language, str(path)], capsys)
        assert (status, out) == (2, "")
        assert told in err
        assert all(line.startswith(f"papule: {path}:") for line in err.splitlines())


def test_a_french_error_holds_no_english(case, capsys):
    path = case("sex: male", "sexe: male, weight_kg: heavy, age_years: 900, medicines: 5, facts: {zz: no}, x: {a: 1}")
    _, _, english = run(["check", "--lang", "en", path], capsys)
    _, _, french = run(["check", "--lang", "fr", path], capsys)
    assert len(english.splitlines()) == len(french.splitlines()) >= 6
    words = r"\b(is|are|the|give|add|known|did|you|mean|write|not|here|stands|or|and|with)\b"
    assert re.findall(words, french) == []


def test_json_keeps_its_keys_and_speaks_the_language(case, capsys):
    path = case("country: FR", "country: fr")
    for language, problem in (("en", "'fr' is no country code"), ("fr", "'fr' n’est pas un code de pays")):
        status, out, err = run(["check", "--format", "json", "--lang", language, path], capsys)
        (error,) = json.loads(out)["errors"]
        assert (status, err) == (2, "")
        assert (error["at"], error["problem"], error["line"]) == ("setting.country", problem, 3)
        assert error["fix"]


@pytest.mark.parametrize(
    ("arguments", "french"),
    [
        (["check", "--as-of", "2026-02-30"], "'2026-02-30' n’est pas une date qui existe. L’écrire comme 2026-11-21."),
        (["check", "--country", "fra"], "--country: 'fra' n’est pas un code de pays. L’écrire comme FR ou BE."),
        (
            ["check", "--society", "sff"],
            "--society: 'sff' n’est pas une société savante connue. Vouliez-vous dire sfm ?",
        ),
        (["check", "nowhere.yaml"], "nowhere.yaml: ce fichier n’existe pas. Nommer un fichier qui existe."),
        (["chek"], "la commande 'chek' n’existe pas. Vouliez-vous dire check ou schema ?"),
    ],
)
def test_the_command_line_is_told_in_french_too(arguments, french, capsys):
    assert run([*arguments, "--lang", "fr"], capsys) == (2, "", f"papule: {french}\n")


def test_knowledge_that_cannot_be_read_is_told_in_english(monkeypatch, capsys):
    def broken() -> Any:
        raise Unreadable([Problem("id", "the id 'x' is not the file's name", "name it y", 1, "facts/y.yaml")])

    monkeypatch.setattr(context, "load_formulary", broken)
    monkeypatch.setattr(main, "load_formulary", broken)
    told = "papule: facts/y.yaml:1: id: the id 'x' is not the file's name. Name it y.\n"
    assert run(["check", "--lang", "fr", "case.yaml"], capsys) == (2, "", told)
    status, out, _ = run(["check", "--lang", "fr", "--format", "json", "case.yaml"], capsys)
    assert (status, json.loads(out)["errors"][0]["at"]) == (2, "id")
