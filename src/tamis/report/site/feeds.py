"""The chronicle as feeds: Atom (RFC 4287) and JSON Feed 1.1.

Identifiers come from the ids of events and times from the events, so the same review gives the same
bytes. Addresses are absolute when the site's own address is known; otherwise Atom's are relative,
which it allows, and JSON Feed's are left out.
"""

from __future__ import annotations

import json
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.sax.saxutils import escape, quoteattr

from tamis.model.changes import Happening
from tamis.model.ids import ulid_number
from tamis.model.publication import Publication

ATOM, JSON = "feed.atom", "feed.json"
_PAGE = "changes.html"


def feeds(publication: Publication) -> dict[str, bytes]:
    """Both feeds, by their paths."""
    return {ATOM: atom(publication), JSON: json_feed(publication)}


def anchor(happening: Happening) -> str:
    """Where a happening stands on the page of changes."""
    return f"event-{happening.id.lower()}"


def atom(publication: Publication) -> bytes:
    """The Atom feed; newest entries first."""
    news, title = publication.news, _title(publication)
    updated = news.happenings[0].at if news.happenings else f"{publication.as_of or _NEVER}"
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(_language(publication))}>',
        f"<title>{escape(title)}: what changed</title>",
        f"<id>{uuid5(NAMESPACE_URL, f'tamis:{publication.protocol.id}').urn}</id>",
        f"<updated>{_moment(updated)}</updated>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(news.url + ATOM)}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(news.url + _PAGE)}/>',
        *(f"<author><name>{escape(a)}</name></author>" for a in _authors(publication)),
        f'<generator version="{escape(publication.tamis_version)}">tamis</generator>',
        *(_entry(news.url, h) for h in news.happenings),
        "</feed>",
    ]
    return ("\n".join(lines) + "\n").encode()


_NEVER = "1970-01-01"


def _entry(url: str, h: Happening) -> str:
    said = "".join(f"<li>{escape(line)}</li>" for line in h.lines)
    content = f"<p>{escape(h.title)}</p>" + (f"<ul>{said}</ul>" if said else "")
    return "\n".join(
        (
            "<entry>",
            f"<id>{_name(h)}</id>",
            f"<title>{escape(h.title)}</title>",
            f"<published>{_moment(h.at)}</published>",
            f"<updated>{_moment(h.at)}</updated>",
            f"<category term={quoteattr(h.kind)}/>",
            f'<link rel="alternate" type="text/html" href={quoteattr(_place(url, h))}/>',
            f'<content type="html">{escape(content)}</content>',
            "</entry>",
        )
    )


def json_feed(publication: Publication) -> bytes:
    """The JSON feed; newest items first."""
    news = publication.news
    whole: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{_title(publication)}: what changed",
        "description": publication.protocol.question,
        "language": _language(publication),
        "authors": [{"name": a} for a in _authors(publication)],
        "items": [_item(news.url, h) for h in news.happenings],
    }
    if news.url:
        whole |= {"home_page_url": news.url + _PAGE, "feed_url": news.url + JSON}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _item(url: str, h: Happening) -> dict[str, object]:
    item: dict[str, object] = {
        "id": _name(h),
        "title": h.title,
        "content_text": "\n".join((h.title, *h.lines)),
        "date_published": _moment(h.at),
        "tags": [h.kind],
    }
    return item | ({"url": _place(url, h)} if url else {})


def _place(url: str, h: Happening) -> str:
    return f"{url}{_PAGE}#{anchor(h)}"


def _name(h: Happening) -> str:
    """An event's ULID is 128 bits, as a UUID is."""
    return UUID(int=ulid_number(h.id)).urn


def _moment(at: str) -> str:
    """RFC 3339 with a time, which events have and days lack."""
    return at if "T" in at else f"{at}T00:00:00Z"


def _title(publication: Publication) -> str:
    return publication.text.title or publication.protocol.title


def _language(publication: Publication) -> str:
    return publication.protocol.language or "en"


def _authors(publication: Publication) -> tuple[str, ...]:
    return publication.protocol.authors or ("The authors of this review",)
