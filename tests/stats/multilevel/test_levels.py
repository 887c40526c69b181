from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamis.stats.multilevel import intercepts, multilevel, nested
from tamis.stats.multilevel.dense import invert
from tamis.stats.multilevel.levels import invert_levels
from tamis.stats.multilevel.model import prepare


def _data(seed: int, k: int = 40) -> dict[str, Any]:
    chance = np.random.default_rng(seed)
    a, b = chance.integers(0, 5, k), chance.integers(0, 7, k)
    v = chance.gamma(2.0, 0.05, k) + 0.01
    y = chance.normal(0, 0.3, 5)[a] + chance.normal(0.2, np.sqrt(v + 0.04))
    return {"y": y, "v": v, "a": a, "b": b, "X": np.column_stack([np.ones(k), 1990 + b])}


def _terms(d: dict[str, Any], kind: str) -> tuple[Any, ...]:
    rows = range(len(d["y"]))
    if kind == "crossed":
        return (intercepts("a", d["a"]), intercepts("row", rows), intercepts("b", d["b"]))
    if kind == "nested":
        return nested(a=d["a"], b=d["b"] // 3, row=rows)
    if kind == "held":
        return (intercepts("a", d["a"], sigma2=0.1), intercepts("row", rows))
    return nested(a=d["a"])


@pytest.mark.parametrize("kind", ["crossed", "nested", "held", "two levels"])
@pytest.mark.parametrize("reml", [True, False])
def test_sums_by_level_are_those_of_inverted_blocks(kind: str, reml: bool) -> None:
    d = _data(1)
    model = prepare(d["y"], d["v"], d["X"], _terms(d, kind))
    theta = np.array([0.05, 0.02, 0.11])[: model.free]
    free = np.array([place.stop > place.start for place in model.places])
    assert model.layout.levels is not None
    fast = invert_levels(model.layout.levels, model.variances(theta), free)
    slow = invert(model, theta)
    vb = np.asarray(np.linalg.inv(slow.XWX), dtype=np.float64)
    beta = vb @ slow.XWy
    assert fast.logdet == pytest.approx(slow.logdet, rel=1e-12)
    assert pytest.approx(slow.XWX, rel=1e-11, abs=1e-11) == fast.XWX
    assert fast.quadratic(beta) == pytest.approx(slow.quadratic(beta), rel=1e-12)
    pairs = zip(fast.derivatives(vb, beta, reml), slow.derivatives(vb, beta, reml), strict=True)
    for mine, other in pairs:
        assert mine == pytest.approx(other, rel=1e-9, abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_variances_given_as_a_matrix_lead_to_the_same_fit(seed: int) -> None:
    d = _data(seed)
    fast = multilevel(d["y"], d["v"], random=_terms(d, "crossed"), X=d["X"])
    slow = multilevel(d["y"], np.diag(d["v"]), random=_terms(d, "crossed"), X=d["X"])
    assert slow.model.layout.levels is None
    assert fast.fit.ll == pytest.approx(slow.fit.ll, abs=1e-9)
    assert fast.beta == pytest.approx(slow.beta, rel=1e-6)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"v": 1e-9}, "the correction would cancel its digits"),
        ({"v": 0.0}, "nothing to divide by"),
        ({"a": "each"}, "nothing is shared"),
    ],
)
def test_blocks_are_inverted_as_they_are_where(change: dict[str, Any], why: str) -> None:
    d = _data(2)
    v = np.full(40, change["v"]) if "v" in change else d["v"]
    a = np.arange(40) if "a" in change else d["a"]
    terms = nested(a=a) if "a" in change else nested(a=a, row=range(40))
    assert prepare(d["y"], v, d["X"], terms).layout.levels is None, why


def test_studies_of_unequal_size_are_padded_without_trace() -> None:
    sizes = [1, 1, 2, 9, 30, 3]
    study = np.repeat(np.arange(6), sizes)
    chance = np.random.default_rng(5)
    v = np.full(46, 0.1)
    y = chance.normal(0, 0.4, 6)[study] + chance.normal(0.0, 0.4, 46)
    terms = nested(study=study, row=range(46))
    fast, slow = (multilevel(y, V, random=terms) for V in (v, np.diag(v)))
    assert fast.sigma2 == pytest.approx(slow.sigma2, rel=1e-8)
    assert fast.point.observed == pytest.approx(slow.point.observed, rel=1e-8)
