"""What loading a thesaurus can refuse."""

from __future__ import annotations

from tamis.model.errors import TamisError


class NoDescriptorFile(TamisError):
    """A file is not the descriptor file of MeSH, or not all of it."""

    exit_code = 3
    http_status = 422

    def __init__(self, path: object, why: str) -> None:
        super().__init__(
            f"'{path}' was not loaded and what was loaded before stays: {why}; give the XML "
            "descriptor file of the National Library of Medicine (desc2026.xml or desc2026.gz)"
        )


class NoSuchHeading(TamisError):
    """A word is neither a heading nor leads to one, as far as is known here."""

    exit_code = 2
    http_status = 404

    def __init__(self, term: str, version: str, complete: bool) -> None:
        next_step = (
            "look for it in the MeSH browser"
            if complete
            else "only a part travels with tamis; load the whole with `tamis mesh load FILE`"
        )
        super().__init__(f"'{term}' is not in {version}; {next_step}")
