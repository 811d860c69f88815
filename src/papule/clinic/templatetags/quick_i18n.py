"""Django's library i18n; what a text is, is worked out once in a place, and one without variables once a language."""

from __future__ import annotations

from django import template
from django.template.base import Parser, Token, Variable
from django.template.context import Context
from django.templatetags import i18n
from django.utils.translation import get_language, gettext

from papule.clinic.marks import before_name, drop_vowel

register = template.Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


class TextNode(i18n.TranslateNode):
    """A text of a template: its words change with the language alone."""

    def __init__(self, read: i18n.TranslateNode) -> None:
        """Take over what Django read."""
        super().__init__(read.filter_expression, read.noop, read.asvar, read.message_context)
        self._said: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        """Give the words."""
        language = get_language()
        if language not in self._said:
            self._said[language] = super().render(context)
        return self._said[language]


class SentenceNode(i18n.BlockTranslateNode):
    """A text with variables: its words are put together once, their values at every page."""

    def __init__(self, read: i18n.BlockTranslateNode) -> None:
        """Take over what Django read."""
        super().__init__(**vars(read))
        self._put: dict[int, tuple[str, list[str]]] = {}
        self._before: str | None = None

    def render(self, context: Context, nested: bool = False) -> str:  # noqa: FBT001, FBT002 -- Django's
        """Give the text; in French the name of somebody may take the vowel of the word before."""
        said = super().render(context, nested)
        if not (get_language() or "").startswith("fr"):
            return said
        if self._before is None:
            self._before = before_name(gettext(self.render_token_list(self.singular)[0]))
        return drop_vowel(said, self._before) if self._before else said

    def render_token_list(self, tokens: list[Token]) -> tuple[str, list[str]]:
        """Give the words as a catalogue has them, and the names of the variables in them."""
        known = self._put.get(id(tokens))
        if known is None:
            known = self._put[id(tokens)] = super().render_token_list(tokens)
        words, names = known
        return words, list(names)  # Django adds to the list


def translate(parser: Parser, token: Token) -> template.Node:
    """Read `{% translate %}`; what depends on more than the language stays Django's."""
    read = i18n.do_translate(parser, token)
    if read.asvar or read.message_context:
        return read
    said = read.filter_expression
    plain = isinstance(said.var, Variable) and said.var.literal is not None and not said.filters
    return TextNode(read) if plain else read


def sentence(parser: Parser, token: Token) -> SentenceNode:
    """Read `{% blocktranslate %}`."""
    return SentenceNode(i18n.do_block_translate(parser, token))


register.tag("translate", translate)
register.tag("trans", translate)
register.tag("blocktranslate", sentence)
register.tag("blocktrans", sentence)
