"""`tamis screen progress`, `tamis screen certify`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tamis.cli.screening.judging import Stage
from tamis.cli.shared import AsOf, By, Folder, Json, print_json, say, tell
from tamis.model.naming import plural

if TYPE_CHECKING:
    from tamis.review import Review
    from tamis.review.certifying import Kept, Needed
    from tamis.review.sufficing import Enough


def progress(
    folder: Folder, stage: Stage = "title-abstract", as_of: AsOf = None, json: Json = False
) -> None:
    """Show how far the screening is and what is estimated to be missing."""
    from tamis.review import Review

    now = Review(folder, day=as_of).progress(stage)  # type: ignore[arg-type]
    if json:
        print_json(now)
        return
    say(f"screened   {now.screened} of {now.reports}; {now.found} found"
        + f", {now.unsettled} unsettled" * bool(now.unsettled))  # fmt: skip
    if now.drawn:
        say(f"drawn      {now.drawn} at random, {now.hits} of them found")
    if now.recall and now.remaining:
        say(f"recall     {now.recall.value:.0%}, estimated ({now.recall.low:.0%} to "
            f"{now.recall.high:.0%})")  # fmt: skip
        say(f"missing    {now.remaining.middle}, estimated ({now.remaining.low} to "
            f"{now.remaining.high})")  # fmt: skip
    else:
        say("recall     no estimate before three reports are found")
    advice = now.advice
    more = f"; {now.more_clean} more excludes in a row would do" if now.more_clean else ""
    verdict = "may stop" if advice.stop else "go on"
    say(f"stopping   {advice.rule} ({advice.standing}): {verdict}{more}")
    if now.certificate:
        say(_standing(now.certificate))


def certify(
    folder: Folder,
    target: Annotated[float, typer.Option(help="Recall aimed at.")] = 0.95,
    confidence: Annotated[float, typer.Option(help="Confidence wanted.")] = 0.95,
    rule: Annotated[
        str,
        typer.Option(
            help="thinning (default), audit, sample, hypergeometric, urn[:BIAS], ranked[:BIAS], "
            "in-a-row[:N] or knee."
        ),
    ] = "thinning",
    stage: Stage = "title-abstract",
    sufficient: Annotated[
        bool, typer.Option("--sufficient", help="Also: what missing studies could change.")
    ] = False,
    keep: Annotated[bool, typer.Option(help="Keep the certificate in the log.")] = True,
    recompute: Annotated[
        bool, typer.Option("--recompute", help="Work every kept one out again from its lines.")
    ] = False,
    by: By = None,
    json: Json = False,
) -> None:
    """Certify what a stopping rule says about the log; the same log gives the same certificate."""
    from tamis.review import Review
    from tamis.review.certifying import as_certificate, costs, make
    from tamis.review.progress import screening

    review = Review(folder, by=by)
    if recompute:
        _recompute(review, json)
        return
    earlier = review.certificates(stage)  # type: ignore[arg-type]
    if keep:
        event, new = review.certify(stage, rule=rule, target=target, confidence=confidence)  # type: ignore[arg-type]
        certificate, at = as_certificate(event), f"{event.id}, {event.at}, by {event.by}"
    else:
        new, at = False, ""
        certificate = make(review, stage, rule, target, confidence)  # type: ignore[arg-type]
    told = screening(review.events, review.state, review.protocol, stage)  # type: ignore[arg-type]
    asked = tuple(sorted({target, 0.9}, reverse=True))
    needed = costs(told.progress, confidence, asked)
    enough = review.enough(stage) if sufficient else None  # type: ignore[arg-type]
    if json:
        print_json(
            {
                "certificate": certificate,
                "kept": at,
                "new": new,
                "unranked": told.unranked,
                "earlier": earlier,
                "without_trusting_the_ranking": [
                    {"target": n.target, "unscreened": n.unscreened, "sample": n.sample}
                    for n in needed
                ],
                "sufficient": enough,
            }
        )
        return
    say(f"Review: {review.protocol.title}")
    say(f"Stage: {stage}")
    say(certificate.text.rstrip())
    if at:
        say(f"Kept: {at}")
    _cost(needed, certificate.granted)
    if certificate.standing == "validated" and told.unranked:
        tell(f"warning: {told.unranked} of {plural(certificate.screened, 'report')} judged did not "
             "come from a ranking's card; this rule was tried on ranked orders only")  # fmt: skip
    if enough is not None:
        _enough(enough)
    _earlier(earlier, at)


def _recompute(review: Review, json: bool) -> None:
    """Every kept certificate, worked out again from the lines of the logs that it names."""
    from tamis.review.certifying import recomputed

    found = [(e, recomputed(review, e)) for e in review.state.certificates]
    now = {kept.event: kept.now for kept in review.certificates()}
    if json:
        print_json(
            [{"certificate": e.id, "recomputes": same, "now": now[e.id]} for e, same in found]
        )
    for event, same in found if not json else ():
        say(f"{event.id} of {event.at[:10]}, {event.method}: "
            + ("recomputes" if same else "DOES NOT recompute")
            + f"; {now[event.id].state}: {now[event.id].reason}")  # fmt: skip
    if not all(same for _, same in found):
        raise typer.Exit(4)


def _standing(kept: Kept) -> str:
    verdict = "granted" if kept.certificate.granted else "not granted"
    return (f"certificate {kept.event} of {kept.at[:10]} ({verdict}, recall "
            f"{kept.certificate.target:.0%}): {kept.now.state}: {kept.now.reason}")  # fmt: skip


def _earlier(earlier: tuple[Kept, ...], at: str) -> None:
    for kept in earlier:
        if not at.startswith(kept.event):
            tell(_standing(kept))


def _cost(needed: tuple[Needed, ...], granted: bool) -> None:
    """What it takes without belief in the ranking; said plainly where it is most of the rest."""
    if granted or not needed or not needed[0].unscreened:
        return
    say()
    for each in needed:
        left = plural(each.unscreened, "report")
        say(f"Without trusting the ranking, {each.target:.0%} takes a clean random sample of "
            f"{each.sample} of the {left} left ({each.share:.0%})")  # fmt: skip
    if needed[0].share > 0.5 and needed[0].target > 0.9:
        say("That is most of what is left: with so few found, no honest method can do it cheaply. "
            "Aim at 90 % (`--target .9`), or say what was done without a guarantee")  # fmt: skip


def _enough(enough: Enough) -> None:
    say()
    say("Enough evidence? Information, not part of the certificate")
    if enough.why_none:
        say(f"  nothing can be said: {enough.why_none}")
    for each in enough.results:
        found = each.found
        say(f"  {each.analysis} ({each.measure}, {plural(each.studies, 'study', 'studies')}): "
            f"{found.now.effect:.3g} ({found.now.low:.3g} to {found.now.high:.3g}) would become "
            f"{found.then.effect:.3g} ({found.then.low:.3g} to {found.then.high:.3g}) if "
            f"{plural(found.missing, 'study', 'studies')} more showed {found.scenario.label}"
            + (f"; {found.needed} such studies would turn it" if found.needed else ""))  # fmt: skip
        for assumption in found.assumptions:
            say(f"    assumes: {assumption}")
    if enough.results:
        from tamis.review.sufficing import WALD

        say(f"  {WALD}")
