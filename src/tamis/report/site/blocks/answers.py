"""The answer: in short, as a table, and what nobody has studied."""

from __future__ import annotations

from markupsafe import Markup

from tamis.model.results import Certainty
from tamis.report.site.chips import chip_of
from tamis.report.site.glossary import level_name
from tamis.report.site.links import Links
from tamis.report.site.templating import Table, render, table
from tamis.report.site.unstudied import by_comparison, unstudied

_MOST_IN_SHORT = 6
_IMPORTANCE = {"critical": 0, "important": 1, "limited": 2}


def short_answer(links: Links, argument: str, level: int) -> Markup:
    """The box at the top: the summary, the most important outcomes in words, when it was checked.

    `argument` names the comparison to speak of; without it, the most important results of all.
    """
    found = [c for c in ordered(links) if not argument or c.comparison == argument]
    shown = [c for c in found if c.state in ("graded", "not-pooled") and _critical(links, c)]
    shown.sort(key=lambda c: c.state != "graded")
    return render(
        "blocks/short_answer.html",
        links,
        results=[_view(links, c) for c in shown[:_MOST_IN_SHORT]],
        more=len(shown) > _MOST_IN_SHORT,
        unstudied=unstudied(links, [c for c in found if c.state == "not-studied"]),
        graded=bool(found),
    )


def ordered(links: Links) -> list[Certainty]:
    """Certainties by the protocol's order of comparisons, most important outcomes first."""
    protocol = links.publication.protocol
    comparisons = [c.id for c in protocol.comparisons]
    outcomes = [o.id for o in protocol.outcomes]

    def place(c: Certainty) -> tuple[int, int, int]:
        outcome = protocol.outcome(c.outcome)
        return (
            _at(comparisons, c.comparison),
            _IMPORTANCE[outcome.importance] if outcome else 3,
            _at(outcomes, c.outcome),
        )

    return sorted(links.publication.certainties, key=place)


def _at(names: list[str], name: str) -> int:
    return names.index(name) if name in names else len(names)


def _critical(links: Links, c: Certainty) -> bool:
    outcome = links.publication.protocol.outcome(c.outcome)
    return outcome is None or outcome.importance == "critical"


def _view(links: Links, c: Certainty) -> dict[str, object]:
    outcome = links.publication.protocol.outcome(c.outcome)
    return {
        "comparison": links.term(c.comparison),
        "outcome": links.term(c.outcome),
        "plain": outcome.plain if outcome else "",
        "chip": chip_of(links, c),
        "sentence": links.effect(c.comparison, c.outcome),
    }


def certainty_table(links: Links, argument: str, level: int) -> Markup:
    """What is known about each outcome, a table for each comparison (or for the one named).

    Comparisons without any study are named together below the tables.
    """
    found = [c for c in ordered(links) if argument in ("", c.comparison)]
    names = dict.fromkeys(c.comparison for c in found if c.state != "not-studied")
    out = Markup("").join(
        _certainty_table(links, n, [c for c in found if c.comparison == n]) for n in names
    )
    rest = [c for c in found if c.comparison not in names]
    return out + (
        render("blocks/unstudied.html", links, unstudied=unstudied(links, rest)) if rest else ""
    )


def _certainty_table(links: Links, comparison: str, found: list[Certainty]) -> Markup:
    interval = level_name(links.publication.protocol)
    rows: list[tuple[Markup, ...]] = [
        (
            links.term(c.outcome),
            links.effect(c.comparison, c.outcome),
            effect_cell(links, c),
            chip_of(links, c),
        )
        for c in found
        if c.state in ("graded", "not-pooled")
    ]
    for state, words in _WITHOUT.items():
        same = [c for c in found if c.state == state]
        if same:
            names = Markup(", ").join(links.term(c.outcome) for c in same)
            rows.append((names, Markup(words), Markup("—"), chip_of(links, same[0])))
    columns = ("Outcome", "What the evidence says", f"Effect ({interval})", "Certainty")
    caption = links.term(comparison)
    return table(links, Table(caption=caption, columns=columns, rows=rows, kind="findings"))


#: What stands for results that are not there; three different things, none of them "no effect".
_WITHOUT = {
    "not-reported": "Studied, but no result could be read. That is not the same as no effect.",
    "not-studied": "No study has asked this. That is not the same as no effect.",
}


def effect_cell(links: Links, c: Certainty) -> Markup:
    """An estimate with its interval, or why there is none."""
    if c.effect is None:
        words = {
            "not-studied": "no study",
            "not-reported": "no result could be read",
            "not-pooled": "no usable estimate; see each study",
        }
        return Markup('<span class="quiet">{}</span>').format(words.get(c.state, "no estimate"))
    at = links.grade_place(c.comparison, c.outcome)
    outcome = links.publication.protocol.outcome(c.outcome)
    out = Markup("{} ").format(outcome.measure) if outcome and outcome.measure.isupper() else ""
    out = Markup(out) + links.value(c.effect, "estimate", at)
    if c.effect.low is not None and c.effect.high is not None:
        low, high = (links.value(c.effect, k, at) for k in ("low", "high"))
        out += Markup(' <span class="interval">({} to {})</span>').format(low, high)
    return out


def not_studied(links: Links, argument: str, level: int) -> Markup:
    """What nobody has studied, as a result of its own and not as 'no effect'.

    `argument` may name a comparison or a population.
    """
    protocol = links.publication.protocol
    wanted = {c.id for c in protocol.comparisons if argument in ("", c.id, c.population)}
    found = [c for c in ordered(links) if c.comparison in wanted or not argument]
    missing = unstudied(links, [c for c in found if c.state == "not-studied"])
    unread = [(links.term(c), o) for c, o in by_comparison(links, found, "not-reported")]
    notes = {c.note: c.id for c in protocol.comparisons if c.note and _never(found, c.id)}
    return render(
        "blocks/not_studied.html",
        links,
        unstudied=missing,
        unread=unread,
        notes=[links.words(note, links.places.terms.get(c, "")) for note, c in notes.items()],
    )


def _never(found: list[Certainty], comparison: str) -> bool:
    states = {c.state for c in found if c.comparison == comparison}
    return states == {"not-studied"}
