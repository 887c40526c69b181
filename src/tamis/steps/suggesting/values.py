"""What a rule found, and the rules by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Rule → what it looks for, in words.
RULES: Mapping[str, str] = {
    "n-randomised": "people randomised",
    "n-enrolled": "people enrolled or treated",
    "n-analysed": "people analysed or who finished",
    "n-group": "the size of a group (n = …)",
    "phase": "the phase of the trial",
    "design": "the design",
    "dose": "the dose",
    "doses": "the number of doses",
    "route": "the route",
    "term": "a term of the protocol",
    "p-value": "a p-value",
    "interval": "a confidence interval",
    "mean-sd": "a mean with its standard deviation",
    "mean-se": "a mean with its standard error",
    "median": "a median with its quartiles or range",
    "count": "a count out of a total",
    "percentage": "a percentage",
    "follow-up": "the length of follow-up",
    "registration": "a registration",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A value that a rule found; nobody has accepted it.

    Attributes:
        rule: Which rule, a key of `RULES`.
        values: Names of data with their values, in the spelling that extraction uses
            ("mean" → -3.1, "sd" → 3.51).
        field: The protocol's characteristic or facet it may fill; empty for results.
        unit: The printed unit.
        page: The page of the text.
        start: Where the words begin on the page.
        end: Where they end.
        quote: The words, on one line.
        sentence: The sentence they stand in.
        note: What the words leave open ("± may be SD or SE").
    """

    rule: str
    values: tuple[tuple[str, float | int | str], ...]
    page: int
    start: int
    end: int
    quote: str
    sentence: str
    field: str = ""
    unit: str = ""
    note: str = ""
