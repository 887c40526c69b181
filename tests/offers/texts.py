"""The evaluation texts, read from tests/data/offers."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "data" / "offers"
#: Rounds of fresh texts that were used for mending after their first run, and those that weren't.
OPENED = ("round_8", "round_9", "round_10", "round_11", "round_12", "round_13")
KEPT_AWAY = ("round_14", "round_15", "everyday")


@dataclass(frozen=True, slots=True)
class Offer:
    """A text with what a person says of it."""

    id: str
    kind: str
    serious: bool
    flags: frozenset[str]
    text: str

    @property
    def unseen(self) -> bool:
        """Whether it was kept away from building: the last hexadecimal digit of its id's hash."""
        return int(hashlib.sha256(self.id.encode()).hexdigest()[-1], 16) % 2 == 1


def offers(name: str, serious: bool) -> tuple[Offer, ...]:
    """The texts of a file."""
    data = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))["texts"]
    return tuple(
        Offer(
            id=t["id"],
            kind=t.get("kind", ""),
            serious=t.get("serious", serious),
            flags=frozenset(t.get("flags", ())),
            text=t["text"].strip(),
        )
        for t in data
    )


def everything() -> tuple[Offer, ...]:
    """All texts that are evaluated, predatory first."""
    return (*offers("predatory", True), *offers("legitimate", False))


def for_building() -> tuple[Offer, ...]:
    """All texts that the reader may be built on, and from which the tone of sellers is learned."""
    seen = tuple(t for t in everything() if not t.unseen)
    rounds = (t for name in ("building", *OPENED) for t in offers(name, serious=False))
    return (*seen, *rounds)


def kept_away() -> tuple[Offer, ...]:
    """The texts of the last files: run, never learned from."""
    return tuple(t for name in KEPT_AWAY for t in offers(name, serious=False))


def digest(texts: tuple[Offer, ...]) -> str:
    """A digest of texts, so that a later change of one shows."""
    whole = "\0".join(f"{t.id}\0{t.serious}\0{t.text}" for t in texts)
    return hashlib.sha256(whole.encode()).hexdigest()
