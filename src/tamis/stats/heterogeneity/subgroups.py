"""Do groups of studies differ? Each group pooled, and the test between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tamis.stats.distributions import chi2_sf
from tamis.stats.errors import LengthMismatch, TooFewStudies
from tamis.stats.models.columns import Column, same_length, vector
from tamis.stats.models.pool import pool
from tamis.stats.models.pooled import Pooled
from tamis.stats.regression.regress import regress
from tamis.stats.regression.result import Regression


@dataclass(frozen=True, slots=True, kw_only=True)
class Subgroups:
    """Groups pooled apart, and together.

    Attributes:
        groups: (label, pooled) in order of label, each with a τ² of its own.
        q_between, q_df, q_p: Test that the groups' means are equal, weighted by their standard
            errors (Borenstein and Higgins 2013, computational model 2); None for a single group.
        overall: All studies pooled.
        common_tau2: Regression on the groups with one τ² for all; None if not estimable.
    """

    groups: tuple[tuple[str, Pooled], ...]
    q_between: float | None
    q_df: int
    q_p: float | None
    overall: Pooled
    common_tau2: Regression | None


def subgroups(yi: Column, vi: Column, by: Sequence[Any], **options: Any) -> Subgroups:
    """Pool studies within groups and compare the groups.

    Args:
        yi, vi: Effects and sampling variances.
        by: One label per study; studies without a label are left out.
        **options: As for `pool`: method, test, level, …

    Raises:
        LengthMismatch: `vi` or `by` is not as long as `yi`.
        TooFewStudies: No study has a label.
    """
    y, v = vector("yi", yi), vector("vi", vi)
    same_length(yi=y, vi=v)
    labels = list(by.to_list() if hasattr(by, "to_list") else by)
    if len(labels) != len(y):
        raise LengthMismatch("by", f"{len(labels)} labels", f"{len(y)}, as in `yi`")
    keep = np.array([g is not None and g == g for g in labels])
    if not keep.any():
        raise TooFewStudies("by", "no study with a label", "at least one")
    y, v = y[keep], v[keep]
    named = np.array([str(g) for g, k in zip(labels, keep, strict=True) if k])
    names = sorted(set(named.tolist()))
    groups = tuple((g, pool(y[named == g], v[named == g], **options)) for g in names)
    q = q_p = None
    if len(groups) > 1:
        q = _between(groups)
        q_p = chi2_sf(q, len(groups) - 1)
    common = None
    if 1 < len(groups) < len(y):
        common = regress(y, v, "~ factor(group)", {"group": named.tolist()}, **options)
    return Subgroups(
        groups=groups,
        q_between=q,
        q_df=len(groups) - 1,
        q_p=q_p,
        overall=pool(y, v, **options),
        common_tau2=common,
    )


def _between(groups: tuple[tuple[str, Pooled], ...]) -> float:
    means = np.array([p.estimate for _, p in groups])
    w = np.array([1.0 / p.se**2 if p.se > 0 else np.inf for _, p in groups])
    if np.isinf(w).any():
        raise TooFewStudies("by", "a group with a standard error of 0", "groups that vary")
    return float(w @ (means - float(w @ means) / float(w.sum())) ** 2)
