"""`tamis people`: a team's accounts, from the machine the server runs on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tamis.cli.shared import Folder, Json, print_json, say, table

if TYPE_CHECKING:
    from tamis.web.accounts import Accounts

app = typer.Typer(
    name="people", help="Who may work on a review served with `tamis serve --team`.",
    no_args_is_help=True, rich_markup_mode=None,
)  # fmt: skip

Base = Annotated[str, typer.Option(help="Address the server is reached at.")]


@app.command("list")
def list_(folder: Folder, json: Json = False) -> None:
    """List a review's people and their roles."""
    accounts, key = _accounts(folder)
    members = accounts.members(key)
    if json:
        print_json(members)
        return
    table(((m.login, m.name, m.role, m.writer) for m in members), ("login", "name", "role", "log"))


@app.command("invite")
def invite(
    folder: Folder,
    role: Annotated[str, typer.Option(help="owner, reviewer, adjudicator or reader.")] = "reviewer",
    writer: Annotated[str, typer.Option(help="An existing log they take over.")] = "",
    base: Base = "http://127.0.0.1:8377",
    json: Json = False,
) -> None:
    """Make an invitation link; it works once and holds for seven days."""
    from tamis.web.accounts.members import role_of

    accounts, key = _accounts(folder)
    secret = accounts.invite(key, role_of(role), by="command line", writer=writer)
    link = f"{base.rstrip('/')}/join/{secret}"
    if json:
        print_json({"role": role, "link": link})
    else:
        say(link)


@app.command("role")
def role(
    folder: Folder,
    writer: Annotated[str, typer.Argument(help="The member, by the name of their log.")],
    to: Annotated[str, typer.Argument(help="owner, reviewer, adjudicator, reader, or none.")],
    json: Json = False,
) -> None:
    """Give a member another role; `none` lets them go, and their log stays."""
    from tamis.web.accounts.members import role_of

    accounts, key = _accounts(folder)
    accounts.change(key, writer, None if to == "none" else role_of(to), by="command line")
    if json:
        print_json(accounts.members(key))
    else:
        say(f"{writer}: {to}")


def _accounts(folder: Path) -> tuple[Accounts, str]:
    from tamis.review import Review
    from tamis.web.accounts import Accounts
    from tamis.web.settings import data_folder

    path = Review(folder).path
    return Accounts(data_folder() / "accounts.sqlite"), str(path.resolve())
