"""`tamis offer`: an offer read for red flags. No named clinic is judged, no advice is given."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tamis.cli.shared import Json, print_json, say, tell
from tamis.model.errors import TamisError
from tamis.model.naming import plural

if TYPE_CHECKING:
    from tamis.instruments.red_flags import RedFlags
    from tamis.offers.evidence import Answer, TrialAnswer
    from tamis.offers.values import Finding
    from tamis.review.offers import OfferCheck

app = typer.Typer(
    name="offer",
    help="Offers of treatment: `tamis offer check` asks you about one, "
    "`tamis offer check --text FILE` reads one. Nothing is kept or sent.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
_HEADS = {
    "serious": "SERIOUS WARNING",
    "ask": "ASK ABOUT THIS",
    "nothing": "NO SIGN FOUND",
    "described": "NO OFFER FOUND",
    "empty": "NOTHING TO READ",
    "language": "CAN'T READ THIS LANGUAGE",
}


#: How files begin that hold words but are no text.
_NO_TEXTS = {
    b"%PDF-": "a PDF", b"PK\x03\x04": "a document of an office program or an archive",
    b"{\\rtf": "rich text", b"\xd0\xcf\x11\xe0": "a document of an office program",
    b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture",
}  # fmt: skip


class UnreadableOffer(TamisError):
    """The text of an offer can't be had."""

    exit_code = 2
    http_status = 422

    def __init__(self, path: object, why: str) -> None:
        super().__init__(f"'{path}' can't be read: {why}; name a text file, or - for stdin")


@app.callback()
def _root() -> None: ...


@app.command()
def check(
    folder: Annotated[
        Path | None,
        typer.Argument(help="A review to set its claims and trials beside; may be left out."),
    ] = None,
    text: Annotated[
        str, typer.Option("--text", metavar="FILE", help="The offer, as text or HTML; - is stdin.")
    ] = "",
    json: Json = False,
) -> None:
    """Check an offer: with --text by reading it, else by asking you about it."""
    from tamis.review import Review
    from tamis.review.offers import check_answers, check_offer

    review = Review(folder) if folder is not None else None
    if text:
        source = _read(text)
        done = check_offer(source, review)
    else:
        done = check_answers(_asked())
    if json:
        print_json(_plain(done))
    else:
        _show(done)


def _read(name: str) -> str:
    """The text of a file or of stdin; bytes that are no UTF-8 are read as best they can be."""
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise UnreadableOffer(name, error.strerror or "no such file") from error
    for start, what in _NO_TEXTS.items():
        if raw.startswith(start):
            raise UnreadableOffer(name, f"it is {what}; copy its words into a text file first")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    return raw.decode("utf-8-sig", errors="replace")


def _asked() -> dict[str, str]:
    """Ask each question on stderr; an answer that is neither yes nor no is "don't know"."""
    from tamis.instruments.red_flags import red_flags

    tool = red_flags()
    tell("Answer y (yes), n (no) or ? (don't know). An empty answer is ?.")
    found = {}
    asked = [(f.id, f.question) for f in tool.flags]
    asked += [(a.signal, a.question) for a in tool.assurances]
    for number, (name, question) in enumerate(asked, 1):
        sys.stderr.write(f"{number}/{len(asked)}  {question} [y/n/?] ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not sys.stdin.isatty():
            sys.stderr.write("\n")
        if not line:
            break
        word = line.strip().lower()[:1]
        found[name] = {"y": "yes", "n": "no"}.get(word, "unsure")
    return found


def _plain(done: OfferCheck) -> dict[str, Any]:
    """The whole check as plain values, with the words for people beside the ids."""
    import msgspec

    from tamis.instruments.red_flags import red_flags

    tool = red_flags()
    plain: dict[str, Any] = msgspec.to_builtins(done)
    reading = done.reading
    rules = {r.id: r.says for r in tool.rules}
    lacks = {u.id: u.says for u in tool.unknowns}
    plain["says"] = {
        "verdict": _HEADS[reading.verdict],
        "advice": _advice(done, tool),
        "reasons": [rules[r] for r in reading.reasons],
        "serious": {f: tool.flag(f).name for f in reading.serious},
        "ask": {f: tool.flag(f).name for f in reading.ask},
        "unknown": {u: lacks[u] for u in reading.unknown},
        "limits": tool.advice["limits"],
    }
    plain["instrument"] = {"name": tool.name, "version": tool.version}
    return plain


def _advice(done: OfferCheck, tool: RedFlags) -> list[str]:
    reading = done.reading
    found = [tool.advice[reading.verdict]]
    found += [tool.advice["partly"]] if reading.foreign and reading.verdict != "language" else []
    found += [tool.advice["cut"]] if reading.skipped else []
    return found


def _show(done: OfferCheck) -> None:
    from tamis.instruments.red_flags import red_flags

    tool, reading = red_flags(), done.reading
    say(_HEADS[reading.verdict])
    for line in _advice(done, tool):
        say(line)
    rules = {r.id: r.says for r in tool.rules}
    for reason in reading.reasons[:3]:
        say(f"- {rules[reason]}")
    if "sounds-like-selling" in reading.reasons and reading.telling:
        say(f"  {tool.advice['telling']} {', '.join(reading.telling)}")
    _show_flags("Serious warning", reading.serious, done, tool)
    _show_flags("Ask about this", reading.ask, done, tool)
    lacks = {u.id: u.says for u in tool.unknowns}
    if reading.unknown or done.unsure:
        say("\nCan't tell from this text" if reading.unknown else "\nYou did not know")
        for name in reading.unknown:
            say(f"- {lacks[name]}")
        for name in done.unsure:
            say(f"- {tool.flag(name).name}")
    _show_answers(done.answers, tool)
    _show_trials(done.trials, tool)
    if reading.verdict not in ("empty", "language"):
        say("\nQuestions to ask, and to take to your neurologist")
        for question in done.questions:
            say(f"- {question}")
    tell(f"\n{tool.advice['limits']}")


def _show_flags(head: str, flags: tuple[str, ...], done: OfferCheck, tool: RedFlags) -> None:
    if flags:
        say(f"\n{head}")
    for name in flags:
        flag = tool.flag(name)
        say(f"- {flag.name}. {flag.says}")
        for finding in done.reading.findings:
            if finding.flag == name and finding.stance == "said":
                say(f"    “{_shown(finding)}” (characters {finding.start}-{finding.end})")
        if flag.but:
            say(f"    But: {flag.but}")


def _shown(finding: Finding) -> str:
    """The words as they were pasted; of markup only what it reads as."""
    if set("<&") & set(finding.quote):
        return finding.words
    return "".join(c if c.isprintable() else " " for c in " ".join(finding.quote.split()))


def _show_answers(answers: tuple[Answer, ...], tool: RedFlags) -> None:
    if answers:
        say("\nWhat is claimed, and what trials show")
    names = {c.id: c.name for c in tool.concepts}
    for answer in answers:
        about = names.get(answer.concept, answer.outcome.label)
        say(f"- Claimed: {about}. Outcome of the review: {answer.outcome.label}")
        for approach in answer.approaches:
            lead = f"{approach.certainty}: " if approach.certainty else ""
            say(f"    {lead}{approach.sentence} [{approach.place}]")
        if answer.others:
            more = plural(answer.others, "more kind", "more kinds")
            say(f"    The review asked about {more} of treatment.")


def _show_trials(trials: tuple[TrialAnswer, ...], tool: RedFlags) -> None:
    if trials:
        say("\nTrials it names")
    none_known = tool.advice["trial"]
    for answer in trials:
        if answer.known is None:
            say(f"- {answer.mention.number}: {none_known}")
            continue
        say(f"- {answer.mention.number}: {answer.known.label} [{answer.known.place}]")
        for line in answer.known.says:
            say(f"    {line}")
