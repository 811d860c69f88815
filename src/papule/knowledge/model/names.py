"""Names of medicines as people write them, brought to one spelling.

Accents, case, doses, forms, salts and the differences between French and English
international non-proprietary names (warfarin, warfarine) are taken away; what is left
is compared exactly.
"""

import re
from collections.abc import Iterator
from functools import cache

__all__ = ["base_words", "is_ordinary", "key", "label", "searches", "words"]

_SPELT = 5  # letters from which a word is spelt alike in both languages
_NAME = 3  # letters from which what is left of a name is one
_LONGEST = 300  # letters of a typed name that are looked at
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "µ": "u", "μ": "u", "’": "'"})
# Patterns are texts: re compiles each when it is first needed, and most names are found without most of them.
_ELISION = r"\b[dl]'"
_LONG_ACTING = r"\b[lc]\.?p\.?(?![a-z0-9])"
_WORD = r"[a-z0-9]+"
_NUMBER = r"\d[\d\s]*(?:[.,]\d+)?"
_UNIT = (
    r"(?:%|(?:mg|g|kg|ug|mcg|ng|microgrammes?|milligrammes?|grammes?|ml|l|m\.?u\.?i\.?|u\.?i\.?|iu"
    r"|u\.?|unites?|units?|millions?|pour cent|pour mille|mmol|meq|ch|dh|[mgk]bq|cm2|doses?|heures?|h)"
    r"(?![a-z0-9]))"
)
_DOSE = rf"(?<![a-z0-9]){_NUMBER}\s*{_UNIT}(?:\s*[/+-]\s*(?:{_NUMBER}\s*)?{_UNIT})*(?:\s+pour cent)?"
_COMMA = r",(?!\d)"  # no decimal comma
_BARE_NUMBER = r"(?<![a-z0-9])\d+(?![a-z0-9])"
_EMPTY = r"\(\s*\)"
_STOP = frozenset("de du des la le les et pour of and element".split())
_FORMS = (
    " adulte adultes ampoule ampoules bain bouche buvable cachet capsule capsules collyre comp comprime"
    " comprimes cp cpr cps cream creme disques dispersible dragees"
    " effervescent enfant enfants enrobe flacon forme gel gelule"
    " gelules gouttes granules im inj injectable injection iv larmes lotion lyoc nasal nourrissons ointment oral"
    " orodispersible patch pellicule perfusion pommade poudre sachet sachets sc secable sirop solute solution spray"
    " stylo suppo suppositoire suppositoires suspension syrup tablet tablets"
)
_SAME = {  # one word for another, where dropping the last e is not enough
    "chloride": "chlorure",
    "human": "humaine",
    "iron": "fer",
    "salmon": "saumon",
}
_SALTS = (
    " acetate acetonide adipate anhydre anhydrous arginine aspartate axetil base benzathine benzoate besilate"
    " besylate bitartrate bromhydrate bromide bromure butylbromure butyrate calcique calcium camsilate"
    " caproate carbonate chlorhydrate chlorure cilexetil citrate decanoate dichlorhydrate dihydrate"
    " dihydrochloride dipotassique dipropionate disodique disoproxil edisilate embonate enantate erbumine"
    " esilate etexilate fumarate furoate gluconate hemifumarate hemihydrate hemisuccinate heptahydrate"
    " hexacetonide hexahydrate hydrate hydrobromide hydrochloride hydrogenosuccinate hydrogenotartrate"
    " isethionate lactate lysine magnesique magnesium maleate medoxomil meglumine mesilate mesylate micronise"
    " mofetil monohydrate monopotassique monosodique nitrate oxalate palmitate pamoate pentahydrate phosphate"
    " pidolate pivalate pivoxil potassique potassium propionate proxetil sesquihydrate sodique sodium stearate"
    " succinate sulfate tartrate tert-butylamine tosilate tosylate trihydrate trometamol tromethamine"
    " undecylate valerate zinc"
    # what is taken of a plant
    " extrait feuille fleurie fluide mou quantifie racine raffine sec sommite titre"
)


def _fold(text: str) -> str:
    """Lower case, without accents, ligatures or elided articles."""
    if not text.isascii():
        import unicodedata  # noqa: PLC0415 -- only paid for when a letter has an accent

        plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
        text = "".join(c for c in plain if not unicodedata.combining(c))
    bare = text.lower()
    return re.sub(_LONG_ACTING, " ", re.sub(_ELISION, " ", bare))


def _spell(word: str) -> str:
    """One spelling for the French and the English form of a word of a name."""
    word = _SAME.get(word, word)
    if len(word) < _SPELT or word.isdigit():
        return word
    word = word.replace("ph", "f").replace("y", "i").replace("oe", "e").replace("ae", "e")
    if word.endswith("ique"):
        return word[:-3] + "c"
    return word.rstrip("e")


def words(text: str) -> tuple[str, ...]:
    """The words of a name in one spelling, in their order, without articles."""
    return tuple(_spell(word) for word in re.findall(_WORD, _fold(text)) if word not in _STOP)


@cache
def _salt_words() -> frozenset[str]:
    return frozenset(words(_SALTS))


@cache
def _form_words() -> frozenset[str]:
    return frozenset(words(_FORMS))


def base_words(text: str) -> tuple[str, ...]:
    """The words of a substance without its salt; all of them when nothing else is left.

    `chlorhydrate de lidocaïne` gives lidocaine, `chlorure de sodium` stays whole.
    """
    return _without_salt(words(text))


def _without_salt(every: tuple[str, ...]) -> tuple[str, ...]:
    bare = tuple(word for word in every if word not in _salt_words())
    return bare if set(bare) - {"acid"} else every


def is_ordinary(parts: tuple[str, ...]) -> bool:
    """Whether there is nothing but words of form and salt: no name of a medicine."""
    return _form_words().union(_salt_words()).issuperset(parts)


def key(parts: tuple[str, ...]) -> str:
    """What names are compared by: the words in alphabetical order, together."""
    return " ".join(sorted(parts))


def label(official: str) -> str:
    """The name of a medicine without its form and doses: `DOLIPRANE 1000 mg, comprimé` gives `DOLIPRANE`."""
    name = re.split(_COMMA, official)[0]
    for match in reversed(list(re.finditer(_DOSE, _same_length(name)))):
        name = name[: match.start()] + " " + name[match.end() :]
    short = " ".join(re.sub(_EMPTY, " ", name).split()).strip(" -/+;")
    return short if len(short) >= _NAME else re.split(_COMMA, official)[0]


def _same_length(text: str) -> str:
    """Folded letter by letter, so that places in it are places in the text."""
    import unicodedata  # noqa: PLC0415

    plain = text.replace("µ", "u").replace("’", "'")
    return "".join((unicodedata.normalize("NFKD", c)[:1] or c) for c in plain).lower()


def searches(name: str) -> Iterator[str]:
    """The keys to look a typed name up by, from the most to the least exact.

    As written; without doses; up to the first dose; up to the first bare number; each with
    and without its salt and words of form.
    """
    for text in _shortened(_fold(name[:_LONGEST])):
        for parts in _barer(words(text)):
            if parts:
                yield key(parts)
                yield "".join(parts)


def _barer(every: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The words; without those of a salt; without those of a form; without both."""
    yield every
    yield _without_salt(every)
    bare = tuple(word for word in every if word not in _form_words())
    yield bare
    yield tuple(word for word in bare if word not in _salt_words())


def _shortened(text: str) -> Iterator[str]:
    yield text
    before_comma = re.split(_COMMA, text)[0]
    yield re.sub(_DOSE, " ", text)
    yield re.sub(_DOSE, " ", before_comma)
    yield re.split(_DOSE, text)[0]
    yield re.split(_BARE_NUMBER, before_comma)[0]
