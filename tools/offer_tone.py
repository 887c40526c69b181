"""Learn the weights of words that `tamis.offers.tone` sums, and write them beside the instrument.

    python tools/offer_tone.py

The texts are those of tests/data/offers that may be used for building: never an unseen one.
"""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from tamis.instruments.red_flags import red_flags
from tamis.offers.folding import fold
from tamis.offers.tone import words_of_tone

ROOT = Path(__file__).parents[1]
PATH = ROOT / "src" / "tamis" / "instruments" / "offer-tone.toml"
sys.path.insert(0, str(ROOT / "tests" / "offers"))
#: A word is known when at least that many texts hold it; it is named to people when that many
#: do, it weighs that much, and it is no short word.
FEWEST = 2
NAMED_FEWEST, NAMED_WEIGHT, NAMED_LETTERS = 7, 7, 4
_HEAD = """\
# How much more often a word stands in offers of unproven treatments than in other texts, in tenths
# of a natural logarithm; made by tools/offer_tone.py from {sellers} offers and {others} other texts
# of tests/data/offers. "#" is any number. Thresholds are in clinic-red-flags.toml.
"""


def weights(texts: Iterable[tuple[str, bool]]) -> dict[str, int]:
    """The weight of each word in tenths; `texts` are pairs of a text and whether it is an offer."""
    there, many = counted(texts)
    known = [w for w, n in (there[True] + there[False]).items() if n >= FEWEST]
    return {w: round(10 * math.log(_ratio(there, many, w))) for w in known}


def named(texts: Iterable[tuple[str, bool]]) -> tuple[str, ...]:
    """The words that are worth naming to people: sellers' own, and not met by chance."""
    held = list(texts)
    found, (there, _) = weights(held), counted(held)
    often = there[True] + there[False]
    return tuple(sorted(
        w for w, n in found.items()
        if n >= NAMED_WEIGHT and often[w] >= NAMED_FEWEST and w.isalpha()
        and len(w) >= NAMED_LETTERS and w not in red_flags().words
    ))  # fmt: skip


def counted(
    texts: Iterable[tuple[str, bool]],
) -> tuple[Mapping[bool, Counter[str]], Mapping[bool, int]]:
    """How many offers and other texts hold each word, and how many there are."""
    tool = red_flags()
    there: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    many: Counter[bool] = Counter()
    for text, sells in texts:
        there[sells].update(words_of_tone(fold(text, tool).text))
        many[sells] += 1
    return there, many


def _ratio(there: Mapping[bool, Counter[str]], many: Mapping[bool, int], word: str) -> float:
    """How many times the share of offers with a word is that of other texts; +1 against zeros."""
    offers, others = ((there[s][word] + 1) / (many[s] + 2) for s in (True, False))
    return offers / others


def rendered(found: Mapping[str, int], told: Iterable[str], sellers: int, others: int) -> str:
    """The file: words of one weight on lines of their own; those that are named to people."""
    by_weight: dict[int, list[str]] = defaultdict(list)
    for word, weight in found.items():
        by_weight[weight].append(word)
    rows = [f'"{w}" = "{" ".join(sorted(by_weight[w]))}"' for w in sorted(by_weight)]
    head = _HEAD.format(sellers=sellers, others=others)
    return head + f'named = "{" ".join(told)}"\n\n[weights]\n' + "\n".join(rows) + "\n"


def learned() -> str:
    """What the file should hold."""
    import texts

    held = [(t.text, t.serious) for t in texts.for_building()]
    sellers = sum(sells for _, sells in held)
    return rendered(weights(held), named(held), sellers, len(held) - sellers)


if __name__ == "__main__":
    PATH.write_text(learned(), encoding="utf-8")
