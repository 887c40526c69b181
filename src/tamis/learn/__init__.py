"""Screening: rank what matters first, know when to stop, and measure both.

    from tamis import learn

    ranker = learn.LexicalRanker().fit(documents, question)
    ranker.learn(decisions).scores()

A name is looked up in the table below when it is first used (PEP 562), so that SciPy is only paid
for by what needs it.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from tamis.learn._door import HOMES

__all__ = sorted(HOMES)  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    if name in HOMES:
        value = getattr(import_module(f"{__name__}.{HOMES[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(
        f"module {__name__!r} has no attribute {name!r}; it offers {', '.join(__all__)}"
    )


def __dir__() -> list[str]:
    return sorted({*globals(), *HOMES})
