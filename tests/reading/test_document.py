"""What is refused before any JSON or YAML is read: size, encoding, control characters, nothing at all."""

import pytest

from papule.reading.document import MAX_BYTES, parse_document, read_document, unopened
from papule.reading.problem import Problem, Unreadable


def refused(data: bytes) -> list[Problem]:
    with pytest.raises(Unreadable) as caught:
        read_document(data)
    return caught.value.problems


def said(data: bytes) -> str:
    (problem,) = refused(data)
    return str(problem)


def test_a_text_that_begins_like_json_is_read_as_json():
    assert read_document(b' \n{"a": [1, "yes"]}').value == {"a": [1, "yes"]}
    assert read_document(b"[1]").value == [1]
    assert said(b"{a: 1}").startswith("1: this is not JSON: a key is missing here")


def test_any_other_text_is_read_as_yaml():
    assert read_document(b"a: [1, yes]").value == {"a": [1, "yes"]}
    assert read_document(b"a: 1").lines == {"a": 1}


def test_a_byte_order_mark_and_carriage_returns_are_no_problem():
    assert read_document(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n").value == {"a": 1, "b": 2}
    assert read_document(b'\xef\xbb\xbf{"a": 1}').value == {"a": 1}


def test_the_largest_input_is_read_and_one_byte_more_is_not():
    largest = b"# ".ljust(MAX_BYTES - 5, b"x") + b"\na: "
    assert len(largest) == MAX_BYTES - 1
    assert read_document(largest + b"1").value == {"a": 1}
    assert "longer than 1 MB" in said(largest + b"10")


def test_the_limit_can_be_raised_and_is_told_as_it_is():
    assert read_document(b"a: 1".ljust(2_000_000), max_bytes=2_000_000).value == {"a": 1}
    with pytest.raises(Unreadable, match=r"longer than 2\.5 MB"):
        read_document(b"x" * 2_500_001, max_bytes=2_500_000)


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"# a comment\n", b"\n# one\n# two"])
def test_nothing_is_told_as_nothing(data):
    assert said(data) == "the input is empty. `papule new` prints a case to fill in."


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_wide_encodings_are_named(encoding):
    assert said("papule: 1".encode(encoding)) == "the text is UTF-16 or UTF-32. Save it as UTF-8."


def test_wide_encodings_without_a_mark_are_found_by_their_zero_bytes():
    assert said("papule: 1".encode("utf-16-le")).startswith(r"1: the control character '\x00' stands in the text")


def test_another_encoding_is_told_with_its_line_and_byte():
    data = "papule: 1\nname: aiguë\n".encode("latin-1")
    assert said(data).startswith("2: byte 21 is not UTF-8: the file is binary or in another encoding")
    assert data[20:21] == "ë".encode("latin-1")


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\x7f", "\x9b", "\ufffe"])
def test_control_characters_are_told_with_their_line(character):
    assert said(f"a: 1\nb: x{character}y\n".encode()).startswith(f"2: the control character {character!r} stands")


@pytest.mark.parametrize("character", ["é", "\u2019", "\u00a0", "\u202f", "\x85", "\U0001f489"])
def test_letters_and_spaces_of_any_language_are_none_of_them(character):
    assert read_document(f'{{"a": "x{character}y"}}'.encode()).value == {"a": f"x{character}y"}


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (r'{"a": ["x", "\u001b[31m"]}', "a[1]"),
        (r'{"a": {"b": "\ud800"}}', "a.b"),
        (r'{"a": {"\u0000": 1}}', "a.\0"),
        (r'a: [x, "\e[31m"]', "a[1]"),
        (r'"\0": 1', "\0"),
    ],
)
def test_control_characters_written_as_escapes_are_told_with_their_place(text, at):
    (problem,) = refused(text.encode())
    assert (problem.at, problem.problem[:21]) == (at, "the control character")


def test_escapes_of_letters_stay():
    assert read_document(rb'{"a": "\u00e9\n\ud83d\ude00"}').value == {"a": "é\n\U0001f600"}


def test_a_value_is_read_as_far_as_it_can_be_and_its_problems_are_kept():
    document = parse_document(b"a: .nan\nb: *x\nc: 3\nc: 4\n")
    assert [(each.at, each.line) for each in document.problems] == [("a", 1), ("b", 2), ("c", 4)]
    assert document.value["c"] == 4
    document = parse_document(b'{"a": [1, NaN], "b": 1e999}')
    assert [each.at for each in document.problems] == ["a[1]", "b"]


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (FileNotFoundError(2, "No such file or directory"), "there is no such file"),
        (NotADirectoryError(20, "Not a directory"), "there is no such file"),
        (IsADirectoryError(21, "Is a directory"), "this is a folder, not a file"),
        (PermissionError(13, "Permission denied"), "this file may not be read"),
        (OSError(36, "File name too long"), "the system cannot read this file (ENAMETOOLONG)"),
        (OSError("odd"), "the system cannot read this file (?)"),
    ],
)
def test_a_file_that_cannot_be_opened_is_told_without_the_words_of_the_system(error, problem):
    told = unopened("case.yaml", error)
    assert (told.file, told.problem) == ("case.yaml", problem)
    assert told.fix
