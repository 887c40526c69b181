"""Rare events: which method for two-group counts covers the odds ratio.

    python validation/simulation_rare_events.py [--sets 1000]

Five trials of 50 to 500 people per group and one odds ratio throughout. Methods: Mantel–Haenszel
and Peto without corrections, inverse variance under equal effects with ½ added to studies with an
empty cell, and REML with Knapp–Hartung on the same effects. Exit status 1 where a threshold below
is not met.
"""

from __future__ import annotations

import argparse
import math
import sys

import numpy as np

from tamis.stats import effect_size, mantel_haenszel, peto, pool
from tamis.stats.errors import StatsError

SEED = 20261120
STUDIES = 5
RISKS = (0.005, 0.02, 0.1)
RATIOS = (1.0, 0.5, 0.2)
ARMS = (1, 3)
METHODS = ("Mantel-Haenszel", "Peto", "inverse variance", "REML, Knapp-Hartung")
#: Mantel–Haenszel's interval must cover to within two points wherever the estimate exists; Peto's
#: likewise with equal groups and no effect, and must be seen to fail with a large effect and
#: unequal groups; the corrected inverse-variance method must be seen to lose against
#: Mantel–Haenszel in bias where events are rarest and groups unequal.
COVERS = 0.93


def trials(risk: float, ratio: float, arms: int, chance: np.random.Generator) -> dict[str, list]:  # type: ignore[type-arg]
    """One set of trials; the second group is `arms` times as large as the first."""
    n1 = chance.integers(50, 501, STUDIES)
    n2 = arms * n1
    each = np.clip(risk * chance.uniform(0.5, 1.5, STUDIES), 0, 1)
    odds = ratio * each / (1 - each)
    events1, events2 = chance.binomial(n1, odds / (1 + odds)), chance.binomial(n2, each)
    return {"events1": events1, "n1": n1, "events2": events2, "n2": n2}


def intervals(table: dict[str, list]) -> dict[str, tuple[float, float, float] | None]:  # type: ignore[type-arg]
    """Estimate and limits per method; None where the method gives none."""
    out: dict[str, tuple[float, float, float] | None] = dict.fromkeys(METHODS)
    for name, fit in (("Mantel-Haenszel", lambda **c: mantel_haenszel("OR", **c)), ("Peto", peto)):
        try:
            made = fit(**table)
        except StatsError:
            continue
        if made.estimate is not None and made.ci is not None:
            out[name] = (made.estimate, *made.ci)
    effects = effect_size("OR", drop_double_zero=True, **table)
    try:
        equal = pool(effects.yi, effects.vi, method="EE", test="z")
        random = pool(effects.yi, effects.vi)
    except StatsError:
        return out
    out["inverse variance"] = (equal.estimate, *equal.ci)
    out["REML, Knapp-Hartung"] = (random.estimate, *random.ci)
    return out


def simulate(
    risk: float, ratio: float, arms: int, sets: int, chance: np.random.Generator
) -> dict[str, tuple[float, float, float]]:
    """Per method: share with an estimate, coverage and median bias of those."""
    truth = math.log(ratio)
    found: dict[str, list[tuple[float, float, float]]] = {m: [] for m in METHODS}
    for _ in range(sets):
        for method, made in intervals(trials(risk, ratio, arms, chance)).items():
            if made is not None:
                found[method].append(made)
    out = {}
    for method, rows in found.items():
        if not rows:
            out[method] = (0.0, math.nan, math.nan)
            continue
        e, low, high = np.array(rows).T
        cover = float(np.mean((low <= truth) & (truth <= high)))
        out[method] = (len(rows) / sets, cover, float(np.median(e) - truth))
    return out


def main() -> int:
    """Simulate, print a Markdown table, check."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sets", type=int, default=1000)
    options = parser.parse_args()
    chance = np.random.default_rng(SEED)
    slack = 3 * (0.05 * 0.95 / options.sets) ** 0.5
    missed: list[str] = []
    print("| risk | odds ratio | groups | " + " | ".join(METHODS) + " |")
    print("|---" * (3 + len(METHODS)) + "|")
    cells = {}
    for risk in RISKS:
        for ratio in RATIOS:
            for arms in ARMS:
                made = simulate(risk, ratio, arms, options.sets, chance)
                cells[risk, ratio, arms] = made
                text = " | ".join(f"{100 * c:.1f} ({b:+.2f})" for _, c, b in made.values())
                print(f"| {risk} | {ratio} | 1:{arms} | {text} |")
                cover = made["Mantel-Haenszel"][1]
                if cover < COVERS - slack:
                    missed.append(f"Mantel–Haenszel covers {cover:.3f} at {risk, ratio, arms}")
    if min(cells[r, 1.0, 1]["Peto"][1] for r in RISKS) < COVERS - slack:
        missed.append("Peto fails without an effect and with equal groups")
    if cells[0.1, 0.2, 3]["Peto"][1] >= COVERS:
        missed.append("Peto does not fail with a large effect and unequal groups")
    for text in missed:
        print("threshold missed:", text)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
