"""Would one more trial change a conclusion: what it would have to show, and what is assumed.

Nothing here is a number of the review: no trial has shown it. It is arithmetic on the published
results, so every digit leads to what is assumed and none stands in the ledger.
"""

from __future__ import annotations

import math

from markupsafe import Markup

from tamis.model.conclusions import Conclusion, Monitoring, NextTrial, Turning, chance
from tamis.model.naming import plural
from tamis.report.site.links import Links, decimal
from tamis.report.site.templating import Table, render, table

PAGE = "next-trial.html"
#: What a conclusion is made of, as a reader would ask it.
_ASPECTS = {
    "direction": "Whether the interval leaves out no effect",
    "position": "Where the interval lies beside the smallest important difference",
    "certainty": "The certainty of the evidence",
}
_FAIL_SAFE = {
    "rosenberg": "until the pooled effect would no longer differ from none",
    "general": "until the pooled effect would no longer differ from none, allowing for differences "
    "between studies",
    "orwin": "until the pooled effect would shrink to the smallest important difference",
}


def next_trial(links: Links, argument: str, level: int) -> Markup:
    """Every outcome with a pooled or single result: what would change what it says."""
    every = links.publication.conclusions
    asked = [_asked(links, c, c.next_trial) for c in every if c.next_trial is not None]
    others = [
        Markup("{}: {}").format(
            _name(links, c), links.words(c.why_none, links.grade_place(c.comparison, c.outcome))
        )
        for c in every
        if c.next_trial is None
    ]
    return render("blocks/next_trial.html", links, asked=asked, others=others, level=level)


def _name(links: Links, one: Conclusion) -> Markup:
    return Markup("{}, {}").format(links.term(one.comparison), links.term(one.outcome))


def _asked(links: Links, one: Conclusion, trial: NextTrial) -> dict[str, object]:
    anchor = f"next-{links.anchor(one.comparison)}-{links.anchor(one.outcome)}"
    at = f"{PAGE}#{anchor}-assumed"
    size = plural(trial.people, "person", "people") if trial.people else ""
    people = (
        Markup("of {}").format(links.to(at, size)) if size else "as precise as the median study"
    )
    rows = [_row(links, one, trial, turning, at) for turning in trial.turnings]
    truths = [label for label, _, _ in trial.turnings[0].chances] if trial.turnings else []
    columns = ("What may change", "One more trial changes it if it shows",
               *(f"Chance of that, if {truth}" for truth in truths))  # fmt: skip
    view = Table(caption="What one more trial would have to show", columns=columns, rows=rows,
                 hide_caption=True)  # fmt: skip
    return {
        "anchor": anchor,
        "name": _name(links, one),
        "now": links.effect(one.comparison, one.outcome),
        "people": people,
        "single": len(one.studies) == 1,
        "table": table(links, view),
        "assumed": [links.words(a, f"{PAGE}#{anchor}") for a in trial.assumptions],
        "fail_safe": [_safe(links, s.kind, s.n, s.reference, at) for s in one.fail_safe],
        "monitoring": _monitoring(links, one.sequential, anchor) if one.sequential else None,
    }


def _row(
    links: Links, one: Conclusion, trial: NextTrial, turning: Turning, at: str
) -> tuple[str | Markup, ...]:
    chances = (links.to(at, chance(share)) for _, _, share in turning.chances)
    return (_ASPECTS[turning.aspect], links.words(_turns(one, trial, turning), at), *chances)


def _turns(one: Conclusion, trial: NextTrial, turning: Turning) -> str:
    if turning.below == trial.now.estimate == turning.above:
        return "even the effect seen now"
    parts = [
        f"{_number(one, value)} or {word}"
        for value, word in ((turning.below, "less"), (turning.above, "more"))
        if value is not None
    ]
    unit = f" ({one.unit})" if one.unit and parts else ""
    return ", or ".join(parts) + unit if parts else "nothing: no result of one such trial would"


def _number(one: Conclusion, value: float) -> str:
    return decimal(math.exp(value) if one.log else value)


def _safe(links: Links, kind: str, n: int, reference: str, at: str) -> Markup:
    return Markup("{}: {} (<cite>{}</cite>)").format(
        links.to(at, plural(n, "study without an effect", "studies without an effect")),
        _FAIL_SAFE[kind], reference,
    )  # fmt: skip


def _monitoring(links: Links, told: Monitoring, anchor: str) -> dict[str, object]:
    at = f"{PAGE}#{anchor}-looks-assumed"
    rows = [
        (
            links.study(look.study),
            links.to(at, str(look.year)) if look.year else "not known",
            links.to(at, f"{look.share:.0%}"),
            links.to(at, decimal(look.z)),
            links.to(at, decimal(look.boundary)),
        )
        for look in told.looks
    ]
    columns = ("After", "Year", "Share of the information needed", "z", "Boundary")
    view = Table(caption="Looks at the evidence as it grew", columns=columns, rows=rows)
    return {
        "table": table(links, view),
        "crossed": links.study(told.crossed) if told.crossed else "",
        "spending": told.spending,
        "reference": told.reference,
        "cautions": [links.words(c, at) for c in told.cautions],
        "anchor": f"{anchor}-looks-assumed",
    }
