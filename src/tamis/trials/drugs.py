"""Criteria about riluzole and edaravone: asked for, ruled out, or free as long as it is steady."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamis.trials.criteria import Criterion, Effect, Kind
from tamis.trials.items import Item
from tamis.trials.stance import allowed, denied, excepted, excludes

_DRUGS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("riluzole", re.compile(r"\b(?:riluzole|rilutek|tiglutik|exservan)\b", re.IGNORECASE)),
    ("edaravone", re.compile(r"\b(?:edaravone|radicava|radicut|MCI-186)\b", re.IGNORECASE)),
)
_STEADY = re.compile(
    r"\bstable\b|\bsteady\b|\bstabili[sz]ed\b|\bconstant\b|\bunchanged\b|\bsame dose\b"
    r"|\bfixed dose\b"
    r"|\bchange (?:in|of) (?:the )?dos|\bchanged? (?:the )?dos|\bdose (?:change|adjustment)"
    r"|\bnewly\b"
    r"|\b(?:initiat|start|began|begin|chang)\w* (?:\w+ ){0,4}(?:within|during|less than)"
    r"|\bcompleted\b|\bat least \w+ (?:days|weeks|months)\b|\bfor (?:≥|>|at least|more than)",
    re.IGNORECASE,
)
_IF = re.compile(
    r"\b(?:if|for (?:those|subjects|patients|participants)|(?:subjects?|patients?|participants?"
    r"|those|people|individuals)"
    r" (?:who (?:are|is|take|receive[d]?|were|have been)|taking|using|on|receiving|treated|under"
    r"|receive)|when|in case|concomitant|concurrent"
    r"|not (?:currently )?(?:taking|on|receiving|using|treated)|either|with or without"
    r"|or (?:be )?(?:not|off|na[iï]ve|untreated)"
    r"|and/or not|whether or not|permitted|allowed|any (?:dose|medication))\b",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\bnot\b[^.;]{0,60}\bor\b|\bor\b[^.;]{0,40}\b(?:not|off|never|na[iï]ve|no)\b"
    r"|\bna[iï]ve\b[^.;]{0,30}\bor\b|\bwith or without\b",
    re.IGNORECASE,
)
_STOPPED = re.compile(
    r"\b(?:discontinued?|stopped|washed out|wash-?out|withdrawn from|off)\b", re.IGNORECASE
)
#: What makes "patients treated with it …" a rule about the dose and not about taking it.
_CONDITION = re.compile(
    r"\b(?:must|should|have to|required?|needs? to|stable|steady|stabili[sz]ed|constant|unchanged"
    r"|same"
    r"|fixed|permitted|allowed|newly|change)\b",
    re.IGNORECASE,
)
#: "Patients treated with a stable dose of it": asked for, as no "must" or "if" follows.
_TREATED = re.compile(
    r"^\W*(?:\d{1,2}[.)]\W*)?(?:patients?|subjects?|participants?) (?:treated with|taking"
    r"|receiving|on) (?:a |an )?"
    r"(?:stable|steady|constant|fixed)\b(?!.*\b(?:must|should|if|may|allowed|permitted|or not"
    r"|eligible)\b)",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\bcontraindicat\w+|\bhypersensitiv\w+|\ballerg\w+|\bintoleran\w+|\binteract\w+|\binhibitor"
    r"|\bunlike\b"
    r"|\bother than\b|\bexcept(?:ing)?(?: for)?\b|\bwith the exception of\b|\bapart from\b"
    r"|\bincluding but not\b",
    re.IGNORECASE,
)


def drugs(item: Item) -> Iterator[Criterion]:
    """What one statement says about each of the two drugs."""
    for kind, name in _DRUGS:
        hit = name.search(item.text)
        if hit is None:
            continue
        effect = _effect(item, hit)
        if effect is not None:
            yield Criterion(
                kind=kind, effect=effect, section=item.section, start=item.start, end=item.end,
                sentence=item.text, exception=excepted(item.text),
            )  # fmt: skip


def _effect(item: Item, hit: re.Match[str]) -> Effect | None:
    text = item.text
    before = text[max(0, hit.start() - 60) : hit.start()]
    aside = _ASIDE.search(before)
    if aside:
        lifted = re.search(r"other than|except|exception|apart from", aside[0], re.IGNORECASE)
        return "allows" if lifted and excludes(item) else None
    steady = bool(_STEADY.search(text))
    if _STOPPED.search(text) and not excludes(item) and not _BOTH.search(text):
        return "forbids"
    if excludes(item):
        return _excluded(text, hit, steady)
    if re.search(r"\bif\b", text[: hit.start()], re.IGNORECASE) and not denied(text, hit.start()):
        return "stable"
    if steady and _BOTH.search(text):
        return "stable"
    if _TREATED.match(text) and steady:
        return "requires"
    if steady and _IF.search(text) and _CONDITION.search(text):
        return "stable"
    if allowed(text) or _BOTH.search(text):
        return "allows"
    if denied(text, hit.start()):
        return "forbids"
    if _IF.search(text) and re.search(r"\bmust|\bshould|\brequired?\b", text):
        return "stable"
    return "requires"


def _excluded(text: str, hit: re.Match[str], steady: bool) -> Effect:
    """In an exclusion: unsteady use, lack of use, or use."""
    unsteady = re.search(
        r"\bnot (?:on |been on |at |taking |receiving )?(?:a )?(?:stable|steady)|\bunstable\b"
        r"|\bnewly\b|\bchang\w+"
        r"|\bless than \w+ (?:days|weeks|months)\b|\b(?:initiat|start|beg[ai]n)\w*|\bunless\b"
        r"|\bstable\b",
        text,
        re.IGNORECASE,
    )
    if unsteady:
        return "stable"
    return "requires" if denied(text, hit.start()) and not steady else "forbids"
