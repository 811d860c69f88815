"""Phrases of explain, knowledge, demo and the rest: `knowledge/wording/explain.yaml`."""

from papule.assessment.wording import Words


class Phrases:
    """The phrases of one language; a value or a field without a phrase is shown as it is written."""

    def __init__(self, words: Words) -> None:
        """Open the catalogue."""
        self._entries = words.formulary.wording["explain"]
        self._language = words.language
        self._words = words

    def say(self, key: str, **values: object) -> str:
        """Give a phrase, filled in. Raises KeyError for a key that the catalogue lacks."""
        return str(self._entries[key][self._language]).rstrip("\n").format_map(values)

    def find(self, key: str) -> str:
        """Give a phrase, or nothing where the catalogue has none."""
        return self.say(key) if key in self._entries else ""

    def value(self, value: str) -> str:
        """Name a value of the knowledge: contraindicated, marketed, label."""
        return self.find(f"value.{value}") or self._words.term(value)

    def field(self, name: str) -> str:
        """Name a field of the knowledge: min_ages, route."""
        return self.find(f"field.{name}") or name.replace("_", " ")

    def kind(self, name: str) -> str:
        """Name a kind of item: substance, body site."""
        return self.find(f"kind.{name}") or name
