"""The rules: patterns over sentences. Each gives values only where the words say what they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tamis.steps.suggesting.numbers import COUNT, NUMBER, number, whole

Values = tuple[tuple[str, float | int | str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """What a rule found in a sentence: `start` and `end` are places in the sentence."""

    rule: str
    values: Values
    start: int
    end: int
    unit: str = ""
    note: str = ""


_PEOPLE = (
    r"(?:(?:[\w-]+ ){0,3}?(?:patients?|participants?|people|persons|subjects?|adults?|children|"
    r"individuals?|volunteers?|women|men|infants|cases))"
)
_NO_PEOPLE = r"(?!(?:weeks?|months?|years?|days?|centers?|centres?|sites?|%)\b)"
_WHO = rf"(?P<n>{COUNT})\s+{_NO_PEOPLE}{_PEOPLE}"
_WITH = r"(?:\s*\([^()]{0,80}\)|,?\s+(?:with|who|aged|from|suffering)\s[^.;,]{0,90}?,?)?"
_RANDOM = (
    r"randomi[sz]ed|randomly\s+(?:assigned|allocated|divided)|randomly\s+\w+\s+to|"
    r"allocated\s+(?:at\s+)?random\w*"
)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_N_RANDOMISED = (
    _compiled(
        rf"\b{_WHO}{_WITH}\s+(?:were|was|underwent|had been)\s+(?:\w+\s+){{0,2}}?(?:{_RANDOM})"
    ),
    _compiled(rf"\b(?:we\s+)?(?:{_RANDOM})\s+(?:a\s+total\s+of\s+)?{_WHO}"),
    _compiled(rf"\b{_WHO}\s+(?:randomi[sz]ed)\b"),
    _compiled(rf"(?<![-−–/.\w])(?P<n>{COUNT})\s+(?:were|was)\s+(?:{_RANDOM})"),
)
_TAKEN = r"enrol+ed|included|recruited|treated|studied|transplanted"
_N_ENROLLED = (
    _compiled(rf"\b(?:{_TAKEN})\s+(?:a\s+total\s+of\s+|only\s+)?{_WHO}"),
    _compiled(
        rf"\b{_WHO}{_WITH}\s+(?:were|was)\s+(?:\w+\s+)?(?:{_TAKEN})"
        r"(?!\s+in\s+the\s+(?:\w+\s+)?analys)"
    ),
    _compiled(rf"\b(?:\w+,\s+)?to\s+{_WHO}\s+in\s+\w+\s+(?:cohorts|groups)"),
    _compiled(rf"\b(?:involv|compris)\w+\s+{_WHO}"),
)
_N_ANALYSED = (
    _compiled(
        rf"\b{_WHO}{_WITH}\s+(?:were|was)\s+(?:\w+\s+)?(?:analy[sz]ed|evaluable|evaluated|"
        r"included\s+in\s+the\s+(?:\w+[\s-]){0,4}analys[ie]s)"
    ),
    _compiled(
        rf"\b{_WHO}\s+(?:\w+\s+)?completed\s+(?:the\s+)?"
        r"(?:study|trial|follow|treatment|all|both)"
    ),
    _compiled(
        rf"\bdata\s+(?:from|of|on)\s+(?P<n>{COUNT})\s+(?:of\s+the\s+{COUNT}\s+)?{_PEOPLE}"
        r"[^.;]{0,40}\s+were\s+analy[sz]ed"
    ),
)
_N_GROUP = _compiled(r"\bn\s*=\s*(?P<n>\d{1,3}(?:,\d{3})+|\d+)(?![\d.,]*\d|\s*[%/])")
#: Of "41 % (n = 85)" the number counts events; of "4.9 ± 3.4 % (n = 25)", a group.
_SHARE = re.compile(r"(?P<spread>±|\+/-)?\s*\d+(?:\.\d+)?\s?%\s*[;,]?\s*[\[(]?\s*$")
_STEP = r"(?:IV|I{1,3}|[1-4])[ab]?"
_PHASE = _compiled(rf"\bphase[\s-]+(?P<n>{_STEP}(?:\s*(?:/|-|–|and|to)\s*(?:phase\s+)?{_STEP})?)\b")
_DESIGN = _compiled(
    r"\b(?:(?:non-?|quasi-?|cluster-?\s?)?randomi[sz]ed|"
    r"(?:double|single|triple|observer|assessor)-?\s?blind(?:ed)?|open-?\s?label(?:led|ed)?|"
    r"(?:placebo|sham)-?\s?controlled|cross-?over|parallel-?\s?group|single-?\s?arm|"
    r"uncontrolled|case-?\s?control|cohort|dose-?\s?escalation|before-?(?:and-?)?after|"
    r"historical\s+controls?)"
    r"(?=[\s,\-;.)])"
)
#: Characters that may stand between two words of one design.
_NEAR = 60
_NOUN = _compiled(r"\b(?:trial|study|design|studies|pilot|investigation)\b")
_CELLS = _compiled(
    r"(?P<n>\d{1,7}(?:\.\d{1,4})?(?:\s*(?:±|to|-|–)\s*\d{1,7}(?:\.\d{1,4})?)?)\s*[×x*]\s*10\s?\^?\s?"
    r"(?P<e>[4-9]|10|11)(?!\d)"
    r"(?P<u>\s+[\w-]*\s?(?:cells?|[A-Z-]*MSCs?|NSCs?|MNCs?)\b(?:\s*/\s*kg)?)?"
)
_MILLION = _compiled(
    r"(?P<n>\d{1,7}(?:\.\d{1,4})?)\s+million\s+(?P<u>(?:[\w-]+\s+){0,2}cells(?:\s*(?:/|per)\s*kg)?)"
)
_DRUG = re.compile(
    r"(?<![\d.,/])(?P<n>\d{1,7}(?:[.,]\d{1,4})?(?:\s?(?:to|-|–)\s?\d{1,7}(?:\.\d{1,4})?)?)\s?"
    r"(?P<u>(?:mg|µg|μg|mcg|IU|MBq|Gy)(?:\s?/\s?(?:kg|m2|m²|day|d|week))*|g\s?/\s?(?:kg|day|d))"
    r"(?:\s+(?:once|twice|three times)?\s?(?:daily|weekly|a day|per day|each day))?"
    r"(?![/\w]|\s?/\s?(?:d[lL]|m?[lL]|h))"
)
_DOSES = _compiled(
    rf"\b(?P<n>{COUNT}|single|one)\s+"
    r"(?:(?:repeated|(?!dai)\w+ly|intra\w+|consecutive|separate)\s+){0,2}"
    r"(?:doses?|injections?|infusions?|transplantations?|administrations?)\b"
)
_ROUTE = _compiled(
    r"\b(?:(?:intravenous|intrathecal|intramuscular|subcutaneous|intraspinal|intracerebral|"
    r"intraventricular|intracerebroventricular|intra-?arterial|intraperitoneal|intranasal|"
    r"intra-?articular|transdermal)(?:ly)?|inhaled|"
    r"oral(?:ly)?(?=\s+(?:dose|administ|capsul|tablet|treat|given|twice|once|\d)))\b"
)
_P = _compiled(
    r"\bp(?:[- ]?values?)?\s*(?P<sign>[<>=≤≥:]|&lt;)\s*(?P<n>0?[.·]\d+|1\.0+)(?!\d|\s*%)"
)
_INTERVAL = _compiled(
    r"(?P<level>9[059](?:\.\d)?)\s?%\s*"
    r"(?:CI|C\.I\.|confidence\s+intervals?|credible\s+intervals?|CrI)\s*(?:\[CI\]|\(CI\))?"
    r"\s*[:=,]?\s*(?:of\s+|from\s+)?[\[(]?"
    rf"\s*(?P<low>{NUMBER})\s*%?\s*(?:to|,|;|–|-|—|and)\s*(?P<high>{NUMBER})"
)
#: A number that begins here; a sign apart from its number is left for people to read.
_START = r"(?<![\d.,])(?<![-−–]\s)"
_SPREAD = r"(?P<s>\d+(?:[.·]\d+)?)"
_UNIT = r"\s*(?P<u>[a-zA-Z%]{0,8})\s*"
_MEAN_SD = _compiled(
    rf"{_START}(?P<m>{NUMBER}){_UNIT}(?:±|\+/-|\+\s?−)\s*{_SPREAD}(?!\d|\s*[×x*]\s*10)"
)
_MEAN_NAMED = _compiled(
    rf"{_START}(?P<m>{NUMBER}){_UNIT}[\[(]\s*"
    r"(?P<what>SDs?|SEs?|SEM|standard\s+deviation|standard\s+error)\s*[:=,±]?\s*"
    rf"{_SPREAD}\s*[a-zA-Z%]{{0,8}}\s*[\])]"
)
_MEDIAN = _compiled(
    rf"\bmedian\b[^.;()]{{0,60}}?(?P<m>{NUMBER}){_UNIT}[\[(]\s*"
    r"(?P<what>IQR|interquartile\s+range|range)\s*[:=,]?\s*"
    rf"(?P<low>{NUMBER})\s*(?:to|–|-|—|,)\s*(?P<high>{NUMBER})"
)
_COUNT = _compiled(
    rf"(?<![\d./])\b(?P<a>{COUNT})\s*(?:/|\s(?:out\s+)?of(?:\s+the)?\s)\s*(?P<n>{COUNT})"
    r"(?![\d/%]|\.\d|\s?%|\s+(?:[\w-]+,?\s+){0,2}(?:trials|studies|drugs|centers|centres|sites))"
    rf"(?:\s+{_PEOPLE})?"
    r"(?:\s*[\[(]\s*(?P<p>\d+(?:[.·]\d+)?)\s?%\s*[\])])?"
)
_COUNT_PERCENT = _compiled(
    r"(?<![\d.,/])(?<!of )(?<!the )(?P<a>\d{1,5})\s*[\[(]\s*(?P<p>\d+(?:[.·]\d+)?)\s?%\s*[\])]"
)
_PERCENT = _compiled(
    rf"{_START}(?<![/\d][-–])(?P<p>(?:(?<![\w%)])[-−])?\d+(?:[.·]\d+)?)\s?%"
    r"(?!\s*(?:CI|C\.I|confidence|credible|CrI))"
)
_LENGTH = rf"(?P<n>{COUNT}(?:\.\d+)?)[\s-]*(?P<u>days?|weeks?|months?|years?)"
_FOLLOW = (
    _compiled(
        r"\bfollow(?:ed)?[\s-]*up\s+(?:period\s+|time\s+|duration\s+)?"
        r"(?:of|for|was|lasted|over|at|after|to|until)?\s*(?:a\s+)?"
        rf"(?:median\s+of\s+|mean\s+of\s+|up\s+to\s+|at\s+least\s+|the\s+)?{_LENGTH}"
    ),
    _compiled(
        r"\bfollowed\s+(?:\w+\s+)?(?:for|over|until|during)\s+"
        rf"(?:up\s+to\s+|at\s+least\s+|a\s+\w+\s+of\s+|the\s+)?{_LENGTH}"
    ),
    _compiled(rf"\b{_LENGTH}(?:\s+|-)(?:of\s+)?(?:follow[\s-]*up|period\s+of\s+follow)"),
    _compiled(rf"\bfor\s+up\s+to\s+{_LENGTH}\s+(?:following|after)"),
)
_REGISTER = re.compile(
    r"\b(?:NCT\s?\d{8}|ISRCTN\s?\d{8}|ACTRN\s?\d{14}|ChiCTR[\w-]{8,18}|"
    r"EudraCT[\w\s:.]{0,9}\d{4}-\d{6}-\d{2}|IRCT\d{8,20}(?:N\d+)?|UMIN\d{9}|DRKS\d{8}|"
    r"CTRI/\d{4}/\d{2,3}/\d{6})"
)


def hits(sentence: str) -> Iterator[Hit]:
    """Everything the rules find in one sentence."""
    for rule in _RULES:
        yield from rule(sentence)


def _counts(
    rule: str, name: str, patterns: tuple[re.Pattern[str], ...]
) -> Callable[[str], Iterator[Hit]]:
    """A rule for numbers of people."""

    def find(sentence: str) -> Iterator[Hit]:
        taken: set[int] = set()
        for pattern in patterns:
            for match in pattern.finditer(sentence):
                count = whole(match["n"])
                if count is None or match.start("n") in taken or _year(count, match["n"]):
                    continue
                if _denied(sentence, match.start("n")):
                    continue
                taken.add(match.start("n"))
                yield Hit(rule=rule, values=((name, count),), start=match.start(),
                          end=match.end(), unit="people")  # fmt: skip

    return find


#: A number behind these is a bound, not a result.
_LIMIT = re.compile(r"(?:[<>≥≤]|[<>]/=|or\s*=|±|\+/-?|CI)\s*$")
_OTHER = re.compile(r"(?:aged?|weeks?|months?|day|[≥≤<>=]|least|than|phase|grade)\s*$")


def _year(count: int, text: str) -> bool:
    return 1900 <= count <= 2100 and "," not in text and text.isdigit()


def _denied(sentence: str, at: int) -> bool:
    """Whether the words before a count make it something else: 'aged 48', 'week 48', '≥ 48'."""
    before = sentence[max(0, at - 14) : at].lower()
    return bool(
        re.search(r"(?:aged?|weeks?|months?|day|[≥≤<>=]|least|than|phase|grade)\s*$", before)
    )


def _group(sentence: str) -> Iterator[Hit]:
    for match in _N_GROUP.finditer(sentence):
        count = whole(match["n"])
        share = _SHARE.search(sentence[max(0, match.start() - 24) : match.start()])
        if count is not None and (share is None or share["spread"]):
            yield Hit(rule="n-group", values=(("n", count),), start=match.start(),
                      end=match.end(), unit="people")  # fmt: skip


_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}


def _phase(sentence: str) -> Iterator[Hit]:
    for match in _PHASE.finditer(sentence):
        parts = re.split(r"\s*(?:/|-|–|and|to)\s*(?:phase\s+)?", match["n"], flags=re.IGNORECASE)
        shown = "/".join(_arabic(part) for part in parts)
        yield Hit(rule="phase", values=(("phase", shown),), start=match.start(), end=match.end())


def _arabic(part: str) -> str:
    letter = part[-1].lower() if part[-1].lower() in "ab" else ""
    base = part[:-1] if letter else part
    return _ROMAN.get(base.upper(), base) + letter


def _design(sentence: str) -> Iterator[Hit]:
    """Words of a design before 'trial' or 'study', with those that stand between them."""
    found = list(_DESIGN.finditer(sentence))
    while found:
        first = found.pop(0)
        last = first
        while found and found[0].start() - last.end() <= _NEAR:
            last = found.pop(0)
        tail = _NOUN.search(sentence, last.end(), last.end() + _NEAR)
        if tail is None:
            continue
        words = " ".join(sentence[first.start() : tail.end()].lower().split())
        code = _code(words)
        value: Values = (("design.class", code),) if code else (("design", words),)
        yield Hit(rule="design", values=value, start=first.start(), end=tail.end())


def _code(words: str) -> str:
    """The protocol's class of a design, where its words say enough; blinding is never assumed."""
    plain = words.replace("-", "").replace(" ", "")
    if "nonrandomi" in plain or "quasirandomi" in plain or "casecontrol" in plain:
        return "non-randomised-controlled"
    if "randomi" in plain:
        if "openlabel" in plain or ",open" in plain or "openstudy" in plain or "opentrial" in plain:
            return "randomised-open"
        return "randomised-blinded" if "blind" in plain else ""
    if "singlearm" in plain or "uncontrolled" in plain:
        return "single-arm"
    return "before-after" if "before" in plain else ""


def _dose(sentence: str) -> Iterator[Hit]:
    for match in _CELLS.finditer(sentence):
        unit = " ".join((match["u"] or "cells").split())
        shown = f"{match['n']} × 10^{match['e']} {unit}"
        yield Hit(rule="dose", values=(("dose", " ".join(shown.split())),), start=match.start(),
                  end=match.end(), unit=unit)  # fmt: skip
    for match in _MILLION.finditer(sentence):
        unit = " ".join(match["u"].split())
        yield Hit(rule="dose", values=(("dose", f"{match['n']} million {unit}"),),
                  start=match.start(), end=match.end(), unit=unit)  # fmt: skip
    for match in _DRUG.finditer(sentence):
        if _LIMIT.search(sentence[: match.start()][-8:]):
            continue
        shown = " ".join(match[0].split())
        yield Hit(rule="dose", values=(("dose", shown),), start=match.start(), end=match.end(),
                  unit=match["u"])  # fmt: skip


def _doses(sentence: str) -> Iterator[Hit]:
    for match in _DOSES.finditer(sentence):
        count = 1 if match["n"].lower() == "single" else whole(match["n"])
        if count is not None and count < 100:
            yield Hit(rule="doses", values=(("doses", count),), start=match.start(),
                      end=match.end())  # fmt: skip


def _route(sentence: str) -> Iterator[Hit]:
    for match in _ROUTE.finditer(sentence):
        word = re.sub(r"ly$", "", match[0].lower())
        yield Hit(rule="route", values=(("route", word),), start=match.start(), end=match.end())


def _p(sentence: str) -> Iterator[Hit]:
    for match in _P.finditer(sentence):
        value = number(match["n"] if not match["n"].startswith((".", "·")) else f"0{match['n']}")
        if not value:
            continue
        sign = match["sign"].replace("&lt;", "<")
        shown: float | int | str = value if sign in "=:" else f"{sign}{value:g}"
        yield Hit(rule="p-value", values=(("printed.p", shown),), start=match.start(),
                  end=match.end())  # fmt: skip


def _interval(sentence: str) -> Iterator[Hit]:
    for match in _INTERVAL.finditer(sentence):
        low, high = number(match["low"]), number(match["high"])
        if low is not None and high is not None and low < high:
            values = (("printed.ci-low", low), ("printed.ci-high", high))
            note = "" if match["level"] == "95" else f"{match['level']} % interval"
            yield Hit(rule="interval", values=values, start=match.start(), end=match.end(),
                      note=note)  # fmt: skip


def _mean(sentence: str) -> Iterator[Hit]:
    for match in _MEAN_NAMED.finditer(sentence):
        error = match["what"].lower().startswith(("se", "standard e"))
        yield from _moments(match, "mean-se" if error else "mean-sd", "")
    for match in _MEAN_SD.finditer(sentence):
        near = sentence[max(0, match.start() - 80) : match.end() + 30]
        if re.search(r"\bSE[M]?\b|standard error", near):
            yield from _moments(match, "mean-se", "")
        else:
            said = re.search(r"\bSDs?\b|standard deviation", near)
            yield from _moments(match, "mean-sd", "" if said else "± may be SD or SE: look")


def _moments(match: re.Match[str], rule: str, note: str) -> Iterator[Hit]:
    mean, spread = number(match["m"]), number(match["s"])
    if mean is not None and spread is not None:
        values = (("mean", mean), ("se" if rule == "mean-se" else "sd", spread))
        yield Hit(rule=rule, values=values, start=match.start(), end=match.end(),
                  unit=match["u"] or "", note=note)  # fmt: skip


def _median(sentence: str) -> Iterator[Hit]:
    for match in _MEDIAN.finditer(sentence):
        numbers = [number(match[g]) for g in ("m", "low", "high")]
        if any(n is None for n in numbers):
            continue
        ends = ("minimum", "maximum") if match["what"].lower() == "range" else ("q1", "q3")
        values = tuple(zip(("median", *ends), (n for n in numbers if n is not None), strict=True))
        yield Hit(rule="median", values=values, start=match.start("m"), end=match.end(),
                  unit=match["u"] or "")  # fmt: skip


def _count(sentence: str) -> Iterator[Hit]:
    for match in _COUNT.finditer(sentence):
        events, total = whole(match["a"]), whole(match["n"])
        if events is None or total is None or events > total or total < 2:
            continue
        if _LIMIT.search(sentence[: match.start()][-8:]):
            continue
        if re.search(r"(?:total|score|phase|out)\s*$", sentence[: match.start()].lower()):
            continue
        yield Hit(rule="count", values=(("events", events), ("total", total)),
                  start=match.start(), end=match.end(), unit="people")  # fmt: skip


def _percentage(sentence: str) -> Iterator[Hit]:
    with_count = {m.start("p"): m for m in _COUNT_PERCENT.finditer(sentence)}
    for match in _PERCENT.finditer(sentence):
        value = number(match["p"])
        if value is None or _LIMIT.search(sentence[: match.start()][-8:]):
            continue
        both = with_count.get(match.start("p"))
        values: Values = (("percent", value),)
        if both is not None and (events := whole(both["a"])) is not None:
            values = (("events", events), ("percent", value))
        start = both.start() if both else match.start()
        yield Hit(rule="percentage", values=values, start=start, end=match.end(), unit="%")


def _follow(sentence: str) -> Iterator[Hit]:
    seen: set[int] = set()
    for pattern in _FOLLOW:
        for match in pattern.finditer(sentence):
            if match.start("n") in seen:
                continue
            seen.add(match.start("n"))
            shown = " ".join(f"{match['n']} {match['u']}".split())
            yield Hit(rule="follow-up", values=(("follow-up", shown),), start=match.start(),
                      end=match.end(), unit=match["u"])  # fmt: skip


def _register(sentence: str) -> Iterator[Hit]:
    for match in _REGISTER.finditer(sentence):
        yield Hit(rule="registration", values=(("registration", re.sub(r"\s", "", match[0])),),
                  start=match.start(), end=match.end())  # fmt: skip


_RULES: tuple[Callable[[str], Iterator[Hit]], ...] = (
    _counts("n-randomised", "n.randomised", _N_RANDOMISED),
    _counts("n-enrolled", "n.treated", _N_ENROLLED),
    _counts("n-analysed", "n.analysed", _N_ANALYSED),
    _group, _phase, _design, _dose, _doses, _route, _p, _interval, _mean, _median, _count,
    _percentage, _follow, _register,
)  # fmt: skip
