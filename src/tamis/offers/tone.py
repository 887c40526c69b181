"""Tone: whether the words of a text, taken together, are those of sellers or of everybody else.

Each word has a weight, learned by `tools/offer_tone.py` from labelled texts: the logarithm of how
much more often it stands in offers of unproven treatments than in invitations to trials, care,
advice, news and honest trade (naive Bayes). A word counts once.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from tamis.instruments.red_flags import RedFlags

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|[0-9]+|[$€£%!?]", re.ASCII)
#: How many of the heaviest words are named.
_NAMED = 8


@dataclass(frozen=True, slots=True)
class Tone:
    """The sum of the weights over the root of how many words have one, to hundredths.

    Above 0 the words are a seller's; `words` are the heaviest on that side that tell something.
    """

    score: float
    words: tuple[str, ...]


def words_of_tone(folded: str) -> frozenset[str]:
    """The words of folded text, each once; any number is "#"."""
    return frozenset("#" if w.isdigit() else w for w in _WORD.findall(folded))


def tone(folded: str, instrument: RedFlags) -> Tone:
    """Weigh the words of folded text; 0 for a text with too few of them."""
    held = instrument.tone
    known = [(held.weights[w], w) for w in words_of_tone(folded) if w in held.weights]
    if len(known) < held.least:
        return Tone(0.0, ())
    heaviest = sorted((-weight, w) for weight, w in known if w in held.named)
    score = sum(weight for weight, _ in known) / 10 / math.sqrt(len(known))
    return Tone(math.floor(score * 100 + 0.5) / 100, tuple(w for _, w in heaviest[:_NAMED]))


def sounds(score: float, instrument: RedFlags) -> frozenset[str]:
    """The signals that a score gives: "selling", with "loud" or without, "plain", or none."""
    held = instrument.tone
    given = {
        "selling": score >= held.selling,
        "loud": score >= held.loud,
        "plain": score <= held.plain,
    }
    return frozenset(name for name, there in given.items() if there)
