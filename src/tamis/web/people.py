"""Who may do what: four roles, and actions named for the work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tamis.model.errors import TamisError

Role = Literal["owner", "reviewer", "adjudicator", "reader"]
Action = Literal["read", "screen", "settle", "work", "publish", "manage"]

#: What each role may do. A reader sees what a published page shows and nothing that unblinds;
#: "work" is importing, linking, extracting, appraising and grading.
ALLOWED: Mapping[Role, frozenset[Action]] = {
    "owner": frozenset({"read", "screen", "settle", "work", "publish", "manage"}),
    "adjudicator": frozenset({"read", "screen", "settle", "work"}),
    "reviewer": frozenset({"read", "screen", "work"}),
    "reader": frozenset({"read"}),
}

MEANS: Mapping[Action, str] = {
    "read": "look at the review",
    "screen": "screen",
    "settle": "settle differences",
    "work": "import, link, read, judge or grade",
    "publish": "publish",
    "manage": "manage its people",
}


class NotAllowed(TamisError):
    """Someone asked for what their role does not include."""

    exit_code = 2
    http_status = 403

    def __init__(self, person: Person, action: Action) -> None:
        what = MEANS[action]
        able = sorted(role for role, actions in ALLOWED.items() if action in actions)
        super().__init__(
            f"'{person.writer}' is {person.role} here and may not {what}; "
            f"that takes {' or '.join(able)}: ask an owner of the review"
        )


class NotLoggedIn(TamisError):
    """A page or call needs to know who asks."""

    exit_code = 2
    http_status = 401

    def __init__(self) -> None:
        super().__init__("log in first, or send a token: `Authorization: Bearer …`")


class SomebodyElse(TamisError):
    """A page that was opened by one person acts while another is logged in."""

    exit_code = 2
    http_status = 409

    def __init__(self, meant: str, found: str) -> None:
        super().__init__(
            f"this page was opened by '{meant}' and '{found}' is logged in now; "
            f"log in as '{meant}' in another tab, or reload this page"
        )


class NoAccounts(TamisError):
    """A solo server was asked about accounts."""

    exit_code = 2
    http_status = 404

    def __init__(self) -> None:
        super().__init__("this server serves one person and has no accounts; start it with --team")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone at work: the name their log goes by, and their role in this review."""

    writer: str
    role: Role
    name: str = ""

    def may(self, action: Action) -> bool:
        """Whether the role includes an action."""
        return action in ALLOWED[self.role]

    def must(self, action: Action) -> None:
        """Refuse what the role does not include.

        Raises:
            NotAllowed: It does not.
        """
        if not self.may(action):
            raise NotAllowed(self, action)
