"""WHO ICTRP: the portal's XML export of trial registrations.

Its quirks: values end in spaces and line ends, texts hold "<br>" and carriage returns as character
references, dates stand in two forms, and the same trial may stand under several registers, linked
by Secondary_ID. `Internal_Number` is the portal's and changes; the register's TrialID is the id.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from tamis.formats import _clean, _dates
from tamis.formats._bytes import head_text
from tamis.formats._draft import Draft, text_field
from tamis.formats._text import Text
from tamis.formats._xml import fragments
from tamis.model.problems import Problem
from tamis.model.records import Record

if TYPE_CHECKING:
    from lxml.etree import _Element

_TAKEN = frozenset(
    {"TrialID", "Scientific_title", "Public_title", "web_address", "Date_registration3"}
)


class Ictrp:
    """Reader of the ICTRP export."""

    name = "ictrp"
    suffixes = (".xml",)

    def sniff(self, head: bytes) -> float:
        """Sure of its root element, fairly of a trial's."""
        text = head_text(head)
        if "<Trials_downloaded_from_ICTRP" in text:
            return 0.98
        return 0.9 if "<Trial>" in text and "<TrialID" in text else 0.0

    def read(self, stream: BinaryIO, *, file: str, source: str) -> Iterator[Record | Problem]:
        """Stream the registrations; see `tamis.model.ports.Reader`."""
        for item in fragments(Text(stream, file), "Trial"):
            yield item if isinstance(item, Problem) else _record(item.element, item.raw, source)


def _record(trial: _Element, raw: str, source: str) -> Record:
    draft = Draft(kind="registration")
    values = [(str(child.tag), _text(child)) for child in trial]
    first = dict(reversed(values))
    number = _clean.squeeze(first.get("TrialID", ""))
    draft.own_id = number
    draft.title = text_field(first.get("Scientific_title", "")) or text_field(
        first.get("Public_title", "")
    )
    public = text_field(first.get("Public_title", ""))
    draft.keep("Public_title", public if public != draft.title else "")
    draft.registry_ids.extend(_numbers(number, first.get("Secondary_ID", "")))
    _dated(draft, first)
    draft.urls.extend(filter(None, [_clean.squeeze(first.get("web_address", ""))]))
    draft.keywords.extend(_clean.listed(first.get("Condition", "")))
    draft.publication_types.append("Clinical Trial Registration")
    for name, value in values:
        if name not in _TAKEN:
            draft.keep(name, value)
    return draft.finished(source, raw, "ictrp")


def _text(element: _Element) -> str:
    text = "".join(map(str, element.itertext())).replace("\r", "\n")
    return _clean.paragraphs(_clean.plain(text))


def _numbers(own: str, secondary: str) -> tuple[str, ...]:
    """The trial's own number, then its numbers in other registers."""
    others = _clean.registry_ids(secondary)
    return _clean.unique((own, *others))


def _dated(draft: Draft, first: dict[str, str]) -> None:
    """`Date_registration3` is always YYYYMMDD; the other form depends on the register."""
    sure = _clean.squeeze(first.get("Date_registration3", ""))
    printed = sure or _clean.squeeze(first.get("Date_registration", ""))
    date = _dates.slashed(printed, day_first=True)
    draft.year = _dates.year(date)
    draft.date = date if date != str(draft.year) else ""


FORMAT = Ictrp()
