"""A certificate: what was claimed about recall, on what grounds, for which records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from tamis.learn.stopping.progress import Advice, Progress, Rule, Standing

State = Literal["stands", "reopened", "outdated"]

_WORTH: dict[Standing, str] = {
    "guaranteed": "guaranteed under the assumptions listed",
    "validated": "validated on labelled reviews, not a theorem",
    "heuristic": "a rule of thumb that bounds nothing",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What a stopping rule said about one set of records and one state of the log.

    Attributes:
        granted: Whether the rule's condition was met.
        target: Recall aimed at.
        confidence: Confidence asked for.
        method: The rule with its settings.
        standing: What the rule's word is worth.
        assumptions: What must be true for the certificate to mean what it says.
        records: Records in the review.
        screened: Records screened.
        includes: Includes found.
        drawn: Records drawn at random for the audit.
        hits: Includes among them.
        measure: What `value` and `limit` are.
        value: The number the rule compared.
        limit: The number it was compared with.
        recall: A lower bound of recall, where the rule gives one.
        record_set: Digest of the record ids.
        log_head: Digest of the log the decisions were read from.
    """

    granted: bool
    target: float
    confidence: float
    method: str
    standing: Standing
    assumptions: tuple[str, ...]
    records: int
    screened: int
    includes: int
    drawn: int
    hits: int
    measure: str
    value: float
    limit: float
    recall: float | None
    record_set: str
    log_head: str

    @property
    def text(self) -> str:
        """The certificate as printed, one statement a line."""
        verdict = "GRANTED" if self.granted else "NOT GRANTED"
        share = self.screened / self.records if self.records else 0.0
        lines = [
            f"Screening certificate: {verdict}",
            f"Claim: recall of at least {self.target:.0%} with confidence {self.confidence:.0%}",
            f"Method: {self.method} ({_WORTH[self.standing]})",
            f"Screened: {self.screened:,} of {self.records:,} records ({share:.1%})",
            f"Includes found: {self.includes:,}",
            f"Drawn at random: {self.drawn:,} records, {self.hits:,} of them includes",
            f"Result: {self.measure} {self.value:.4g} (needed: {self.limit:.4g})",
        ]
        if self.recall is not None:
            lines.append(f"Recall is at least {self.recall:.1%} by this method")
        lines += [f"Assumes: {assumption}" for assumption in self.assumptions]
        lines += [f"Records: {self.record_set}", f"Log head: {self.log_head}"]
        return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Standings:
    """Whether an earlier certificate still speaks about the review as it is now."""

    state: State
    reason: str


def record_set(records: Iterable[str]) -> str:
    """Digest of a set of record ids; their order does not matter."""
    return sha256("\n".join(sorted(records)).encode()).hexdigest()


def certify(
    rule: Rule,
    progress: Progress,
    *,
    target: float,
    confidence: float,
    records: Iterable[str],
    log_head: str,
) -> Certificate:
    """Ask a rule and write down its answer; the same input gives the same certificate.

    Args:
        rule: The rule, its target and confidence those given here.
        progress: The screening so far.
        target: Recall aimed at.
        confidence: Confidence asked for.
        records: Ids of all records of the review.
        log_head: Digest that fixes the decisions.
    """
    advice: Advice = rule(progress)
    drawn = progress.drawn
    return Certificate(
        granted=advice.stop,
        target=target,
        confidence=confidence,
        method=advice.rule,
        standing=advice.standing,
        assumptions=advice.assumptions,
        records=progress.records,
        screened=progress.screened,
        includes=progress.found,
        drawn=int(drawn.sum()),
        hits=int(progress.array[drawn].sum()),
        measure=advice.measure,
        value=advice.value,
        limit=advice.limit,
        recall=advice.recall,
        record_set=record_set(records),
        log_head=log_head,
    )


def standing(certificate: Certificate, records: Iterable[str], log_head: str) -> Standings:
    """Whether a certificate still holds: new records reopen it, new decisions outdate it."""
    now = tuple(records)
    if record_set(now) != certificate.record_set:
        return Standings(
            "reopened",
            f"the review held {certificate.records:,} records and now holds {len(now):,}, "
            f"not all the same; screen the new ones and certify again",
        )
    if log_head != certificate.log_head:
        return Standings(
            "outdated", "decisions were added or changed since; certify again to include them"
        )
    return Standings("stands", "the same records and the same decisions")
