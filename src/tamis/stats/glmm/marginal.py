"""Each study's likelihood with its random effects integrated out.

For study i with arms j the linear predictor is η_ij = o_ij + d_ij′γ + Σ_r τ_r z_ijr v_r with
v ~ N(0, I). One random effect is integrated by adaptive Gauss–Hermite quadrature about the mode,
two by Laplace's approximation, as lme4's `glmer` does (Pinheiro & Bates 1995, JCGS 4:12).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from tamis.stats.glmm.family import Responses
from tamis.stats.multilevel.inputs import Floats

_MODE_STEPS = 60


@dataclass(frozen=True, slots=True, eq=False)
class StudyLikelihood:
    """Marginal log-likelihoods of studies as a function of γ and the standard deviations τ.

    Attributes:
        data: The counts.
        D: Design (k, J, c) of the coefficients γ.
        Z: Loadings of the random effects (k, J, R), R = 0, 1 or 2.
        nodes: Number of quadrature points for R = 1.
    """

    data: Responses
    D: Floats
    Z: Floats
    nodes: int

    @property
    def c(self) -> int:
        """Number of coefficients."""
        return int(self.D.shape[2])

    def __call__(self, theta: Any, near: Any = None) -> Any:
        """Return log-likelihoods (S, k), without constants, at parameters (S, k, c + R).

        Args:
            theta: Parameters; complex ones carry derivatives.
            near: Modes at parameters near these, from `modes`, to start from; complex parameters
                need those of parameters within about 1e-5.
        """
        eta, loads = self._predictors(theta)
        R = self.Z.shape[2]
        if R == 0:
            return self.data.log_density(eta).sum(axis=-1)
        if R == 1:
            return self._quadrature(eta, loads[..., 0], near)
        return self._laplace(eta, loads, near)

    def _predictors(self, theta: Any) -> tuple[Any, Any]:
        eta = self.data.offset + (self.D @ theta[..., : self.c, None])[..., 0]
        return eta, self.Z * theta[..., None, self.c :]

    def modes(self, theta: Floats, near: Any = None) -> Any:
        """Return the modes of the random effects at parameters (k, c + R), shape (k,) or (k, 2)."""
        eta, loads = self._predictors(theta)
        R = self.Z.shape[2]
        if R == 0:
            return None
        if R == 1:
            return self._mode(eta, loads[..., 0], near)[0]
        return self._modes(eta, loads, near)[0]

    def derivatives(self, theta: Floats) -> tuple[Floats, Floats] | None:
        """Return gradient (k, d) and second derivatives (k, d, d) without random effects."""
        if self.Z.shape[2]:
            return None
        mu, w = self.data.mean_and_weight(self._predictors(theta)[0])
        gradient = ((self.data.y - mu)[:, :, None] * self.D).sum(axis=1)
        return gradient, -np.swapaxes(self.D, 1, 2) @ (w[:, :, None] * self.D)

    def predictors_at_modes(self, theta: Floats) -> Floats:
        """Return the linear predictors at the modes, shape (k, J)."""
        eta, loads = self._predictors(theta)
        v = self.modes(theta)
        if v is None:
            return np.asarray(eta)
        return np.asarray(eta + (loads * v.reshape(len(v), 1, -1)).sum(axis=-1))

    def _mode(self, eta: Any, load: Any, near: Any = None) -> tuple[Any, Any]:
        v = np.zeros(eta.shape[:-1], dtype=eta.dtype) if near is None else near
        fixed = np.iscomplexobj(eta)
        for last in _steps(fixed):
            mu, w = self.data.mean_and_weight(eta + load * v[..., None])
            slope = ((self.data.y - mu) * load).sum(axis=-1) - v
            step = slope / ((w * load * load).sum(axis=-1) + 1)
            size = np.abs(step.real)
            v = v + (step if fixed else step / np.maximum(1.0, size / 2))
            if last or (not fixed and size.max() < 1e-7):
                break
        _, w = self.data.mean_and_weight(eta + load * v[..., None])
        return v, (w * load * load).sum(axis=-1) + 1

    def _quadrature(self, eta: Any, load: Any, near: Any) -> Any:
        v, curve = self._mode(eta, load, near)
        x, logw = hermite(self.nodes)
        shape = (-1,) + (1,) * v.ndim
        at = v + x.reshape(shape) / np.sqrt(curve)
        predictors = eta + load * at[..., None]
        logs = self.data.log_density(predictors).sum(axis=-1) - 0.5 * at * at
        logs = logs + logw.reshape(shape)
        top = np.real(logs).max(axis=0)
        return np.log(np.exp(logs - top).sum(axis=0)) + top - 0.5 * np.log(curve)

    def _modes(self, eta: Any, loads: Any, near: Any = None) -> tuple[Any, Any]:
        v = np.zeros((*eta.shape[:-1], 2), dtype=eta.dtype) if near is None else near
        first, second = loads[..., 0], loads[..., 1]
        fixed = np.iscomplexobj(eta)
        for last in _steps(fixed):
            at = eta + first * v[..., :1] + second * v[..., 1:]
            mu, w = self.data.mean_and_weight(at)
            e = self.data.y - mu
            s1 = (e * first).sum(axis=-1) - v[..., 0]
            s2 = (e * second).sum(axis=-1) - v[..., 1]
            a, b, d = _information(w, first, second)
            determinant = a * d - b * b
            step = np.stack([d * s1 - b * s2, a * s2 - b * s1], axis=-1) / determinant[..., None]
            size = np.abs(step.real).max(axis=-1, keepdims=True)
            v = v + (step if fixed else step / np.maximum(1.0, size / 2))
            if last or (not fixed and size.max() < 1e-7):
                break
        _, w = self.data.mean_and_weight(eta + first * v[..., :1] + second * v[..., 1:])
        a, b, d = _information(w, first, second)
        return v, a * d - b * b

    def _laplace(self, eta: Any, loads: Any, near: Any) -> Any:
        v, determinant = self._modes(eta, loads, near)
        at = eta + loads[..., 0] * v[..., :1] + loads[..., 1] * v[..., 1:]
        logs = self.data.log_density(at).sum(axis=-1) - 0.5 * (v * v).sum(axis=-1)
        return logs - 0.5 * np.log(determinant)


def _steps(fixed: bool) -> Iterator[bool]:
    """Count Newton steps towards the mode, two from within 1e-5 of it; True marks the last."""
    limit = 2 if fixed else _MODE_STEPS
    return (i == limit - 1 for i in range(limit))


def _information(w: Any, first: Any, second: Any) -> tuple[Any, Any, Any]:
    a = (w * first * first).sum(axis=-1) + 1
    d = (w * second * second).sum(axis=-1) + 1
    return a, (w * first * second).sum(axis=-1), d


@lru_cache(maxsize=16)
def hermite(n: int) -> tuple[Floats, Floats]:
    """Return nodes x and log weights with ∫f ≈ Σ exp(logw) f(x) exp(−x²/2)/√(2π) undone."""
    x, w = np.polynomial.hermite_e.hermegauss(n)
    return np.asarray(x), np.asarray(np.log(w / np.sqrt(2 * np.pi)) + 0.5 * x**2)
