"""Reading a network of contrasts: studies, their arms, and what each really measured.

A study of m arms reports up to m(m−1)/2 contrasts but holds m−1 independent ones. Where all are
given, their variances fix the variance of each arm, v_ij = s_i + s_j, and so the covariance of the
contrasts against the study's first treatment (Rücker & Schwarzer 2014, Stat Med 33:4353;
Higgins & Whitehead 1996, Stat Med 15:2733).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tamis.stats.errors import LengthMismatch, NegativeVariance, NotPositiveDefinite, OutOfRange
from tamis.stats.multilevel.inputs import Column, Floats, finite, label, levels


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """One study of a network.

    Attributes:
        name: Its label.
        arms: Treatments, as indices into the network's, sorted (m,).
        y: Effects of arms 2 … m against the first (m−1,).
        V: Their sampling covariance (m−1, m−1).
    """

    name: str
    arms: tuple[int, ...]
    y: Floats
    V: Floats

    def design(self, n: int) -> Floats:
        """Return rows that turn treatment levels (n,) into this study's contrasts (m−1, n)."""
        X = np.zeros((len(self.arms) - 1, n))
        X[:, self.arms[0]] = -1.0
        for row, arm in enumerate(self.arms[1:]):
            X[row, arm] = 1.0
        return X

    @property
    def heterogeneity(self) -> Floats:
        """The covariance of the contrasts per unit τ²: 1 on the diagonal, ½ off it."""
        m = len(self.arms) - 1
        return np.asarray(0.5 * (np.eye(m) + np.ones((m, m))))


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Treatments and studies; connected.

    Attributes:
        treatments: Names, sorted.
        studies: The studies.
        contrasts: Number of contrasts that were given.
    """

    treatments: tuple[str, ...]
    studies: tuple[Study, ...]
    contrasts: int

    @property
    def n(self) -> int:
        """Number of treatments."""
        return len(self.treatments)

    def index(self, treatment: str) -> int:
        """Return the place of a treatment.

        Raises:
            OutOfRange: The network has no such treatment.
        """
        if treatment not in self.treatments:
            raise OutOfRange("treatment", repr(treatment), ", ".join(self.treatments))
        return self.treatments.index(treatment)


def read_network(
    effects: Column, standard_errors: Column, treat1: Column, treat2: Column, study: Column
) -> Network:
    """Read contrasts of treatment 1 against treatment 2.

    Raises:
        StatsError: Lengths differ, a study compares a treatment with itself, one of several arms
            lacks a contrast or has inconsistent ones, or the network is not connected.
    """
    y = finite(effects, "effects")
    se = finite(standard_errors, "standard_errors", len(y))
    if (se <= 0).any():
        raise NegativeVariance("standard_errors", "a value of zero or less", "values above zero")
    both = [*_texts(treat1), *_texts(treat2)]
    if len(both) != 2 * len(y):
        raise LengthMismatch("treat1, treat2", f"{len(both)} entries", f"{2 * len(y)}")
    codes, names = levels(both, "treatment")
    first, second = codes[: len(y)], codes[len(y) :]
    study_codes, study_names = levels(study, "study")
    if len(study_codes) != len(y):
        raise LengthMismatch("study", f"{len(study_codes)} entries", f"{len(y)}")
    studies = []
    for j, name in enumerate(study_names):
        rows = np.flatnonzero(study_codes == j)
        pairs = [(int(first[r]), int(second[r])) for r in rows]
        studies.append(_study(label(name), pairs, y[rows], se[rows] ** 2))
    network = Network(tuple(map(str, names)), tuple(studies), len(y))
    _check_connected(network)
    return network


def _texts(values: Column) -> list[str]:
    raw = values.to_list() if hasattr(values, "to_list") else np.asarray(values).tolist()
    return [label(v) for v in raw]


def _study(name: str, pairs: list[tuple[int, int]], y: Floats, v: Floats) -> Study:
    arms = tuple(sorted({arm for pair in pairs for arm in pair}))
    m = len(arms)
    if any(a == b for a, b in pairs) or len({frozenset(p) for p in pairs}) != m * (m - 1) // 2:
        raise OutOfRange(
            f"study {name!r}",
            f"{len(pairs)} contrasts of {m} treatments",
            f"each of its {m * (m - 1) // 2} pairs exactly once",
        )
    if len(pairs) != m * (m - 1) // 2:
        raise OutOfRange(f"study {name!r}", "a contrast given twice", "each pair exactly once")
    place = {arm: i for i, arm in enumerate(arms)}
    D, R = np.zeros((m, m)), np.zeros((m, m))
    for (a, b), effect, variance in zip(pairs, y, v, strict=True):
        i, j = place[a], place[b]
        D[i, j], D[j, i] = effect, -effect
        R[i, j] = R[j, i] = variance
    _check_loops(name, D)
    V = 0.5 * (R[1:, :1] + R[:1, 1:] - R[1:, 1:])
    try:
        np.linalg.cholesky(V)
    except np.linalg.LinAlgError as exc:
        raise NotPositiveDefinite(
            f"standard errors of study {name!r}",
            "values no set of arms can have",
            "v_ij = s_i + s_j",
        ) from exc
    return Study(name, arms, D[1:, 0], V)


def _check_loops(name: str, D: Floats) -> None:
    """Within a study effects must add up: d_ij = d_ik + d_kj, to the digits usually printed."""
    loops = D[:, :, None] + D[None, :, :] - D[:, None, :]
    worst = float(np.abs(loops).max())
    if worst > 0.02 * max(float(np.abs(D).max()), 1.0):
        raise OutOfRange(
            f"effects of study {name!r}",
            f"a loop that misses zero by {worst:.3g}",
            "d_ij = d_ik + d_kj",
        )


def _check_connected(network: Network) -> None:
    block = np.arange(network.n)
    for _ in range(network.n):
        for study in network.studies:
            members = np.isin(block, block[list(study.arms)])
            block[members] = block[list(study.arms)].min()
    parts = [
        ", ".join(t for t, b in zip(network.treatments, block, strict=True) if b == number)
        for number in np.unique(block)
    ]
    if len(parts) > 1:
        raise OutOfRange("network", f"{len(parts)} unconnected parts: {'; '.join(parts)}", "one")


def designs(studies: Sequence[Study]) -> dict[tuple[int, ...], tuple[Study, ...]]:
    """Group studies by the set of treatments they compare."""
    found: dict[tuple[int, ...], list[Study]] = {}
    for study in studies:
        found.setdefault(study.arms, []).append(study)
    return {arms: tuple(members) for arms, members in sorted(found.items())}
