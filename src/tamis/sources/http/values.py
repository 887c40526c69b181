"""What is asked and what is answered, without anything secret in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from tamis.sources.http.errors import Damaged

Json = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request to a service. Keys and addresses are added when it is sent, never kept.

    `what` names its part in the search ("page", "count"), `path` is relative to the service's
    base or a whole address, `post` sends the parameters as a form. `accept` are the statuses that
    count as an answer.
    """

    what: str
    path: str
    params: tuple[tuple[str, str], ...] = ()
    post: bool = False
    accept: tuple[int, ...] = (200,)

    @property
    def key(self) -> str:
        """The request as one line, the same for the same request."""
        return json.dumps(
            ["POST" if self.post else "GET", self.path, *map(list, self.params)],
            ensure_ascii=False,
            separators=(",", ":"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back: the body without its transfer coding, and the headers in lower case."""

    ask: Ask
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> Json:
        """The body as an object.

        Raises:
            Damaged: It is no JSON object: cut short, or another thing altogether.
        """
        try:
            # Services put raw line ends into strings of their error messages.
            found = json.loads(self.body, strict=False)
        except (ValueError, UnicodeDecodeError) as error:
            raise Damaged(f"its JSON ends or breaks off: {error}") from error
        if not isinstance(found, dict):
            raise Damaged("it is JSON, but no object")
        return found


#: Looks at a reply and raises `Damaged` when it should be asked for again.
Check = Callable[[Reply], object]


class Line(Protocol):
    """What a connector speaks through: a service live, a recorded search, or both in turn."""

    def ask(self, ask: Ask, check: Check) -> Reply:
        """The reply to a request, whole and checked.

        Raises:
            SourceError: There is none to be had; the message says why and what to do.
        """
        ...


def is_json(reply: Reply) -> Json:
    """The check for replies that must be a JSON object."""
    return reply.json()
