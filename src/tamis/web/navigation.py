"""The stages of a review as the pages list them; a page adds itself here."""

from __future__ import annotations

from typing import NamedTuple

from tamis.web.people import Action


class Place(NamedTuple):
    """An entry of the navigation: address under the review, name, what it takes to go there.

    `team` entries are for servers with accounts.
    """

    path: str
    name: str
    takes: Action
    team: bool = False


PLACES: tuple[Place, ...] = (
    Place("", "Overview", "read"),
    Place("import", "Import", "work"),
    Place("duplicates", "Duplicates", "work"),
    Place("screening", "Screening", "screen"),
    Place("fulltexts", "Full texts", "work"),
    Place("extract", "Extraction", "work"),
    Place("appraisal", "Bias", "work"),
    Place("certainty", "Certainty", "work"),
    Place("page", "Page", "read"),
    Place("people", "People", "manage", team=True),
)
