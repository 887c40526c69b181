"""OpenAlex works: JSON of the API or of a snapshot (a list, a page of results, JSON Lines)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from tamis.formats import _clean
from tamis.formats._bytes import head_text
from tamis.formats._draft import Draft, text_field
from tamis.formats._json import Items, Json, dig, objects, text, texts
from tamis.formats._kinds import from_words
from tamis.formats._names import person
from tamis.formats._place import finish, place
from tamis.formats._text import Text
from tamis.model.problems import Problem
from tamis.model.records import Record

_SIGN = re.compile(r'"(?:id|openalex)"\s*:\s*"https://openalex\.org/W\d+"')
_OTHER = re.compile(r'"(?:abstract_inverted_index|authorships|primary_location|display_name)"\s*:')
#: Longer than any abstract; an index that claims more is damaged.
_LONGEST_ABSTRACT = 100_000


class OpenAlex:
    """Reader of OpenAlex works."""

    name = "openalex"
    suffixes = (".json", ".jsonl", ".json.gz")

    def sniff(self, head: bytes) -> float:
        """Sure of a work's id among OpenAlex's field names."""
        found = head_text(head)
        if found.lstrip()[:1] not in ("{", "[") or not _SIGN.search(found):
            return 0.0
        return 0.96 if _OTHER.search(found) else 0.6

    def read(self, stream: BinaryIO, *, file: str, source: str) -> Iterator[Record | Problem]:
        """Stream the works; see `tamis.model.ports.Reader`."""
        for item in Items(Text(stream, file)):
            if isinstance(item, Problem):
                yield item
            elif re.search(r"W\d+$", text(item.value.get("id"))) is None:
                yield Problem(file, "an item without the id of a work", "left out", line=item.line)
            else:
                yield record_of(item.value, item.raw, source)


def record_of(work: Json, raw: str, source: str) -> Record:
    """Map a work; its abstract is put back in order from the inverted index."""
    draft = Draft(kind=from_words(text(work.get("type"))))
    draft.own_id = text(work.get("id")).rpartition("/")[2]
    draft.title = text_field(text(work.get("title")) or text(work.get("display_name")))
    for authorship in objects(work.get("authorships")):
        # The raw name is what was printed; the other one OpenAlex's own idea of the person.
        name = text(authorship.get("raw_author_name")) or text(
            dig(authorship, "author", "display_name")
        )
        draft.authors.extend(filter(None, [person(text_field(name), given_first=True)]))
    draft.parts |= {
        "year": text(work.get("publication_year")),
        "date": text(work.get("publication_date")),
        "first_page": text(dig(work, "biblio", "first_page")),
        "last_page": text(dig(work, "biblio", "last_page")),
    }
    where = dig(work, "primary_location", "source")
    draft.journal = text_field(text(dig(where, "display_name")))
    draft.publisher = text_field(text(dig(where, "host_organization_name")))
    for field, found in (
        ("serial", "\n".join(texts(dig(where, "issn")))),
        ("volume", text(dig(work, "biblio", "volume"))),
        ("issue", text(dig(work, "biblio", "issue"))),
        ("doi", text(work.get("doi"))),
        ("pmid", text(dig(work, "ids", "pmid")).rpartition("/")[2]),
        ("pmcid", "PMC" + text(dig(work, "ids", "pmcid")).rpartition("/")[2].removeprefix("PMC")),
        ("urls", text(dig(work, "primary_location", "landing_page_url"))),
        ("language", text(work.get("language"))),
    ):
        place(draft, field, "" if found == "PMC" else found, field)
    draft.abstract = abstract(work.get("abstract_inverted_index"))
    draft.keywords.extend(
        k for w in objects(work.get("keywords")) if (k := text(w.get("display_name")))
    )
    for heading in objects(work.get("mesh")):
        words = [text(heading.get(name)) for name in ("descriptor_name", "qualifier_name")]
        draft.mesh.append("/".join(filter(None, words)))
    for key in ("is_retracted", "is_paratext", "is_xpac"):
        draft.keep(key, "yes" if work.get(key) is True else "")
    for key in ("type_crossref", "cited_by_count", "updated_date"):
        draft.keep(key, text(work.get(key)))
    for location in objects(work.get("locations")):
        draft.keep("version", text(location.get("version")))
    draft.mesh = list(_clean.unique(draft.mesh))
    finish(draft)
    return draft.finished(source, raw, "openalex")


def abstract(index: object) -> str:
    """Words in order from {word: [positions]}."""
    if not isinstance(index, dict):
        return ""
    placed = [
        (position, str(word))
        for word, positions in index.items()
        if isinstance(positions, list)
        for position in positions
        if type(position) is int and 0 <= position < _LONGEST_ABSTRACT
    ]
    return text_field(" ".join(word for _, word in sorted(placed)))


FORMAT = OpenAlex()
