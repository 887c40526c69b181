"""How much moderators say the same."""

from __future__ import annotations

import numpy as np

from tamis.stats.models.fit import Fit


def variance_inflation(fit: Fit) -> dict[str, float]:
    """(Generalised) variance inflation factor of each coefficient but the intercept.

    The diagonal of the inverse of the coefficients' correlation matrix (Fox and Monette 1992).
    """
    keep = [j for j in range(fit.p) if j not in fit.intercept_column]
    if not keep:
        return {}
    V = fit.vb[np.ix_(keep, keep)]
    scale = np.sqrt(np.diagonal(V))
    inverse = np.linalg.inv(V / np.outer(scale, scale))
    return {fit.names[j]: float(inverse[i, i]) for i, j in enumerate(keep)}
