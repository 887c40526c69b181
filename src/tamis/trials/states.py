"""Criteria that are states: ventilation, feeding tube, cell therapy, drugs, pregnancy and others.

A state word in an exclusion keeps people out; in an inclusion it is asked for, unless a "no" or
"not" before it speaks of it. Words that only look like the state ("ventilation scan",
"contraindication to riluzole") are listed with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamis.trials.criteria import Criterion, Effect, Kind
from tamis.trials.items import Item
from tamis.trials.quantities import quantities
from tamis.trials.stance import allowed, denied, excepted, excludes, ruled_out
from tamis.trials.state_words import ANY_VENTILATION, INVASIVE, NIV, STATES, State


def states(item: Item) -> Iterator[Criterion]:
    """Every state one statement speaks of, each once."""
    seen: set[tuple[str, str]] = set()
    for state in STATES:
        hit = _hit(state, item.text)
        if hit is None or (state.kind, state.term) in seen:
            continue
        seen.add((state.kind, state.term))
        made = _made(item, state.kind, state.term, hit)
        if made.kind != "other-trial" or made.effect == "forbids":
            yield made
    hit = ANY_VENTILATION.search(_without_narrower(item.text))
    if hit:
        yield _made(item, "ventilation", "any", hit)


def _without_narrower(text: str) -> str:
    """The statement with masks and tubes blanked out: "tracheostomy or assisted ventilation"."""
    for pattern in (INVASIVE, NIV):
        text = pattern.sub(lambda m: " " * len(m[0]), text)
    return text


#: "In patients not receiving ventilation: …" says whom the rest is about, it asks nothing.
_CONDITION = re.compile(
    r"\W*(?:\d{1,2}[.)]\s*)?(?:in|for) (?:those|patients?|subjects?|participants?|people|adults)\b"
    r"[^.;:]{0,90}:",
    re.IGNORECASE,
)


def _hit(state: State, text: str) -> re.Match[str] | None:
    told = _CONDITION.match(text)
    for match in state.words.finditer(text, told.end() if told else 0):
        around = text[max(0, match.start() - 45) : match.end() + 45]
        if state.unless is None or not state.unless.search(around):
            return match
    return None


def _made(item: Item, kind: Kind, term: str, hit: re.Match[str] | None) -> Criterion:
    at = hit.start() if hit else 0
    effect: Effect
    if kind == "fee":
        effect = "mentions"
    elif kind == "cognition":
        effect = "requires" if _sought(item, hit) else "forbids"
    elif kind == "pregnancy" and not excludes(item):
        effect = "forbids"
    elif item.section != "exclusion" and allowed(item.text) and not denied(item.text, at):
        effect = "allows"
    else:
        effect = "forbids" if ruled_out(item, at) else "requires"
        if effect == "requires" and not excludes(item) and _ONE_WAY.search(item.text[:at]):
            effect = "allows"
    return Criterion(
        kind=kind, effect=effect, term=term, section=item.section, start=item.start, end=item.end,
        sentence=item.text, exception=excepted(item.text),
    )  # fmt: skip


#: "able to swallow or be given by a tube": one of two ways.
_ONE_WAY = re.compile(r"\bor\b[^.;]{0,50}$", re.IGNORECASE)


def _sought(item: Item, hit: re.Match[str] | None) -> bool:
    """Whether an inclusion asks for a cognitive disorder, as a trial in dementia does."""
    if hit is None or excludes(item) or denied(item.text, hit.start()):
        return False
    text = item.text
    if re.fullmatch(r"(?i)MMSE|MoCA|mini[- ]?mental|Montreal Cognitive", hit[0]):
        return any(q.high is not None and not q.bare for q in quantities(text[hit.start() :]))
    return bool(_AN_IMPAIRMENT.search(hit[0]) and _HAVING.search(text[: hit.start()]))


_AN_IMPAIRMENT = re.compile(r"dementia|impair|declin|deficit|frontotemporal|FTD", re.IGNORECASE)
_HAVING = re.compile(
    r"\b(?:diagnos\w+|with|having|has|have|mild|moderate|probable|possible)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
