"""Guess the platform a strategy was written for from the marks only one of them makes."""

from __future__ import annotations

import re

from tamis.sources.query.tokens import plain
from tamis.sources.query.tree import Platform

_I = re.IGNORECASE

#: Pattern → platform and how much one match says.
_MARKS: tuple[tuple[Platform, re.Pattern[str], int], ...] = (
    (
        "pubmed",
        re.compile(
            r"\[(?:tiab|ti|ab|tw|mh|mesh|mesh terms?|mesh:noexp|mh:noexp|majr|pt|sb|all fields|all"
            r"|dp|title/abstract|title|text word|other term|ot|nm|sh|publication type|language|la"
            r"|pdat|mesh subheading|filter|ad|au|tiab:~\d+)\]",
            _I,
        ),
        2,
    ),
    ("ovid", re.compile(r"\.\s?(?:ti|ab|tw|mp|kf|kw|pt|sh|fs|hw|af|nm)(?:,\s?[a-z]{2})*\.", _I), 2),
    (
        "ovid",
        re.compile(
            r"\bexp \*?[\"\w][^/\n]{1,80}/|\bor/\d+-\d+|\b\d+-\d+/or\b|\badj\d*\b"
            r"|^\W*\d*\W*limit \d+ to",
            _I | re.M,
        ),
        2,
    ),
    (
        "cochrane",
        re.compile(r"mesh descriptor|\[m[hj] [\"^\w]|\bin trials\b|\{or #|word variations", _I),
        5,
    ),
    ("cochrane", re.compile(r":(?:ti|ab|kw|pt)(?:,(?:ti|ab|kw|pt))*\b|\bNEXT\s", _I), 1),
    ("embase", re.compile(r"/(?:exp|de|mj|br)\b|\]/(?:lim|py|sd)\b", _I), 3),
    ("embase", re.compile(r"'[^'\n]+':(?:ti|ab|kw|de|it)\b|\bNEXT/\d+", _I), 2),
    ("embase", re.compile(r":(?:ti|ab|kw|it|tn|dn|de)(?:,(?:ti|ab|kw|it|tn|dn|de))*\b", _I), 1),
    (
        "scopus",
        re.compile(
            r"TITLE-ABS(?:-KEY)?\b|\b(?:W|PRE)/\d+|LIMIT-TO|\bPUBYEAR\b|AUTHKEY|DOCTYPE", _I
        ),
        5,
    ),
    ("scopus", re.compile(r"\b(?:TITLE|ABS|KEY|INDEXTERMS|SRCTITLE)\s?\(|\bAND NOT\b"), 1),
    ("wos", re.compile(r"\b(?:TS|TI|AB|AK|SU|WC|PY|DT|LA|ALL|KP)\s?=|\bTOPIC:\s?\("), 4),
    ("wos", re.compile(r"\bNEAR/\d+", _I), 1),
    ("ebsco", re.compile(r"\(?\bM[HM]\s?\"|\bS\d+ (?:OR|AND|NOT) S?\d+|Boolean/Phrase"), 4),
    ("ebsco", re.compile(r"\b(?:TI|AB|TX|SU|XB|MW)\s+[(\"\w]|\b[NW]\d{1,2}\b"), 2),
    (
        "europepmc",
        re.compile(
            r"\b(?:TITLE|ABSTRACT|TITLE_ABS|KW|FIRST_PDATE|PUB_TYPE|SRC|BODY|OPEN_ACCESS|PUB_YEAR):[\"(\[\w]"
        ),
        4,
    ),
)


#: Headings and fields that Embase on Ovid has and MEDLINE has not.
_EMTREE = re.compile(
    r"\b(?:crossover|double blind|single blind) procedure/|\bnonhuman/|\.dq\.|,dq[.,]"
    r"|\bmajor clinical study/",
    _I,
)


def sniff(text: str) -> Platform:
    """The likeliest platform; PubMed where nothing tells, since it takes plain words."""
    straight = plain(text)
    scores: dict[Platform, int] = {}
    for platform, pattern, weight in _MARKS:
        scores[platform] = scores.get(platform, 0) + weight * len(pattern.findall(straight))
    if scores["ovid"] and (
        re.search(r"\bembase\b", straight[:600], _I) or _EMTREE.search(straight)
    ):
        scores["ovid-embase"] = scores["ovid"] + 1
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] else "pubmed"
