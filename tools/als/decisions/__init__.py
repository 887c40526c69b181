"""What the review team decided, as TOML that people write."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def decisions(name: str) -> Mapping[str, Any]:
    """Read one of the decision files."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
