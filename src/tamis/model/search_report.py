"""How the literature was searched, as PRISMA-S asks for it (Rethlefsen 2021)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of the checklist, answered. `recorded` is False where nothing is known."""

    number: int
    name: str
    answer: tuple[str, ...]
    recorded: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """A search strategy as it was run; `query` is empty when nobody recorded it."""

    source: str
    search: str
    query: str
    run_on: str
    translation: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrismaS:
    """The appendix."""

    title: str
    items: tuple[Item, ...]
    strategies: tuple[Strategy, ...]
    citation: str
