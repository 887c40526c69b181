"""One result of one study in words and numbers, as tables show it."""

from __future__ import annotations

from markupsafe import Markup

from tamis.model.results import StudyResult
from tamis.report.site.links import Links


def result_cell(links: Links, r: StudyResult) -> Markup:
    """The effect with its interval; without one, what the source prints; or that it prints none."""
    at = links.places.results.get(r.id, "") or links.places.studies.get(r.study, "")
    parts = []
    if r.effect is not None:
        estimate = links.value(r.effect, "estimate", at)
        out = Markup("{} {}").format(r.measure if r.measure.isupper() else "", estimate)
        if r.effect.low is not None and r.effect.high is not None:
            low, high = (links.value(r.effect, k, at) for k in ("low", "high"))
            out += Markup(' <span class="interval">({} to {})</span>').format(low, high)
        parts.append(out)
    else:
        parts += [
            Markup("{}: {}").format(links.words(label, at), links.num(name))
            for label, name in r.printed
        ]
        parts += [links.words(w, at) for w in r.words]
    if not parts:
        return Markup('<span class="missing">not reported here</span>')
    return Markup("<br>").join(parts)


def result_when(links: Links, r: StudyResult) -> Markup:
    """When and in whom a result was measured, and what limits it."""
    at = links.places.results.get(r.id, "") or links.places.studies.get(r.study, "")
    parts = [links.words(t, at) for t in (r.timepoint, r.population) if t]
    if r.primary:
        parts.append(Markup("primary outcome"))
    if not r.whole:
        parts.append(Markup("subgroup, not the whole group"))
    if r.prespecified is False:
        parts.append(Markup("chosen after the fact"))
    return Markup("; ").join(parts) or Markup("—")
