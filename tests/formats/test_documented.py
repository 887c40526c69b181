from __future__ import annotations

import re
from pathlib import Path

from tamis import registry

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "formats.md"


def test_every_format_is_documented_and_what_is_documented_exists() -> None:
    page = PAGE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \| yes \| (yes)? ?\|", page, re.M)
    assert [name for name, _ in rows] == list(registry.BUILT_IN["tamis.readers"])
    assert [name for name, written in rows if written] == list(registry.BUILT_IN["tamis.writers"])
