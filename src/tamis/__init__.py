"""tamis: a living-systematic-review workbench.

Importing this package is cheap on purpose: everything heavier than the standard library waits
until it is used. The usual door is [`tamis.open_review`][tamis.open_review].
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from tamis.review import Review

__all__ = ["__version__", "open_review"]

__version__ = "0.1.0"


def open_review(folder: Path | str, **how: Any) -> Review:
    """Open a review folder; see `tamis.review.Review` for `by`, `day` and `clock`.

    Raises:
        NotAReview: There is no protocol.toml.
    """
    from tamis.review import Review

    return Review(folder, **how)
