"""The case to fill in loads as it stands, and with every further possibility used."""

from datetime import date

import pytest

from papule.cli.inputs import Setting, read_case
from papule.cli.new import template
from papule.reading.document import read_document
from papule.reading.problem import Unreadable

TODAY = date(2026, 11, 21)
OPTION = "# "


def uncommented(text: str) -> str:
    return "\n".join(line.removeprefix(OPTION) for line in text.splitlines())


def read(text: str, context):
    return read_case(text.encode(), context.formulary, Setting(TODAY))


def test_it_loads_as_it_stands(context):
    case = read(template(context, TODAY), context)
    assert case.setting.country == "FR"
    assert case.patient.facts == {}, "what nobody was asked has no answer"
    assert (case.patient.sex, case.patient.allergies, case.patient.medicines) == ("unknown", None, None)


def test_it_loads_with_every_possibility_used(context):
    case = read(uncommented(template(context, TODAY)), context)
    assert case.setting.society == "sfm"
    assert case.patient.facts["pregnancy"] == "no"
    assert len(case.treatment.syringes[0].contents) == 2
    assert len(case.treatment.history) == 1
    assert len(case.patient.allergies) == 2


def test_each_possibility_can_be_used_alone(english):
    lines = template(english, TODAY).splitlines()
    lists = ("  #   ", "#     ", "#   facts", "#   history")  # lines of a list go together with its head
    for number, line in enumerate(lines):
        if line.startswith(OPTION) and not line.startswith(lists):
            alone = [*lines[:number], line.removeprefix(OPTION), *lines[number + 1 :]]
            read("\n".join(alone), english)


def test_both_languages_have_the_same_keys(formulary):
    from papule.cli.context import Context, Terminal  # noqa: PLC0415 -- two contexts here only

    def keys(language: str) -> set[str]:
        context = Context(formulary, language, Terminal(80, colour=False))
        return set(read_document(uncommented(template(context, TODAY)).encode()).lines)

    assert keys("en") == keys("fr")


def test_every_fact_of_the_technique_is_offered_with_its_name(context):
    text = template(context, TODAY)
    for fact in ("pregnancy", "site-infection", "effective-contraception", "red-flags"):
        (line,) = [each for each in text.splitlines() if each.startswith(f"#     {fact}:")]
        assert context.words.fact(fact) in line


def test_the_command_prints_it_and_check_reads_it(call):
    printed = call("new", "--lang", "fr")
    assert (printed.status, printed.err) == (0, "")
    checked = call("check", "-", given=printed.out.encode())
    assert checked.status in (0, 1)
    assert checked.err == ""


def test_a_mistake_in_it_would_be_found(english):
    with pytest.raises(Unreadable):
        read(template(english, TODAY).replace("country:", "cuontry:"), english)
