"""Texts that can be told in every language: the English template is the key, and its values are kept."""

from collections.abc import Mapping

__all__ = ["Catalogue", "Told", "shortened", "told"]

Catalogue = Mapping[str, Mapping[str, str]]  # English template -> language -> its translation


class Told(str):
    """An English text that remembers its template and the values in it, which may be told texts themselves."""

    __slots__ = ("template", "values")

    template: str
    values: dict[str, object]

    def worded(self, catalogue: Catalogue, language: str) -> str:
        """Give the text in a language, as a plain str; English where the catalogue has no translation."""
        template = catalogue.get(self.template, {}).get(language, self.template)
        values = {
            name: value.worded(catalogue, language) if isinstance(value, Told) else value
            for name, value in self.values.items()
        }
        return template.format_map(values)


def told(template: str, /, **values: object) -> Told:
    """Fill an English template in.

    The template is a literal wherever this is called: a test finds it there and asks for its translations.
    Raises KeyError when a value is lacking.
    """
    text = Told(template.format_map(values))
    text.template = template
    text.values = values
    return text


def shortened(text: str, most: int = 60) -> str:
    """Cut a text of unknown length to what fits a line, `most` characters."""
    return text if len(text) <= most else text[: most - 1] + "…"
