"""What a drawing holds, read back from its SVG: places, ids, words."""

import math
import re
from collections.abc import Callable, Iterator
from xml.etree import ElementTree as ET

from papule.clinic.drawings import ink

SVG = "{http://www.w3.org/2000/svg}"
TOKEN = re.compile(r"[MLHVlhvmz]|-?\d*\.?\d+")
Place = tuple[float, float]
Turn = Callable[[float, float], Place]


def root_of(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 -- drawn by the code under test


def size_of(svg: str) -> Place:
    _, _, width, height = map(float, root_of(svg).attrib["viewBox"].split())
    return width, height


def marks(svg: str, paint: str, kind: str) -> list[ET.Element]:
    groups = [each for each in root_of(svg).iter(f"{SVG}g") if each.get("class") == f"d-{paint}"]
    return [mark for group in groups for mark in group.iter(f"{SVG}{kind}")]


def words(svg: str) -> list[str]:
    return ["".join(each.itertext()) for each in root_of(svg).iter(f"{SVG}text")]


def ids(svg: str) -> list[str]:
    return re.findall(r' id="([^"]*)"', svg)


def references(svg: str) -> set[str]:
    named = re.findall(r' aria-(?:labelledby|describedby)="([^"]*)"', svg)
    return {*named, *re.findall(r"url\(#([^)]*)\)", svg)}


def places(svg: str) -> list[Place]:
    """Every corner of every mark, and both ends of every text as wide as it was reckoned."""
    return list(_places(root_of(svg), lambda x, y: (x, y)))


def turned(element: ET.Element) -> tuple[float, float, float] | None:
    found = re.fullmatch(r"translate\((\S+) (\S+)\) rotate\((\S+)\)", element.get("transform", ""))
    return (float(found[1]), float(found[2]), float(found[3])) if found else None


def _places(element: ET.Element, turn: Turn) -> Iterator[Place]:
    if element.tag == f"{SVG}defs":
        return
    if (moved := turned(element)) is not None:
        x0, y0, degrees = moved
        cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        turn = lambda x, y: (x0 + x * cosine - y * sine, y0 + x * sine + y * cosine)  # noqa: E731 -- a turn
    yield from (turn(x, y) for x, y in _of_one(element))
    for child in element:
        yield from _places(child, turn)


def _of_one(element: ET.Element) -> Iterator[Place]:
    number = {key: float(value) for key, value in element.attrib.items() if re.fullmatch(r"-?\d*\.?\d+", value)}
    kind = element.tag.removeprefix(SVG)
    if kind == "rect":
        yield number["x"], number["y"]
        yield number["x"] + number["width"], number["y"] + number["height"]
    elif kind == "circle":
        yield number["cx"] - number["r"], number["cy"] - number["r"]
        yield number["cx"] + number["r"], number["cy"] + number["r"]
    elif kind == "path":
        yield from _of_path(element.attrib["d"])
    elif kind == "text":
        wide = ink.breadth("".join(element.itertext()), number.get("font-size", ink.SIZE))
        left = number["x"] - {"middle": wide / 2, "end": wide}.get(element.get("text-anchor", ""), 0)
        yield left, number["y"] - 10
        yield left + wide, number["y"] + 3


def _of_path(drawn: str) -> Iterator[Place]:
    x = y = 0.0
    tokens = TOKEN.findall(drawn)
    command, at = "", 0
    while at < len(tokens):
        if tokens[at].isalpha():
            command, at = tokens[at], at + 1
            if command == "z":
                continue
        if command in "Hh":
            x, at = float(tokens[at]) + (x if command == "h" else 0), at + 1
        elif command in "Vv":
            y, at = float(tokens[at]) + (y if command == "v" else 0), at + 1
        else:
            dx, dy, at = float(tokens[at]), float(tokens[at + 1]), at + 2
            x, y = (x + dx, y + dy) if command.islower() else (dx, dy)
        yield x, y


def check_whole(svg: str) -> None:
    """A drawing lies within its view box, names each thing once, and refers to what is there."""
    width, height = size_of(svg)
    outside = [(x, y) for x, y in places(svg) if not (-1 <= x <= width + 1 and -1 <= y <= height + 1)]
    assert outside == []
    assert len(set(ids(svg))) == len(ids(svg))
    assert references(svg) <= set(ids(svg))
    assert root_of(svg).get("role") == "img"
    for forbidden in (" style=", "<script", "<image", "href", " on"):
        assert forbidden not in re.sub(r">[^<]*<", "><", svg)
