from __future__ import annotations

import importlib
import inspect
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
reference = importlib.import_module("tools.reference")


@pytest.mark.parametrize("name", sorted(reference.PAGES))
def test_the_reference_is_what_the_code_says(name: str) -> None:
    written = (ROOT / "docs" / "reference" / name).read_text("utf-8")
    assert written == reference.PAGES[name](), "run `python tools/reference.py`"


@pytest.mark.parametrize("door", sorted(reference.DOORS))
def test_every_public_name_has_a_docstring(door: str) -> None:
    module = importlib.import_module(door)
    bare = [
        n for n in module.__all__
        if (inspect.isclass(getattr(module, n)) or inspect.isfunction(getattr(module, n)))
        and not (getattr(module, n).__doc__ or "").strip()
    ]  # fmt: skip
    assert bare == []


@pytest.mark.parametrize("door", ["tamis.stats", "tamis.match", "tamis.formats", "tamis.learn"])
def test_all_is_exactly_what_is_there(door: str) -> None:
    module = importlib.import_module(door)
    for name in module.__all__:
        assert getattr(module, name) is not None
    assert len(set(module.__all__)) == len(module.__all__)


def test_links_between_pages_of_the_docs_are_whole() -> None:
    broken = []
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []
