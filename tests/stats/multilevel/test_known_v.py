from __future__ import annotations

import numpy as np
import pytest

from tamis.stats.errors import OutOfRange
from tamis.stats.multilevel.known_v import autocorrelated_errors, correlated_errors


def test_errors_of_one_cluster_share_the_stated_correlation() -> None:
    cov = correlated_errors([0.04, 0.09, 0.01], ["a", "a", "b"], 0.5)
    assert cov[0, 1] == pytest.approx(0.5 * 0.2 * 0.3)
    assert cov[0, 2] == 0
    assert np.diag(cov).tolist() == [0.04, 0.09, 0.01]


def test_correlation_fades_with_time() -> None:
    cov = autocorrelated_errors([1.0, 1.0, 1.0], [1, 1, 1], [0, 1, 3], 0.9)
    assert cov[0] == pytest.approx([1.0, 0.9, 0.9**3])


def test_a_correlation_above_one_is_refused() -> None:
    with pytest.raises(OutOfRange):
        correlated_errors([1.0], [1], 1.5)
