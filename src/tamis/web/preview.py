"""Drafts of the public page: built beside the requests, kept until the review changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fastapi import Request

from tamis.model.events import Extracted, Judged
from tamis.model.ids import digest
from tamis.review import revealing
from tamis.review.drafting import Draft, draft
from tamis.web.jobs import jobs_of
from tamis.web.people import Person
from tamis.web.rooms import Room

_LATER = "someone at work on the review can see why"
DraftState = Literal["building", "failed", "ready"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """How the draft of a room stands; `draft` is there once it is ready."""

    state: DraftState
    why: str = ""
    draft: Draft | None = None


def look(request: Request, room: Room, visitor: Person) -> Preview:
    """The draft of the review as it stands; begins to build it when there is none."""
    kept = _kept(request)
    signature = room.signature
    name = _name(room, visitor)
    found = kept.get(name)
    if found is not None and found[0] == signature:
        return Preview(state="ready", draft=found[1])
    jobs = jobs_of(request)
    job = jobs.look(name)
    if job.state == "failed":
        return Preview(state="failed", why=job.why if visitor.may("work") else _LATER)
    review = room.worked(visitor)

    def build() -> None:
        made = draft(review, names=visitor.may("work"))
        for old in [n for n, (of, _) in tuple(kept.items()) if _same(n, name) and of != signature]:
            kept.pop(old, None)
        kept[name] = (signature, made)

    jobs.start(name, build)
    return Preview(state="building")


def again(request: Request, room: Room, visitor: Person) -> None:
    """Forget a draft that failed, so that the next look begins anew."""
    name = _name(room, visitor)
    _kept(request).pop(name, None)
    jobs_of(request).forget(name)


def early(room: Room) -> tuple[str, ...]:
    """Studies with readings or judgements that publishing would make known before their time."""
    ids = room.hidden(Person(revealing.OUTSIDE, "reader"))
    if not ids:
        return ()
    review = room.review()
    told = {e.study for e in review.events if e.id in ids and isinstance(e, Extracted | Judged)}
    labels = {s.study: s.label for s in review.state.studies}
    return tuple(sorted(labels.get(study, study) for study in told))


def _name(room: Room, visitor: Person) -> str:
    """The draft of all who may know the same."""
    hidden = "".join(sorted(room.hidden(visitor)))
    role = "work" if visitor.may("work") else "read"
    return f"draft/{room.name}/{role}{digest(hidden.encode())[:12] if hidden else ''}"


def _same(one: str, other: str) -> bool:
    return one.rpartition("/")[0] == other.rpartition("/")[0]


def publish(request: Request, room: Room, visitor: Person, release: str, summary: str) -> None:
    """Publish beside the requests; the preview says how it stands."""
    review = room.whole(visitor.writer)

    def work() -> None:
        with room.lock:
            review.publish(release=release, summary=summary)
        kept = _kept(request)
        for name in [n for n in tuple(kept) if n.startswith(f"draft/{room.name}/")]:
            kept.pop(name, None)

    jobs_of(request).start(f"publish/{room.name}", work)


def publishing(request: Request, room: Room, visitor: Person) -> tuple[str, str]:
    """How publishing stands: ("working", ""), ("failed", why) or ("idle", "").

    Why it failed is for those who publish: it may name what others are not to know yet.
    """
    job = jobs_of(request).look(f"publish/{room.name}")
    return job.state, job.why if visitor.may("publish") else _LATER if job.why else ""


def _kept(request: Request) -> dict[str, tuple[object, Draft]]:
    state = request.app.state
    if not hasattr(state, "drafts"):
        state.drafts = {}
    found: dict[str, tuple[object, Draft]] = state.drafts
    return found
