"""Text → numbers: words and word pairs, counted per document.

Plural and singular are one word. A word's number is its place of first appearance; a word pair's
number is a hash of the two words
(so no table of pairs is kept, and memory grows with the pairs that stay, not with those that occur
once). Hashes come from the words' letters, never from their order of appearance.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

#: A word: two or more letters or digits. One letter says next to nothing about a paper.
WORD = re.compile(r"[^\W_]{2,}")
#: Knuth's multiplicative constant: spreads neighbouring sums over the buckets.
_SPREAD = 2654435761


def words(text: str) -> list[str]:
    """The words of a text in order, lower case, accents removed ("Sjögren" = "Sjogren")."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in decomposed if not unicodedata.combining(c))
    return WORD.findall(text.lower())


def singular(word: str) -> str:
    """A word without the ending of a plural: "studies" = "study", "trials" = "trial".

    By its letters alone, so "diabetes" becomes "diabete", which harms nobody: every text is read
    the same way. Endings that are mostly no plural ("-ss", "-us", "-is") stay.
    """
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word[-1] == "s" and word[-2] not in "sui":
        return word[:-1]
    return word


def buckets_for(tokens: int) -> int:
    """Buckets for the word pairs of a text of so many words: a power of two.

    Sixteen to thirty-two times the words keep nearly all pairs alone in their bucket. More than
    2**24 would cost more memory than the rows themselves until there are some 80,000 records.
    """
    most = 24 if tokens < 1 << 24 else 26
    return 1 << min(max((32 * tokens).bit_length() - 1, 12), most)


def pair_bucket(first: str, second: str, buckets: int) -> int:
    """The bucket of two neighbouring words, both singular."""
    return int(_buckets(_hash([first]), _hash([second]), buckets)[0])


def _hash(tokens: Iterable[str]) -> Ints:
    return np.fromiter((crc32(token.encode()) for token in tokens), dtype=np.int64)


def _buckets(first: Ints, second: Ints, buckets: int) -> Ints:
    mixed = (first.astype(np.uint64) * np.uint64(31) + second.astype(np.uint64)) * np.uint64(
        _SPREAD
    )
    return ((mixed >> np.uint64(13)) & np.uint64(buckets - 1)).astype(np.int64)


class _Spellings(dict[str, int]):
    """Each word as it is spelt → the number of its singular."""

    def __init__(self, numbers: defaultdict[str, int]) -> None:
        super().__init__()
        self._numbers = numbers

    def __missing__(self, word: str) -> int:
        number = self[word] = self._numbers[singular(word)]
        return number


class Reader:
    """Reads texts into word numbers, learning new words as it goes.

    Attributes:
        known: Word, as a singular → number.
    """

    def __init__(self) -> None:
        self.known: defaultdict[str, int] = defaultdict(count().__next__)
        self._spelt = _Spellings(self.known)

    def read(self, texts: Iterable[str]) -> tuple[NDArray[np.int32], Ints]:
        """Word numbers of all texts in a row, and where each text starts (one more than texts)."""
        number = self._spelt.__getitem__
        parts = [np.fromiter(map(number, words(text)), dtype=np.int32) for text in texts]
        starts = np.zeros(len(parts) + 1, dtype=np.int64)
        np.cumsum([len(part) for part in parts], out=starts[1:])
        flat = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)
        return flat, starts

    def hashes(self) -> Ints:
        """One hash per known word, by number."""
        return _hash(self.known)


@dataclass(frozen=True, slots=True)
class Counts:
    """What some neighbouring documents hold, document after document.

    Attributes:
        code: A word's number, or the number of words plus a pair's bucket; once per document.
        times: How often (more than 255 times counts as 255).
        sizes: How many codes each document has.
    """

    code: NDArray[np.int32]
    times: NDArray[np.uint8]
    sizes: Ints


def counted(
    flat: NDArray[np.int32], starts: Ints, hashes: Ints, buckets: int, chunk: int = 1024
) -> Iterator[Counts]:
    """Count words and word pairs per document, `chunk` documents at a time."""
    size = len(hashes)
    span = size + buckets
    for begin in range(0, len(starts) - 1, chunk):
        end = min(begin + chunk, len(starts) - 1)
        tokens = flat[starts[begin] : starts[end]]
        owner = np.repeat(np.arange(end - begin), np.diff(starts[begin : end + 1]))
        same = owner[:-1] == owner[1:]
        hashed = hashes[tokens]
        pairs = size + _buckets(hashed[:-1][same], hashed[1:][same], buckets)
        keys = np.concatenate([owner * span + tokens, owner[:-1][same] * span + pairs])
        unique, times = np.unique(keys, return_counts=True)
        document = unique // span
        yield Counts(
            (unique - document * span).astype(np.int32),
            np.minimum(times, 255).astype(np.uint8),
            np.bincount(document, minlength=end - begin),
        )
