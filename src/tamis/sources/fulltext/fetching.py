"""Fetching one open full text, by a person's explicit word."""

from __future__ import annotations

from urllib.parse import urlsplit

from tamis.sources.fulltext.values import Location
from tamis.sources.http.client import Client
from tamis.sources.http.errors import NotOpen, Refused
from tamis.sources.http.services import FILES
from tamis.sources.http.values import Ask, Reply


def download(client: Client, location: Location) -> bytes:
    """The bytes of a PDF.

    Raises:
        NotOpen: The place is not called open and bears no free licence.
        SourceError: It could not be fetched, or is no PDF.
    """
    if not location.free or urlsplit(location.url).scheme not in ("http", "https"):
        raise NotOpen(FILES.title, location.url)
    return client.ask(FILES, Ask(what="pdf", path=location.url), _is_pdf).body


def _is_pdf(reply: Reply) -> None:
    if b"%PDF-" not in reply.body[:1024]:
        host = urlsplit(reply.ask.path).netloc
        said = reply.headers.get("content-type", "something else")
        step = "open the address in a browser and import the file by hand"
        raise Refused(host, reply.status, f"no PDF but {said}", step)
