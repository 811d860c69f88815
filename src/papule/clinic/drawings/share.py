"""How much of a maximum is used: a bar whose maximum lies at one place in every bar."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from papule.clinic.drawings import ink
from papule.clinic.drawings.drawing import Drawing, Table
from papule.clinic.drawings.frame import NARROWEST, WIDTH
from papule.clinic.drawings.reader import Reader
from papule.kernel.value import Value

_BAR, _TOP, _HEIGHT = 12.0, 22.0, 56.0
_MAXIMUM_AT = 0.8  # of the width; what lies right of it is too much
_LEAST_OVER = 1.001
_AS_WRITTEN = 1.25  # the share that the whole width holds; more ends in an arrow


class Share(Value):
    """An amount beside its maximum, both as they are written; no share where no maximum is known."""

    name: str
    amount: str
    maximum: str = ""
    share: float | None = None

    def __post_init__(self) -> None:
        """Refuse what is no share."""
        if self.share is not None and not (isfinite(self.share) and self.share >= 0):
            raise ValueError(f"the share of {self.name} is 0 or more, not {self.share:g}")


def share_bar(of: Share, reader: Reader, key: str = "share", width: float = WIDTH) -> Drawing:
    """Draw the share of a maximum; what exceeds it changes shape, and is said."""
    width = max(width, NARROWEST)
    title = reader.say("share of", name=of.name)
    description = _said(of, reader)
    marks = [*_bar(of, key, width), *_words(of, reader, width)]
    svg = ink.svg(key, (width, _HEIGHT), (title, description), marks)
    return Drawing(svg, title, description, lambda: share_table(of, reader))


def _bar(of: Share, key: str, width: float) -> Iterator[str]:
    full, name = width * _MAXIMUM_AT, f"{ink.named(key)}-hatch"
    hatched = f' fill="url(#{name})"'
    yield ink.painted("track", [ink.box(0.5, _TOP, full - 0.5, _BAR, ' rx="2"')])
    if of.share is None:
        yield ink.hatching(name) + ink.box(0.5, _TOP, full - 0.5, _BAR, hatched)
        return
    yield ink.painted("bar", [ink.box(0.5, _TOP, max(min(of.share, 1) * full - 0.5, 0), _BAR, ' rx="2"')])
    if of.share > 1:
        end = min(of.share, _AS_WRITTEN) * full - (14 if of.share > _AS_WRITTEN else 1)
        yield ink.hatching(name, "over") + ink.box(full, _TOP, max(end - full, 1), _BAR, hatched)
        yield ink.painted("over", [ink.box(full, _TOP, max(end - full, 1), _BAR)])
        if of.share > _AS_WRITTEN:
            yield ink.painted("serious", [f'<path d="M{end + 2:.1f} {_TOP - 3:.1f}l10 {_BAR / 2 + 3:.1f}l-10 9z"/>'])
    yield ink.painted("surface", [ink.line(full, _TOP - 5, full, _TOP + _BAR + 5)])


def _words(of: Share, reader: Reader, width: float) -> Iterator[str]:
    full, below = width * _MAXIMUM_AT, _TOP + _BAR + 17
    amount = of.amount if of.share is None else f"{of.amount} · {_percent(of.share, reader)}"
    amount = ink.fitted(amount, width / 2)
    yield ink.painted("text", [ink.text(0, 13, ink.fitted(of.name, width - ink.breadth(amount) * ink.BOLD - 16))])
    over = of.share is not None and of.share > 1
    yield ink.painted("warn" if over else "strong", [ink.text(width - 1, 13, amount, "end")])
    if of.share is None:
        yield ink.painted("quiet", [ink.text(0, below, reader.say("no maximum"))])
        return
    if over:
        words = ink.fitted(reader.say("over", value=of.maximum), (width - 20) / ink.BOLD)
        yield ink.painted("serious", [f'<path d="M7 {below - 10:.1f}l6 11h-12z"/>'])
        yield ink.painted("warn", [ink.text(18, below, words)])
        return
    maximum = ink.fitted(reader.say("maximum", value=of.maximum), full)
    yield ink.painted("quiet", [ink.text(full, below, maximum, "end")])


def _said(of: Share, reader: Reader) -> str:
    if of.share is None:
        return f"{of.amount}. {reader.say('no maximum')}."
    said = reader.say("share said", amount=of.amount, share=_percent(of.share, reader), maximum=of.maximum)
    return f"{said} {reader.say('over', value=of.maximum)}." if of.share > 1 else said


def _percent(share: float, reader: Reader) -> str:
    """Write a share; what is above the maximum never reads 100 %."""
    return reader.percent(max(share, _LEAST_OVER) if share > 1 else share)


def share_table(of: Share, reader: Reader) -> Table:
    """Give the amount, its maximum and the share."""
    share = reader.say("no maximum") if of.share is None else _percent(of.share, reader)
    head = (reader.say("what"), reader.say("amount"), reader.say("maximum word"), reader.say("share"))
    return Table(head, ((of.name, of.amount, of.maximum, share),))
