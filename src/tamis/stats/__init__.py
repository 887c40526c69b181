"""Meta-analysis: effect sizes, pooling, heterogeneity, bias, prediction.

    from tamis import stats

    fit = stats.pool(yi, vi, method="REML", test="knapp-hartung")
    print(fit.summary())

Importing this package loads no submodule: a name is looked up in the table below when it is first
used (PEP 562), so that SciPy is only paid for by what needs it.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from tamis.stats._door import HOMES, SUBPACKAGES

__all__ = sorted(HOMES)  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    if name in HOMES:
        value = getattr(import_module(f"{__name__}.{HOMES[name]}"), name)
        globals()[name] = value
        return value
    if name in SUBPACKAGES:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(
        f"module {__name__!r} has no attribute {name!r}; it offers {', '.join(__all__)}"
    )


def __dir__() -> list[str]:
    return sorted({*globals(), *HOMES, *SUBPACKAGES})
