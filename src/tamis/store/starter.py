"""The protocol a new review begins with: valid, neutral, and commented for who fills it in."""

from __future__ import annotations

import re
import unicodedata
from importlib.resources import files

from tamis.store.toml_text import quoted


def starter(title: str) -> str:
    """The text of a first protocol.toml for a review of that title."""
    text = files(__package__).joinpath("starter.toml").read_text("utf-8")
    return text.format(id=short_name(title), title=quoted(title))


def short_name(title: str) -> str:
    """A title as an id: ASCII, lower case, words joined by hyphens; 'review' if none is left."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:60].strip("-") or "review"
