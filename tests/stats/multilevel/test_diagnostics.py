from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tamis.stats.errors import LengthMismatch
from tamis.stats.multilevel import multilevel, nested
from tamis.stats.multilevel.after import hat_values
from tamis.stats.multilevel.diagnostics import cluster_influence

Dataset = Callable[[str], dict[str, Any]]


def _fit(d: dict[str, Any]) -> Any:
    return multilevel(d["yi"], d["vi"], random=nested(district=d["district"], school=d["school"]))


def test_cook_distances_of_districts_match_metafor_5_2(dataset: Dataset) -> None:
    d = dataset("konstantopoulos2011")
    found = cluster_influence(_fit(d), d["district"])
    assert found.labels[:2] == ("11", "12")
    assert found.cooks[:2] == pytest.approx([0.0701275, 0.0147008], rel=1e-4)
    assert found.deleted_chi2[:2] == pytest.approx([1.93326, 3.93864], rel=1e-5)


def test_hat_values_add_up_to_the_number_of_coefficients(dataset: Dataset) -> None:
    assert float(np.sum(hat_values(_fit(dataset("konstantopoulos2011"))))) == pytest.approx(1.0)


def test_there_must_be_a_cluster_for_every_effect(dataset: Dataset) -> None:
    with pytest.raises(LengthMismatch):
        cluster_influence(_fit(dataset("konstantopoulos2011")), [1, 2])
