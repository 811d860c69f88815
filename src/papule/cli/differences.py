"""What differs between two plain values: places, what stood there, what stands there now."""

from collections.abc import Iterator
from typing import Any

import msgspec


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """A place that differs; `was` or `now` is absent where there was, or is, nothing."""

    at: str
    was: Any = None
    now: Any = None


def changes(was: Any, now: Any, at: str = "") -> Iterator[Change]:  # noqa: ANN401 -- any plain values
    """Find every place that differs; items of a list are matched by what names them, else by being equal."""
    if isinstance(was, dict) and isinstance(now, dict):
        for key in dict.fromkeys((*was, *now)):
            yield from changes(was.get(key), now.get(key), f"{at}.{key}" if at else str(key))
    elif isinstance(was, list) and isinstance(now, list):
        yield from _listed(was, now, at)
    elif was != now or type(was) is not type(now):
        yield Change(at, was, now)


def _listed(was: list[Any], now: list[Any], at: str) -> Iterator[Change]:
    old, new = _by_name(was), _by_name(now)
    if old is not None and new is not None:
        for key in dict.fromkeys((*old, *new)):
            yield from changes(old.get(key), new.get(key), f"{at}[{key}]")
        return
    gone = [each for each in was if each not in now]
    come = [each for each in now if each not in was]
    if len(gone) == len(come) == 1:
        yield from changes(gone[0], come[0], f"{at}[{was.index(gone[0])}]")
        return
    yield from (Change(f"{at}[]", was=each) for each in gone)
    yield from (Change(f"{at}[]", now=each) for each in come)
    if not gone and not come and was != now:
        yield Change(at, was, now)


def _by_name(items: list[Any]) -> dict[str, Any] | None:
    """Give the items by name; none when one has no name or two have the same."""
    named = {_name(each): each for each in items}
    return named if len(named) == len(items) and "" not in named else None


def _name(item: Any) -> str:  # noqa: ANN401
    """Name an item of a list: a finding by its code and subject, others by what tells them apart."""
    if not isinstance(item, dict):
        return ""
    if "code" in item and isinstance(item.get("about"), dict):
        return f"{item['code']} {item['about'].get('id', '')}"
    return next(
        (str(item[key]) for key in ("id", "substance", "fact", "with_class") if isinstance(item.get(key), str)), ""
    )
