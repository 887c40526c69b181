from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

from tamis import learn
from tamis.learn._door import HOMES


@pytest.mark.parametrize("name", sorted(HOMES))
def test_every_name_of_the_door_opens(name):
    assert getattr(learn, name) is getattr(import_module(f"tamis.learn.{HOMES[name]}"), name)


def test_an_unknown_name_is_refused_with_those_there_are():
    with pytest.raises(AttributeError, match=r"it offers .*LexicalRanker"):
        _ = learn.oracle


def test_the_kernel_needs_neither_the_model_nor_the_web_nor_scikit_learn():
    code = (
        "import sys; from tamis import learn; [getattr(learn, n) for n in learn.__all__];"
        "print([m for m in sys.modules if m.split('.')[0] in ('sklearn', 'polars', 'pydantic')"
        " or m.startswith(('tamis.model', 'tamis.store', 'tamis.web', 'tamis.stats'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
