from __future__ import annotations

import subprocess
import sys

import pytest

import tamis.stats
from tamis.stats._door import HOMES, SUBPACKAGES


@pytest.mark.parametrize("name", sorted(HOMES))
def test_every_name_of_the_door_opens(name):
    assert getattr(tamis.stats, name) is not None


@pytest.mark.parametrize("name", sorted(SUBPACKAGES))
def test_every_room_opens(name):
    assert getattr(tamis.stats, name).__name__ == f"tamis.stats.{name}"


def test_all_is_what_there_is():
    assert set(tamis.stats.__all__) == set(HOMES) <= set(dir(tamis.stats))


def test_an_unknown_name_is_answered_with_the_list():
    with pytest.raises(AttributeError, match="pool"):
        tamis.stats.pull  # noqa: B018


def test_importing_brings_no_scipy_and_no_sibling():
    code = (
        "import sys, tamis.stats, tamis.stats.models.pool\n"
        "loaded = {m.split('.')[0] for m in sys.modules}\n"
        "print(sorted(loaded & {'scipy', 'pandas', 'polars', 'matplotlib', 'sklearn'}))\n"
        "print(sorted(m for m in sys.modules if m.startswith('tamis.') "
        "and not m.startswith('tamis.stats')))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.splitlines() == ["[]", "[]"]
