"""Which column of a file is which, from the names that people give them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_ARMS = {
    "1": ("1", "t", "tr", "treat", "treated", "treatment", "e", "exp", "experimental", "i",
          "intervention", "drug", "active", "vaccinated", "a", "post"),
    "2": ("2", "c", "ctrl", "ctl", "con", "control", "controls", "comparator", "placebo", "p",
          "pbo", "b", "pre", "baseline"),
}  # fmt: skip
_BASES = {
    "events": ("events", "event", "ev", "cases", "deaths", "responders"),
    "nonevents": ("nonevents", "nonevent", "noevents", "noevent"),
    "n": ("n", "total", "size", "samplesize", "ntotal", "randomised", "randomized"),
    "mean": ("mean", "m", "avg", "average"),
    "sd": ("sd", "std", "stdev", "stddev"),
    "time": ("time", "persontime", "personyears", "py", "followup"),
}
_EXTRA = {
    "events1": ("tpos",), "nonevents1": ("tneg",), "events2": ("cpos",), "nonevents2": ("cneg",),
    "r": ("cor", "corr", "correlation"),
}  # fmt: skip
#: Columns from which effects are only computed when the user names them.
_ASKED_FOR = frozenset({"d", "t", "p", "predictors", "r_squared", "items", "ties"})

#: What a file of ready effects may hold.
READY = {
    "yi": ("yi", "effect", "effectsize", "es", "te", "estimate", "beta", "logor", "logrr", "loghr",
           "lnor", "lnrr", "lnhr", "logirr", "g", "smd", "md", "rd", "theta"),
    "vi": ("vi", "var", "variance", "v", "vari"),
    "sei": ("sei", "se", "sete", "stderr", "standarderror", "seyi", "selogor", "selogrr",
            "seloghr", "selnhr", "selnor", "selnrr", "sebeta"),
    "lower": ("lower", "low", "cilow", "cilower", "lowerci", "ll", "lcl", "cilb", "lb", "lci",
              "lower95"),
    "upper": ("upper", "high", "cihigh", "ciupper", "upperci", "ul", "ucl", "ciub", "ub", "uci",
              "upper95"),
    "ratio": ("or", "rr", "hr", "irr", "oddsratio", "riskratio", "hazardratio", "rateratio"),
}  # fmt: skip
LABELS = ("study", "studlab", "slab", "label", "trial", "studyname", "studyid", "name", "source")
AUTHORS, YEARS = ("author", "authors", "firstauthor"), ("year", "yr", "pubyear")


def plain(name: str) -> str:
    """A name without case, spaces and punctuation."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def spellings(ours: str, theirs: str = "") -> tuple[str, ...]:
    """The names under which a column is looked for, ours and metafor's first."""
    found = [ours, theirs, *_EXTRA.get(ours, ())]
    base, arm = (ours[:-1], ours[-1]) if ours[-1:] in _ARMS else (ours, "")
    for word in _BASES.get(base, ()):
        found += [word + a for a in _ARMS[arm]] if arm else [word]
        found += [a + word for a in _ARMS[arm]] if arm else []
    return tuple(dict.fromkeys(plain(f) for f in found if f))


def first(names: Iterable[str], wanted: Iterable[str]) -> str | None:
    """The first column whose plain name is one of those wanted, in the order of preference."""
    there: dict[str, str] = {}
    for name in names:
        there.setdefault(plain(name), name)
    return next((there[w] for w in wanted if w in there), None)


def guessed(
    names: Iterable[str], family: Mapping[str, str], named: Mapping[str, str]
) -> dict[str, str]:
    """Our column → the file's, for the columns of a measure.

    Args:
        names: Columns of the file.
        family: Our columns → metafor's names.
        named: What the user said, by our names or metafor's.
    """
    ours = {theirs: name for name, theirs in family.items()}
    found = {ours.get(k, k): v for k, v in named.items() if ours.get(k, k) in family}
    free = [n for n in names if n not in found.values()]
    for name, theirs in family.items():
        if name in found or name in _ASKED_FOR:
            continue
        column = first(free, spellings(name, theirs))
        if column is not None:
            found[name] = column
            free.remove(column)
    return found


def ready(names: Iterable[str], named: Mapping[str, str]) -> dict[str, str]:
    """The columns of a file that holds effects already."""
    there = list(names)
    found = {k: v for k, v in named.items() if k in READY}
    for key, wanted in READY.items():
        column = first(there, wanted)
        if key not in found and column is not None:
            found[key] = column
    return found


def label_columns(names: Iterable[str]) -> tuple[str, ...]:
    """The column, or author and year, that name studies."""
    there = list(names)
    label = first(there, LABELS)
    author, year = first(there, AUTHORS), first(there, YEARS)
    if author is not None and (label is None or plain(label) != "study" or year is not None):
        return (author, year) if year else (author,)
    return (label,) if label else ()
