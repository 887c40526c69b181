"""Whether a text is in the language the eligibility reader reads (English), told by its letters.

Two signs are enough for registry texts: the script most letters belong to, and for Latin script
the small words of nine languages. A wrong guess would make up criteria, so doubt is an answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+")
#: The script of a letter by the first word of its Unicode name.
_SCRIPTS = {
    "LATIN": "Latin", "HANGUL": "Korean", "CJK": "Chinese or Japanese", "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese", "CYRILLIC": "Cyrillic", "ARABIC": "Arabic", "GREEK": "Greek",
    "HEBREW": "Hebrew", "THAI": "Thai", "DEVANAGARI": "Devanagari",
}  # fmt: skip
_SMALL = {
    "English": "the of and or with to for in is are be not have has who must at by from any than",
    "Spanish": "el la los las de del y o con para en que no por una un se sin como años mayor",
    "French": "le la les de des du et ou avec pour dans que ne pas par une un sans ans plus être",
    "German": "der die das und oder mit für in den dem nicht von zu eine ein ohne jahre bei ist",
    "Italian": "il la le di del della e o con per in che non da una un senza anni alla dei",
    "Portuguese": "o a os as de do da e ou com para em que não por uma um sem anos mais dos",
    "Dutch": "de het een en of met voor in van niet te zijn jaar bij ouder zonder door dan",
    "Polish": "i lub z w na do nie od przez oraz lat bez dla jest się po ze którzy",
    "Turkish": "ve veya ile için bir olan olmayan en az hastalar yaş üzeri bu da",
}  # fmt: skip
_LISTS = {name: frozenset(words.split()) for name, words in _SMALL.items()}
#: Letters looked at; the first part of a text tells its language.
_SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class Tongue:
    """What a text is written in. `readable` says that it is English; `mixed` that not all is."""

    name: str
    readable: bool
    mixed: bool = False


def tongue(text: str) -> Tongue:
    """Tell what language a text is in, as far as reading it asks for.

    Returns:
        `readable` for English and for texts too short to be anything else (a line such as
        "ALS, age 18-80"); a name and not `readable` for the rest.
    """
    sample = text[:_SAMPLE]
    scripts = Counter(_script(c) for c in sample if c.isalpha())
    total = sum(scripts.values())
    if not total:
        return Tongue("none", readable=False)
    latin = scripts["Latin"] / total
    foreign = max((s for s in scripts if s != "Latin"), key=lambda s: scripts[s], default="")
    words = [w.lower() for w in _WORD.findall(sample)]
    hits = {name: sum(w in small for w in words) for name, small in _LISTS.items()}
    best = max(hits, key=lambda name: (hits[name], name == "English"))
    if latin < 0.5 and hits["English"] < 12:
        return Tongue(foreign, readable=False)
    if best != "English" and hits[best] >= 4 and hits[best] > 1.5 * hits["English"]:
        return Tongue(best, readable=False)
    return Tongue("English", readable=True, mixed=latin < 0.9)


def _script(letter: str) -> str:
    if letter.isascii():
        return "Latin"
    first = unicodedata.name(letter, "").partition(" ")[0].partition("-")[0]
    return _SCRIPTS.get(first, "another script")
