"""What in a registration is worth asking about, each with the words it rests on.

Registration is not approval: some businesses register "studies" that people pay for. Turner (2017,
Regen Med 12:705-719) found such entries on ClinicalTrials.gov; the FDA's advice to patients is to
ask about fees, review boards and clearance. Nothing here says that a sponsor does wrong; each
warning is a question with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tamis.trials.criteria import Reading
from tamis.trials.registration import OPEN, Registration

Subject = Literal[
    "sponsor", "fee", "many-diseases", "ethics", "oversight", "single-arm", "stale", "dates"
]
#: Names a university, hospital or public body has somewhere; a business has not.
_INSTITUTION = re.compile(
    r"\b(?:universit\w*|universidad|hospital\w*|h[oô]pital|azienda|institut\w*|college|ministry"
    r"|department|foundation|fundaci[oó]n|"
    r"fondazione|national|royal|nhs|medical cent(?:er|re)|clinic[ao]l? research|school|academy"
    r"|council|mayo clinic|cleveland clinic|"
    r"therapeutics|pharma\w*|biotech\w*|biosciences?|inc|ltd|gmbh|corp\w*|s\.a|co)\b",
    re.IGNORECASE,
)
_CLINIC = re.compile(
    r"\b(?:stem cells?|regenerative|regeneration|cell(?:ular)? (?:therapy|medicine|institute"
    r"|center|centre)|anti-?aging|wellness"
    r"|rejuvenation)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caveat:
    """Something to ask about: `ask` as a question, `reason` why, `words` of the record."""

    subject: Subject
    ask: str
    reason: str
    words: str


def caveats(registration: Registration, reading: Reading) -> tuple[Caveat, ...]:
    """Everything in a registration that is worth a question before anything else."""
    return tuple(
        w
        for found in (_sponsor, _many, _ethics, _stale)
        for w in found(registration)
    ) + tuple(_fee(registration, reading))  # fmt: skip


def clinic_like(registration: Registration) -> bool:
    """Whether the sponsor is named like a business that sells cells: a reason to ask."""
    return bool(_CLINIC.search(registration.sponsor)) and not _INSTITUTION.search(
        registration.sponsor
    )


def _sponsor(r: Registration) -> Iterator[Caveat]:
    if clinic_like(r):
        yield Caveat(
            subject="sponsor",
            ask="Ask who runs this study, who pays for it, and whether you would have to pay.",
            reason="The sponsor's name is that of a stem cell business. Some clinics register"
            " treatments they sell; being registered is not proof of being approved.",
            words=r.sponsor,
        )
    for note in r.notes:
        if re.search(r"\b(?:clinic|not proof of|orthopaedic|orthopedic)", note, re.IGNORECASE):
            yield Caveat(
                subject="sponsor",
                ask="Ask who runs this study and who has approved it.",
                reason="The people who collected this entry noted something about the sponsor.",
                words=note,
            )


def _fee(r: Registration, reading: Reading) -> Iterator[Caveat]:
    for c in reading.of("fee")[:1]:
        yield Caveat(
            subject="fee",
            ask="Ask what you would pay, for what, and what happens to the money if it is stopped.",
            reason="A fee is mentioned. Trials seldom ask people to pay for what is being tested.",
            words=" ".join(c.sentence.split()),
        )
    hit = re.search(
        r"[^.\n]*\b(?:patient[- ](?:funded|sponsored)|self[- ]fund\w*|pay(?:ment)? (?:by"
        r"|from) (?:the )?(?:patient|participant)s?)\b[^.\n]*",
        r.summary,
        re.IGNORECASE,
    )
    if hit and not reading.of("fee"):
        yield Caveat(
            subject="fee",
            ask="Ask what you would pay, for what, and what happens to the money if it is stopped.",
            reason="A fee is mentioned. Trials seldom ask people to pay for what is being tested.",
            words=" ".join(hit[0].split()),
        )


#: From this many unlike diseases on, one product is offered for nearly everything.
_MANY = 5


def _many(r: Registration) -> Iterator[Caveat]:
    kinds = {_family(c) for c in r.conditions}
    if len(kinds) >= _MANY:
        yield Caveat(
            subject="many-diseases",
            ask="Ask why one treatment should help so many different diseases.",
            reason="The entry lists many unlike conditions.",
            words="; ".join(r.conditions),
        )


_MOTOR = re.compile(
    r"motor neuron|lateral sclerosis|muscular atrophy|bulbar pals|\bALS\b|\bMND\b", re.IGNORECASE
)


def _family(condition: str) -> str:
    """Forms of motor neuron disease count once."""
    return (
        "motor neuron disease" if _MOTOR.search(condition) else " ".join(condition.lower().split())
    )


def _ethics(r: Registration) -> Iterator[Caveat]:
    held = dict(r.oversight)
    ethics = held.get("ethics", "")
    if ethics and re.search(r"\bnot (?:approved|required|submitted|available)|^no\b", ethics, re.I):
        yield Caveat(
            subject="ethics",
            ask="Ask for the name of the ethics committee and its approval.",
            reason="The register's field on ethics review does not show an approval.",
            words=ethics,
        )
    if held.get("prospective", "").lower() in ("no", "false"):
        yield Caveat(
            subject="dates",
            ask="Ask why the study was registered only after it had begun.",
            reason="The register notes that it was not registered before it began.",
            words="Prospective registration: no",
        )
    if held.get("data-monitoring", "").lower() in ("no", "false"):
        yield Caveat(
            subject="oversight",
            ask="Ask who watches over safety while the study runs.",
            reason="The entry says there is no data monitoring committee. Small early trials often"
            " have none; somebody independent should still be named.",
            words="Data monitoring committee: no",
        )


def _stale(r: Registration) -> Iterator[Caveat]:
    low = r.status_words.lower()
    if r.status == "unknown" or ("unknown" in low and "verified" in low):
        yield Caveat(
            subject="stale",
            ask="Ask whether this study still exists.",
            reason="Its status is unknown: the sponsor has not confirmed the entry for years.",
            words=r.status_words or "status unknown",
        )
    elif r.status in OPEN and r.seen and r.last_sign and _years(r.last_sign, r.seen) >= 2:
        yield Caveat(
            subject="stale",
            ask="Ask whether this study still takes people.",
            reason="It is called open, but the entry has not been confirmed for two years or more.",
            words=f"{r.status_words or r.status}; last confirmed {r.last_sign}",
        )


def _years(earlier: str, later: str) -> float:
    """Years between two days written YYYY[-MM[-DD]]."""

    def months(day: str) -> int:
        return int(day[:4]) * 12 + (int(day[5:7]) if len(day) >= 7 else 6)

    return (months(later) - months(earlier)) / 12
