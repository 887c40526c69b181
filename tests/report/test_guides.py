from __future__ import annotations

from pathlib import Path

import pytest

from tamis.report.site.blocks import BLOCKS
from tamis.report.site.references import KINDS

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "publish.md"


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_every_block_is_in_the_guide(name: str) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert f"`{{{name}}}`" in text or f"`{{{name}:" in text


@pytest.mark.parametrize("kind", KINDS)
def test_every_reference_is_in_the_guide(kind: str) -> None:
    assert f"`{{{kind}:" in GUIDE.read_text(encoding="utf-8")
