"""`tamis serve`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tamis.cli.shared import By, tell

if TYPE_CHECKING:
    from tamis.web.settings import Settings


def run(
    folders: Annotated[list[Path], typer.Argument(help="The reviews' folders.")],
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = 8377,
    team: Annotated[bool, typer.Option(help="Serve a team: people log in.")] = False,
    host_name: Annotated[
        list[str] | None, typer.Option(help="A name the server is reached by; may be repeated.")
    ] = None,
    https: Annotated[bool, typer.Option(help="A proxy in front speaks HTTPS.")] = False,
    by: By = None,
) -> None:
    """Open reviews in the browser: for you alone, or for a team."""
    from tamis.review.opened import default_writer
    from tamis.web.serving import serve
    from tamis.web.settings import LOOPBACK, Settings

    if not team and host not in LOOPBACK:
        raise typer.BadParameter(
            f"without accounts the server listens on this machine only, not on '{host}'; "
            "add --team, or leave --host out"
        )
    settings = Settings(
        folders=tuple(folders),
        mode="team" if team else "solo",
        by=by or default_writer(),
        hosts=(*LOOPBACK, *(host_name or ())),
        https=https,
    )
    serve(settings, host, port, lambda address: _announce(settings, address))


def _announce(settings: Settings, address: str) -> None:
    tell(f"tamis is at {address} (Ctrl+C ends it)")
    if settings.mode == "solo":
        return
    from tamis.web.accounts import Accounts

    accounts = Accounts(settings.data / "accounts.sqlite")
    for folder in settings.folders:
        key = str(folder.resolve())
        if not any(m.role == "owner" for m in accounts.members(key)):
            secret = accounts.invite(key, "owner", by="command line")
            tell(f"'{folder}' has no owner yet; become it at {address}join/{secret}")
