"""Notices Crossref keeps: `updated-by` on the article, `update-to` on the notice.

Since January 2025 both hold Retraction Watch's entries as well as the publisher's; `source` says
whose (Crossref, "Retraction Watch" in its documentation). The article is asked for its updates, and
the index of notices for those that name it, because either may be missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from tamis.sources.crossref.connector import check_works, message_of, works_of
from tamis.sources.http.errors import Damaged
from tamis.sources.http.values import Ask, Json, Line, Reply
from tamis.sources.notices.values import Notice, kind_of

#: DOIs in one filter: addresses must stay under 8,000 letters.
_BATCH = 40
_ROWS = 1000


def from_crossref(line: Line, dois: Sequence[str]) -> tuple[Notice, ...]:
    """Ask Crossref what happened to articles.

    Raises:
        SourceError: Crossref does not answer.
    """
    wanted = list(dict.fromkeys(d.strip().lower() for d in dois if d.strip()))
    # A comma divides filters, so such a DOI goes alone.
    plain = [d for d in wanted if "," not in d]
    found = [n for d in wanted if "," in d for n in _alone(line, d)]
    for start in range(0, len(plain), _BATCH):
        some = plain[start : start + _BATCH]
        for work in _works(line, "doi", some):
            found += _updated_by(work)
        for work in _works(line, "updates", some):
            found += [n for n in _update_to(work) if n.doi in some]
    return tuple(dict.fromkeys(found))


def _works(line: Line, name: str, dois: Sequence[str]) -> list[Json]:
    wanted = ",".join(f"{name}:{doi}" for doi in dois)
    params = (("filter", wanted), ("rows", str(_ROWS)))
    reply = line.ask(Ask(what="notices", path="works", params=params), check_works)
    return works_of(message_of(reply))


def _alone(line: Line, doi: str) -> Iterator[Notice]:
    path = f"works/{quote(doi, safe='')}"
    reply = line.ask(Ask(what="notices", path=path, accept=(200, 404)), _check_work)
    if reply.status == 200:
        yield from _updated_by(message_of(reply))


def _check_work(reply: Reply) -> None:
    if reply.status == 200 and "DOI" not in message_of(reply):
        raise Damaged("it holds no work")


def _updated_by(work: Json) -> Iterator[Notice]:
    for update in _objects(work.get("updated-by")):
        kind = kind_of(_text(update.get("type")))
        if kind is not None:
            yield Notice(
                kind=kind, source=_source(update), doi=_text(work.get("DOI")).lower(),
                notice_doi=_text(update.get("DOI")).lower(), on=_day(update.get("updated")),
                words=_text(update.get("type")),
            )  # fmt: skip


def _update_to(work: Json) -> Iterator[Notice]:
    for update in _objects(work.get("update-to")):
        kind = kind_of(_text(update.get("type")))
        if kind is not None:
            yield Notice(
                kind=kind, source=_source(update), doi=_text(update.get("DOI")).lower(),
                notice_doi=_text(work.get("DOI")).lower(), on=_day(update.get("updated")),
                words=_text(update.get("type")),
            )  # fmt: skip


def _source(update: Json) -> str:
    by = _text(update.get("source"))
    return f"crossref ({by})" if by and by != "publisher" else "crossref"


def _day(value: object) -> str:
    parts = value.get("date-parts") if isinstance(value, dict) else None
    first = parts[0] if isinstance(parts, list) and parts else None
    numbers = [n for n in first if isinstance(n, int)] if isinstance(first, list) else []
    return "-".join(f"{n:04}" if i == 0 else f"{n:02}" for i, n in enumerate(numbers))


def _objects(value: object) -> list[Json]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
