"""`tamis screen judge`, `tamis screen undo`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tamis.cli.shared import By, Folder, Json, print_json, say, table
from tamis.model.naming import plural

if TYPE_CHECKING:
    from tamis.learn.queue import Shown
    from tamis.learn.ranker import Explanation
    from tamis.model.events import Event
    from tamis.review import Review
    from tamis.review.ranking import Desk
    from tamis.review.screening import Waiting

Stage = Annotated[str, typer.Option(help="title-abstract or full-text.")]


def run(
    folder: Folder,
    reports: Annotated[list[str] | None, typer.Argument(help="Reports to judge.")] = None,
    verdict: Annotated[str, typer.Option(help="include, maybe or exclude.")] = "",
    criterion: Annotated[
        str | None, typer.Option(help="Code of the criterion an exclusion names.")
    ] = None,
    stage: Stage = "title-abstract",
    note: Annotated[str, typer.Option(help="A note that is kept with the decision.")] = "",
    settle: Annotated[bool, typer.Option(help="Settle a conflict between reviewers.")] = False,
    limit: Annotated[int, typer.Option(help="How many waiting reports to list.")] = 10,
    ranked: Annotated[
        bool, typer.Option("--ranked", help="The likeliest first, not in order of arrival.")
    ] = False,
    order: Annotated[
        str, typer.Option(help="Ranked by certainty, exploring or diverse; else as the protocol.")
    ] = "",
    ranker: Annotated[str, typer.Option(help="Which ranker; else as the protocol says.")] = "",
    scores: Annotated[
        bool, typer.Option(help="Also show scores and the words behind them; the log notes it.")
    ] = False,
    request: Annotated[
        str, typer.Option(help="An id of this act: sent again, it is not written again.")
    ] = "",
    by: By = None,
    json: Json = False,
) -> None:
    """Judge reports, or list those that wait for you."""
    from tamis.review import Review

    review = Review(folder, by=by)
    desk: Desk | None = None
    if ranked or order or ranker or scores:
        desk = review.desk(stage, order=order or None, ranker=ranker or None)  # type: ignore[arg-type]
    if reports:
        _judge(review, desk, reports, verdict, criterion, stage, note, settle, request, json)
    else:
        _list(review, desk, stage, limit, scores, json)


def _judge(
    review: Review,
    desk: Desk | None,
    reports: list[str],
    verdict: str,
    criterion: str | None,
    stage: str,
    note: str,
    settle: bool,
    request: str,
    json: bool,
) -> None:
    from tamis.review.screening import resolve

    cards = {c.record: c for c in desk.next(review.by, len(reports) + 10)} if desk else {}
    events: list[Event] = []
    for number, report in enumerate(reports):
        said = {"stage": stage, "criterion": criterion, "note": note}
        if request:
            said["request"] = f"{request}/{number}" if len(reports) > 1 else request
        if settle:
            events += review.adjudicate(report, verdict, **said)  # type: ignore[arg-type]
            continue
        home = resolve(review, report)
        shown = cards.get(home) or (desk.shown(review.by, home) if desk else None)
        events += review.screen(report, verdict, shown=shown, **said)  # type: ignore[arg-type]
    if json:
        print_json(events)
    else:
        say(f"{plural(len(reports), 'report')} judged; {plural(len(events), 'new event')}")


def _list(
    review: Review, desk: Desk | None, stage: str, limit: int, scores: bool, json: bool
) -> None:
    waiting = review.waiting(stage)  # type: ignore[arg-type]
    shown: list[Waiting] = list(waiting[:limit])
    cards: tuple[Shown, ...] = ()
    if desk:
        by_id = {w.report: w for w in waiting}
        cards = tuple(c for c in desk.next(review.by, limit) if c.record in by_id)
        shown = [by_id[c.record] for c in cards]
    if scores:
        for card in cards:
            review.see_score(card.record, card, stage=stage)  # type: ignore[arg-type]
    if json:
        print_json(_told(shown, cards, desk, review.by) if scores and desk else shown)
        return
    table(([w.report, w.label, w.title] for w in shown), ("report", "", "title"), 90)
    if scores and desk:
        for card in cards:
            why = desk.explain(review.by, card.record)
            say(f"{card.record}  score {card.score:.2f}: {_why(why)}")
    say(f"{plural(len(waiting), 'report')} waiting for {review.by} at {stage}; judge with "
        f"`tamis screen {review.path} REPORT --verdict include`")  # fmt: skip


def _why(why: Explanation) -> str:
    """The parts of a score, which add up to it."""
    pulls = (*why.up[:4], *why.down[:4])
    rest = why.score - why.protocol - why.near - sum(p.amount for p in pulls)
    return (", ".join(f"{p.word} {p.amount:+.2f}" for p in pulls)
            + f"; protocol {why.protocol:+.2f}; likeness to includes {why.near:+.2f}; "
            f"all other words {rest:+.2f}")  # fmt: skip


def _told(
    shown: list[Waiting], cards: tuple[Shown, ...], desk: Desk, by: str
) -> list[dict[str, object]]:
    import msgspec

    return [
        {
            **msgspec.to_builtins(w),
            "score": c.score,
            "drawn": c.drawn,
            "ranking": c.ranking,
            "explanation": msgspec.to_builtins(desk.explain(by, c.record)),
        }
        for w, c in zip(shown, cards, strict=True)
    ]


def undo(
    folder: Folder,
    event: Annotated[str, typer.Argument(help="Id of the event, as `tamis log` shows it.")],
    reason: Annotated[str, typer.Option(help="Why; kept with the event.")] = "",
    by: By = None,
    json: Json = False,
) -> None:
    """Take back a decision of your own (or a taking back); what it replaced stands again."""
    from tamis.review import Review

    events = Review(folder, by=by).undo(event, reason=reason)
    if json:
        print_json(events)
    else:
        say("taken back" if events else "it was taken back before")
