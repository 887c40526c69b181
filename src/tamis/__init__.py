"""tamis: a living-systematic-review workbench.

Importing this package is cheap on purpose: everything heavier than the standard library waits
until it is used. The usual door is [`tamis.open_review`][tamis.open_review].
"""

from __future__ import annotations

__version__ = "0.1.0"
