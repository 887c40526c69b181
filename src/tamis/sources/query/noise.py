"""What an export or a paper prints round a search: set apart, noted, blanked out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tamis.sources.query.place import Oddity
from tamis.sources.query.tokens import Lines


@dataclass(frozen=True, slots=True)
class Row:
    """A line of print without its line feed."""

    start: int
    end: int
    text: str


_NOISE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\s*#?[-=_*~#]{3,}\s*$",
        r"\s*//",
        r"\s*(#\s+|#!|;\s|%\s|<!--)(?!\d)\D*\S",
        r"\s*(#\s+|#{2,}\s*)[a-z]",
        r"\s*/\*.*\*/\s*$",
        r"\s*(data\s?bases?|database\(s\)|platform|platform/database|interface|provider|host|source"
        r"|searched|search date|date( of| run|s)?( search(ed)?)?|run date|date run|search name|name"
        r"|last saved|comment|description|title|url|doi|citation|licen[cs]e|notes?|search strategy"
        r"|search history|strategy|coverage|results?|hits|records|syntax|review|retrieved|from|id"
        r"|topic area|segment)\s*:",
        r"\s*(search(es)?|#\s*▲?|set|no\.?|line|query|id)\s*[,|\t ]+\s*(search(es)?|query|queries"
        r"|results?|hits|history|strategy|statement|terms?|records)\b[\w |,/()\t-]{0,60}$",
        r"\s*(ovid|embase|medline|pubmed|cochrane|central|cinahl|scopus|web of science|psycinfo)"
        r"[^\"'*\[\]=]{0,40}(<|\(|\b)(19|20)\d\d( to |-| – )[^\"'*\[\]=]{0,60}>?\s*$",
        r"\s*(ovid\s+)?(medline|embase|psycinfo)(\s*\(r\)|®)[^\"'*\[\]=:]{0,160}$",
        r"\s*(pubmed|embase(\.com)?|cochrane library|central|cinahl( plus| complete)?|scopus"
        r"|web of science|europe pmc|ovid medline|medline( \(ovid\))?)\s*:?\s*$",
        r"\s*(search strategy|search history|search strategies|advanced search|history"
        r"|end of search|search terms?|search combination|final search|combined search|strategy"
        r"|appendix \w{1,3})\s*:?\s*$",
        r"\s*(search modes?|expanders?|interface|search screen|narrow by)\s*[-–]",
        r"\s*(indexes|timespan|editions?|refined by|databases?|search language)\s*[=:]",
        r"\s*(view results?|view details|edit|modify|rerun|display)\b"
        r"[\s(\d,)|]*(view|edit|interface|$)",
        r"\s*(open in a new tab|boolean/phrase|find all my search terms)\s*$",
        r"\s*(no\.?|results?|searches|hits|#|query|queries|search(es)?|records?|terms?)\s*$",
        r"\s*\d[\d,. ]*\s*(results?|hits?|records?|references?|citations?)"
        r"\s*(found|identified|retrieved)?\s*\.?$",
        r"\s*(total( references| records| hits)?|results?|hits?)\s*[=:]?\s*[\d,. ]+$",
        r"\s*(©|\(c\)|copyright\b)\s*(19|20)\d\d\b.*",
        r"\s*(searched|date searched|run|accessed|updated|exported)\s+(on|from|:|\d)",
    )
)


_TOTAL = re.compile(
    r"(?<=[\])])\s*(?:total )?(?:references|records|hits|results)\s*[=:]\s*[\d,]+\s*$",
    re.IGNORECASE,
)


def rows_of(text: str) -> list[Row]:
    """The lines of print that hold anything."""
    found, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append(Row(at, at + len(line), line))
        at += len(line) + 1
    return found


def blanked(text: str, rows: list[Row]) -> str:
    """The text with rows replaced by spaces."""
    for row in rows:
        text = text[: row.start] + " " * (row.end - row.start) + text[row.end :]
    return text


def without_total(text: str, where: Lines) -> tuple[str, list[Oddity]]:
    """`Total references = 1551` behind the last bracket is no part of the search."""
    found = _TOTAL.search(text)
    if found is None:
        return text, []
    place = where.place(found.start(), found.end())
    shown = " ".join(found.group().split())
    odd = Oddity("noise", f"`{shown}` is no part of the search", place, severity="note")
    return text[: found.start()] + " " * (found.end() - found.start()), [odd]


def without_noise(rows: list[Row], where: Lines) -> tuple[list[Row], list[Row], list[Oddity]]:
    """Rows of the search, rows of noise, and what is said of them."""
    kept, noise, oddities = [], [], []
    for row in rows:
        if any(pattern.match(row.text) for pattern in _NOISE):
            noise.append(row)
            place = where.place(row.start, row.end)
            shown = " ".join(row.text.split())[:60]
            oddities.append(
                Oddity("noise", f"`{shown}` is no part of the search", place, severity="note")
            )
        else:
            kept.append(row)
    return (kept, noise, oddities) if kept else (rows, [], [])
