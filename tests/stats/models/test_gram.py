"""The Gram form of a design agrees with the QR form that extreme weights need."""

from __future__ import annotations

import numpy as np
import pytest

from tamis.stats.models import design
from tamis.stats.models.design import Design
from tamis.stats.models.lazy import lazy

CHANCE = np.random.default_rng(5)
X = np.column_stack([np.ones(12), CHANCE.normal(2000.0, 8.0, 12), CHANCE.normal(size=12)])
Y, V = CHANCE.normal(size=12), CHANCE.gamma(2.0, 0.05, 12) + 0.01


@pytest.mark.parametrize("tau2", [0.0, 0.04, 3.0])
@pytest.mark.parametrize("restricted", [True, False])
def test_gram_and_qr_forms_agree(
    tau2: float, restricted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    gram = Design(Y, V, X)
    monkeypatch.setattr(design, "GRAM_COLUMNS", 0)
    qr = Design(Y, V, X)
    assert gram.coefficients(tau2) is not None
    assert qr.coefficients(tau2) is None
    np.testing.assert_allclose(gram.q(tau2), qr.q(tau2), rtol=1e-12)
    np.testing.assert_allclose(gram.traces(tau2), qr.traces(tau2), rtol=1e-12)
    slope = qr.score(tau2, restricted)
    np.testing.assert_allclose(gram.score(tau2, restricted), slope, rtol=1e-10)
    slopes = qr.scores(np.array([tau2, 0.5]), restricted)
    np.testing.assert_allclose(gram.scores(np.array([tau2, 0.5]), restricted), slopes, rtol=1e-10)


def test_a_lazy_property_is_computed_once() -> None:
    class Counted:
        calls = 0

        @lazy
        def value(self) -> int:
            self.calls += 1
            return self.calls

    one = Counted()
    assert (one.value, one.value) == (1, 1)
