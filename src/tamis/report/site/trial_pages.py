"""Pages about registered trials: which to ask about, and what to ask. Static, to read and print.

Everything an entry says stands in quotation marks with the day it was seen and a link to check it;
the page adds no number of its own and never says that somebody may join.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from tamis.model.publication import Publication
from tamis.report.site.links import Links
from tamis.report.site.places import Places
from tamis.report.site.templating import render
from tamis.trials.asking import Asking, Card
from tamis.trials.radar import Sighting

TRIALS, QUESTIONS = "trials.html", "questions.html"
#: Signs that a patient needs, in words without numbers, and those only methods people do.
_SIGNS = {
    "results-overdue": "The register shows no results, more than a year after the planned or"
    " actual end",
    "primary-outcome-changed": "What the trial set out to measure was changed",
    "stale": "The entry has not been confirmed for years",
    "past-completion": "The planned end has passed, and the entry does not call it finished",
    "status-changed": "The status changed",
}


def menu_entries(asking: Asking | None) -> list[tuple[str, str]]:
    """What the site's menu gains."""
    return [(TRIALS, "Trials to ask about")] if asking else []


def trial_pages(
    publication: Publication, where: Places, asking: Asking | None
) -> Iterator[tuple[str, str, Markup]]:
    """The two pages as (path, title, body); none for a review without registered trials."""
    if not asking:
        return
    links = Links(publication=publication, places=where, path=TRIALS)
    cards = [*asking.open, *asking.unclear, *asking.closed, *asking.elsewhere]
    body = render(
        "trials.html",
        links,
        asking=asking,
        trials={c.registration.id: c for c in cards},
        anchor=links.anchor,
        groups=_groups(asking),
        signs=_by_sign(asking.sightings),
        link=_check,
        terms=lambda card: _terms(links, card),
    )
    yield TRIALS, "Trials to ask about", body
    links = Links(publication=publication, places=where, path=QUESTIONS)
    yield QUESTIONS, "Questions to take along", render("questions.html", links, asking=asking)


def _groups(asking: Asking) -> list[tuple[str, str, tuple[Card, ...]]]:
    """Cards under headings, each with what the heading means."""
    made = [
        ("Open, or about to open, when seen", "Ask whether that still holds.", asking.open),
        ("Not clear whether they take people", "The entry says that it is running without taking"
         " people, or says nothing.", asking.unclear),
        ("Closed when seen", "Nobody can join these any more. They are listed because people hear"
         " of them.", asking.closed),
        ("Registered for another disease", "Listed because this review met the entry.",
         asking.elsewhere),
    ]  # fmt: skip
    return [group for group in made if group[2]]


def _by_sign(sightings: tuple[Sighting, ...]) -> list[tuple[str, list[Sighting]]]:
    made = []
    for sign, words in _SIGNS.items():
        found = [s for s in sightings if s.sign == sign]
        if found:
            made.append((words, found))
    return made


def _check(card: Card) -> str:
    """Where an entry can be checked: its register's page, else the page that was read."""
    r = card.registration
    return r.url or next(iter(r.source_urls), "")


def _terms(links: Links, card: Card) -> list[Markup]:
    """What is given, in the review's own terms."""
    terms = dict.fromkeys(t for i in card.registration.interventions for t in i.terms)
    return [links.term(t) for t in terms]
