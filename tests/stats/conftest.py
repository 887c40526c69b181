"""Data sets of published examples, shared by the tests of the statistics."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parent / "data_multilevel"


@pytest.fixture
def dataset() -> Callable[[str], dict[str, Any]]:
    """Read one of the data sets: its columns, and `V` where effects covary."""

    def read(name: str) -> dict[str, Any]:
        content = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
        return content["columns"] | {key: content[key] for key in ("V",) if key in content}

    return read
