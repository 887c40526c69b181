"""Months since the first symptom or the diagnosis, and months a person is expected to live."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamis.trials.criteria import Criterion
from tamis.trials.items import Item
from tamis.trials.quantities import Quantity
from tamis.trials.ranges import NEAR, clause, ranged, spans_a_life

_DIAGNOSED = re.compile(
    r"\b(?:from|since|after|of|following)\s+(?:the\s+)?(?:\w+\s+){0,2}diagnosis\b"
    r"|\bdiagnos(?:ed|is)\b[^.;]{0,60}?\b(?:within|in) (?:the )?(?:last|past|previous|prior)?"
    r"|\bdiagnos(?:ed|is)\b[^.;]{0,60}?\b(?:at least|for|more than|less than|between"
    r"|no more than)\b"
    r"|\b(?:ago|before|prior)\b[^.;]{0,20}\bdiagnos|\bdiagnosis (?:date|made)\b|date of diagnosis",
    re.IGNORECASE,
)

_ONSET = re.compile(
    r"\bonset\b|\bdisease duration\b|\bduration of (?:the )?(?:\w+ ){0,3}(?:disease|symptoms?"
    r"|illness|"
    r"weakness)\b|\bdurations?\b|\bsymptom(?:s|atic)? (?:for|began|started|present|duration)\b"
    r"|\bfirst (?:\w+ ){0,3}(?:symptoms?|signs?|weakness|appearance|manifestations?|occurrence)\b"
    r"|\bsince (?:the )?(?:first |initial |\w+ )?symptoms?\b"
    r"|\bsymptoms? (?:of \w+ )?(?:present )?(?:for|within|since)\b|\bdisease history\b"
    r"|\bhistory of (?:\w+ ){0,4}"
    r"(?:weakness|disease|als|pls|mnd)\b|\b(?:disease|als|mnd|pls|pd|pma) history\b"
    r"|\bdisease (?:course|evolution)\b"
    r"|\bsymptoms? of (?:\w+ ){1,5}(?:for|lasting)\b|\b(?:als|pls|pma|mnd|disease|illness"
    r"|condition)"
    r" (?:for|lasting)\b|\bsymptom evolution\b|\b(?:course|evolution) of (?:the )?disease\b",
    re.IGNORECASE,
)

#: Times that are something else's: a steady dose, a wash-out, a run-in, a treatment.
_OTHER_TIME = re.compile(
    r"\bstable\b|\bdose|\btreatment\b|\btreated\b|\bmedication|\btherapy\b|\bsurgery\b"
    r"|\binfection|\bfree of"
    r"|\bprogression (?:in|over|during)|\bage\b|\bcontracepti|\bhospitali|\blife expectancy"
    r"|\bsurviv"
    r"|\bparticipat|\btrial\b|\binvestigational|\bmalignan|\bcancer|\bstroke|\bfollow-?up|\bseizure"
    r"|\bdepressi|\bpsych|\bhours?\b|\bper day\b|\bventilat|\bdrug|\bused?\b|\bmyocardial"
    r"|\bobservation"
    r"|\bdecline|\bexpected to|\bswallow",
    re.IGNORECASE,
)

_LIFE = re.compile(
    r"\b(?:life[- ]expectancy|expected (?:to live|survival)|estimated survival|survival(?: time)?|"
    r"anticipated survival|(?:expected|likely) to survive|survive)\b",
    re.IGNORECASE,
)


def times(item: Item, found: tuple[Quantity, ...]) -> Iterator[Criterion]:
    """Months since the first symptom, or since the diagnosis."""
    text = item.text
    for q in found:
        if q.unit != "months" or q.bare or not q.raw_unit or spans_a_life(q):
            continue
        if re.match(r"\s*(?:\([^()]{0,30}\)\s*)?(?:old|of age)\b", text[q.end :], re.IGNORECASE):
            continue
        window = text[max(0, q.start - NEAR) : q.end + 60]
        close = clause(text, q)
        if _OTHER_TIME.search(close):
            continue
        onset, diagnosed = _ONSET.search(close), _DIAGNOSED.search(close)
        if not onset and not diagnosed:
            onset = _ONSET.search(window) if not _OTHER_TIME.search(window) else None
        if diagnosed and not re.search(
            r"\bonset\b|first (?:\w+ )?symptom|since symptom", close, re.I
        ):
            yield ranged(item, "diagnosed", q, unit="months")
        elif onset:
            yield ranged(item, "onset", q, unit="months")


def life(item: Item, found: tuple[Quantity, ...]) -> Iterator[Criterion]:
    """How long a person is expected to live, in months."""
    for cue in _LIFE.finditer(item.text):
        near = [q for q in found if q.unit == "months" and not q.bare
                and -30 <= q.start - cue.end() <= 60]  # fmt: skip
        if near:
            yield ranged(item, "life-expectancy", near[0], unit="months")
            return
