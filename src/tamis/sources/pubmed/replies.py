"""What ESearch and EFetch answer, as values.

Shapes follow NCBI's "The E-utilities in depth" (NBK25499) and the ESearch document type
(eSearch_020511.dtd); limits follow what the service itself says beyond its documentation: a search
gives out its first 9,999 records, and `retstart` over 9998 is refused.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tamis import formats
from tamis.model.problems import Problem
from tamis.model.records import Record
from tamis.sources.http.errors import Damaged, Refused
from tamis.sources.http.values import Json, Reply

#: How many records of one search ESearch and EFetch give out.
LIMIT = 9_999
_END = re.compile(rb"</PubmedArticleSet>\s*\Z|<PubmedArticleSet\s*/>\s*\Z")
_ERROR = re.compile(rb"<ERROR>(.*?)</ERROR>", re.DOTALL)
#: What ESearch says with an empty result or a clipped list, which is no oddity.
_USUAL = re.compile(r"No items found\.?|Restrictions achieved\b.*")
_BUSY = re.compile(r"rate limit|backend failed|timed? ?out|temporar|unavailable", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One ESearch reply. `environment` and `key` name the result on the history server."""

    count: int
    ids: tuple[str, ...]
    environment: str
    key: str
    translation: str
    problems: tuple[Problem, ...]


def check_search(reply: Reply) -> None:
    """Ask again for replies that are cut, or that say the service is busy in a whole reply.

    Raises:
        Damaged: It should be asked for again.
        Refused: ESearch refuses the query itself.
    """
    found = reply.json()
    said = _text(found.get("error")) or _text(_inner(found).get("ERROR"))
    if said and (_BUSY.search(said) and "retstart" not in said):
        raise Damaged(f"it says '{said}'")
    if said:
        raise Refused("PubMed", reply.status, said)
    if not _text(_inner(found).get("count")).isdecimal():
        raise Damaged("it holds no count")


def check_named(reply: Reply) -> None:
    """As `check_search`, and every record of a search that fits must be named.

    Raises:
        Damaged: It should be asked for again.
        Refused: ESearch refuses the query itself.
    """
    check_search(reply)
    found = found_in(reply)
    if len(set(found.ids)) != min(found.count, LIMIT):
        raise Damaged(f"it counts {found.count} records and names {len(set(found.ids))}")


def found_in(reply: Reply) -> Found:
    """The count, ids and warnings of an ESearch reply."""
    inner = _inner(reply.json())
    return Found(
        count=int(_text(inner.get("count"))),
        ids=tuple(_texts(inner.get("idlist"))),
        environment=_text(inner.get("webenv")),
        key=_text(inner.get("querykey")),
        translation=_text(inner.get("querytranslation")),
        problems=tuple(_problems(inner)),
    )


def check_records(reply: Reply) -> None:
    """Ask again for EFetch replies that do not end as they should.

    Raises:
        Damaged: It should be asked for again.
    """
    if reply.status != 200:
        return
    if _END.search(reply.body[-200:]) is None:
        said = _ERROR.search(reply.body)
        if said is not None and not _BUSY.search(said[1].decode("utf-8", "replace")):
            return
        raise Damaged("its XML does not end with </PubmedArticleSet>")


def has_records(reply: Reply) -> bool:
    """Whether EFetch gave records, and not word that the history server forgot the search."""
    return reply.status == 200 and _END.search(reply.body[-200:]) is not None


def records_in(reply: Reply, file: str = "efetch") -> Iterator[Record | Problem]:
    """The records of an EFetch reply."""
    if b"<PubmedArticle>" not in reply.body and b"<PubmedBookArticle>" not in reply.body:
        return iter(())
    return formats.read(io.BytesIO(reply.body), file=file, source="pubmed", format="pubmed-xml")


def _problems(inner: Json) -> Iterator[Problem]:
    errors, warnings = inner.get("errorlist"), inner.get("warninglist")
    for holder, name, what, hint in (
        (errors, "phrasesnotfound", "phrase not found", "it found nothing; check its spelling"),
        (errors, "fieldsnotfound", "field tag not known", "it was searched in all fields"),
        (warnings, "phrasesignored", "phrase ignored", ""),
        (
            warnings, "quotedphrasesnotfound", "quoted phrase not in the phrase index",
            "PubMed searched its words instead; use a proximity field such as [tiab:~0]",
        ),
    ):  # fmt: skip
        for phrase in _texts(holder.get(name)) if isinstance(holder, dict) else ():
            yield Problem("PubMed", f"{what}: {phrase}", hint)
    for said in _texts(warnings.get("outputmessages")) if isinstance(warnings, dict) else ():
        if not _USUAL.fullmatch(said.strip()):
            yield Problem("PubMed", f"it says: {said}")


def _inner(found: Json) -> Json:
    inner = found.get("esearchresult")
    return inner if isinstance(inner, dict) else {}


def _text(value: object) -> str:
    """A text; numbers come as texts from PubMed, and may come as numbers."""
    return str(value) if isinstance(value, str | int) and value is not True else ""


def _texts(value: object) -> list[str]:
    return [t for v in value if (t := _text(v))] if isinstance(value, list) else []
