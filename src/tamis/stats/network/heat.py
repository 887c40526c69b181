"""The net heat plot's numbers: where inconsistency sits and what would take it away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tamis.stats.multilevel.inputs import Floats
from tamis.stats.network.contrasts import Network, designs
from tamis.stats.network.fit import NetworkFit


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NetHeat:
    """Rows and columns are contrasts of designs, named like ``"A:B"`` or ``"A:C_A:B:C"``.

    Attributes:
        names: The contrasts (d,).
        Q_inconsistency: Each row's share of Q between designs (d,).
        change: Q_inconsistency of the row less that after setting the column's design free
            (d, d): positive where the column causes the row's inconsistency.
        hat: How much each column's direct estimate contributes to the row's network one (d, d).
    """

    names: tuple[str, ...]
    Q_inconsistency: Floats
    change: Floats
    hat: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Direct:
    """Direct estimates of all designs, stacked."""

    y: Floats
    X: Floats
    W: Floats
    owner: tuple[int, ...]
    names: tuple[str, ...]


def net_heat(fit: NetworkFit) -> NetHeat:
    """Break inconsistency down by design and ask which design is behind it.

    With direct estimates y of the designs, weights W and consistency model X: Q_inc = Σ of
    (W e)∘e over rows, e = y − Hy; column d adds parameters of its own for design d (Krahn, Binder &
    König 2013, BMC Med Res Methodol 13:35).
    """
    direct = _direct(fit.network, fit.tau2)
    H, base = _fitted(direct, direct.X)
    before = _squares(direct, base)
    change = np.zeros((len(before), len(before)))
    for d in sorted(set(direct.owner)):
        rows = [i for i, o in enumerate(direct.owner) if o == d]
        own = np.zeros((len(before), len(rows)))
        own[rows, range(len(rows))] = 1.0
        _, residual = _fitted(direct, np.hstack([direct.X, own]))
        change[:, rows] = (before - _squares(direct, residual))[:, None]
    return NetHeat(names=direct.names, Q_inconsistency=before, change=change, hat=H)


def _direct(network: Network, tau2: float) -> _Direct:
    ys, Xs, Ws, owner, names = [], [], [], [], []
    for d, (arms, members) in enumerate(designs(network.studies).items()):
        weights = [np.linalg.inv(s.V + tau2 * s.heterogeneity) for s in members]
        W = np.sum(weights, axis=0)
        y = np.linalg.solve(W, np.sum([w @ s.y for w, s in zip(weights, members, strict=True)], 0))
        ys.append(y)
        Ws.append(W)
        Xs.append(members[0].design(network.n))
        labels = [network.treatments[a] for a in arms]
        for other in labels[1:]:
            pair = f"{labels[0]}:{other}"
            names.append(pair if len(arms) == 2 else f"{pair}_{':'.join(labels)}")
            owner.append(d)
    size = len(owner)
    whole = np.zeros((size, size))
    start = 0
    for W in Ws:
        stop = start + len(W)
        whole[start:stop, start:stop] = W
        start = stop
    return _Direct(np.concatenate(ys), np.vstack(Xs), whole, tuple(owner), tuple(names))


def _fitted(direct: _Direct, X: Floats) -> tuple[Floats, Floats]:
    XW = X.T @ direct.W
    H = X @ np.linalg.pinv(XW @ X, rcond=1e-10, hermitian=True) @ XW
    return np.asarray(H), np.asarray(direct.y - H @ direct.y)


def _squares(direct: _Direct, e: Floats) -> Floats:
    return np.asarray(e * (direct.W @ e))
