"""The rules that propose a rating for each GRADE domain, with the reason in words."""

from __future__ import annotations

from collections.abc import Mapping

from tamis.model.instruments import Grade
from tamis.model.naming import plural
from tamis.model.protocol import RANDOMISED, RATIOS
from tamis.model.results import (
    HarmCount,
)
from tamis.steps.grading.body import Body

Proposal = tuple[int, str]


def propose(body: Body, grade: Grade) -> Mapping[str, Proposal]:
    """Propose a rating for every domain, with the rule that led to it in words."""
    randomised = bool(body.used) and all(r.design in RANDOMISED for r in body.used)
    t = grade.thresholds
    ups: dict[str, Proposal] = {
        "large-effect": _large(body, t, randomised=randomised),
        "dose-response": (0, "not proposed by a rule"),
        "opposing-confounding": (0, "not proposed by a rule"),
    }
    return {
        "risk-of-bias": _bias(body),
        "inconsistency": _inconsistency(body, t),
        "indirectness": _indirectness(body),
        "imprecision": _imprecision(body, t),
        "publication-bias": _missing(body),
        **ups,
    }


def _bias(body: Body) -> Proposal:
    if not body.used:
        return 0, "no result to judge"
    judged = {j.study: j.overall for j in body.rob}
    if any(r.study not in judged for r in body.used):
        return -1, "a result was not assessed for risk of bias: one level down"
    worst = set(judged.values())
    if worst & {"critical"}:
        return -2, "a result is at critical risk of bias: two levels down"
    if worst & {"high", "serious"}:
        return -1, "a result is at high or serious risk of bias: one level down"
    if worst & {"some-concerns", "moderate", "no-information"}:
        return -1, "some concerns about risk of bias: one level down"
    return 0, "all results are at low risk of bias"


def _inconsistency(body: Body, t: Mapping[str, float]) -> Proposal:
    pool = body.analysis.pool if body.analysis else None
    if pool is None:
        return 0, "one study, or none pooled: agreement between studies can't be judged"
    if pool.i2 >= t["i2_considerable"]:
        return -2, "I² is considerable: two levels down"
    if pool.i2 >= t["i2_substantial"]:
        return -1, "I² is substantial: one level down"
    return 0, "results of the studies agree"


def _indirectness(body: Body) -> Proposal:
    if body.comparison.indirect_from:
        return -2, "the people asked about were not studied: two levels down"
    if body.outcome.importance == "limited":
        return -1, "a stand-in for what matters to patients: one level down"
    return 0, "the people, treatment and outcome are those asked about"


def _imprecision(body: Body, t: Mapping[str, float]) -> Proposal:
    effect, people = body.effect, body.people
    if effect is None or effect.low is None or effect.high is None:
        return -1, "no single interval can be given: one level down"
    if people is None:
        return -1, "the number of people was not readable: one level down"
    null = 1.0 if body.outcome.measure in RATIOS else 0.0
    important = body.outcome.important_difference
    edge = important.value if important else None
    both = effect.low < null < effect.high
    wide = edge is not None and effect.low < edge < effect.high
    if people < t["few_people"]:
        return -2, "very few people (fewer than the threshold): two levels down"
    if people < t["people"] and (both or wide):
        return -2, "few people, and the interval spans different conclusions: two levels down"
    if people < t["people"]:
        return -1, "fewer people than the optimal information size: one level down"
    if both or wide:
        return -1, "the interval spans different conclusions: one level down"
    return 0, "enough people, and the interval supports one conclusion"


def _missing(body: Body) -> Proposal:
    if body.unreported:
        count = plural(len(body.unreported), "completed study", "completed studies")
        return -1, f"{count} without results: one level down"
    return 0, "no completed study without results is known"


def _large(body: Body, t: Mapping[str, float], *, randomised: bool) -> Proposal:
    effect = body.effect
    if randomised or effect is None or body.outcome.measure not in RATIOS:
        return 0, "only for ratios from non-randomised studies"
    size = max(effect.estimate, 1 / effect.estimate) if effect.estimate > 0 else 1.0
    if size >= t["very_large_ratio"]:
        return 2, "a very large ratio: two levels up"
    if size >= t["large_ratio"]:
        return 1, "a large ratio: one level up"
    return 0, "not a large effect"


def harm_proposals(count: HarmCount, t: Mapping[str, float]) -> Mapping[str, Proposal]:
    """Propose ratings for a count of harm among people treated."""
    few = -2 if count.total < t["few_people"] else -1 if count.total < t["people"] else 0
    silent = any("not readable" in why for _, why in count.left_out)
    none = (0, "not proposed by a rule")
    return {
        "risk-of-bias": (-1, "people treated, without a comparison group: one level down"),
        "inconsistency": (0, "counts are summed over cohorts, not compared"),
        "indirectness": (0, "the people, treatment and harm are those asked about"),
        "imprecision": (few, "people counted, against the number that would be enough"),
        "publication-bias": (
            -1 if silent else 0,
            "studies whose counts could not be read are left out: one level down"
            if silent
            else "every study of this approach is counted",
        ),
        "large-effect": none,
        "dose-response": none,
        "opposing-confounding": none,
    }
