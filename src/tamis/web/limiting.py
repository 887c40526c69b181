"""How much a request may send, counted as it arrives, so that no body fills memory or disk."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tamis.model.naming import plural

#: What a JSON body or a plain form may hold. Only uploads are larger.
LARGEST_BODY = 4 * 2**20


class TooLarge(HTTPException):
    """A request sent more than the server takes."""

    def __init__(self, limit: int) -> None:
        amount = f"{limit / 2**20:.0f} MB" if limit >= 2**20 else plural(limit, "byte")
        super().__init__(
            413,
            f"this is more than the {amount} the server takes at once; nothing was changed. "
            "Send fewer or smaller files, or use the command line on the server",
        )


class BodyLimit:
    """Stops reading a body that is too large; whoever reads it is told with `TooLarge`.

    Args:
        app: What is inside.
        largest_upload: Bytes a multipart body may have, all its files together.
    """

    def __init__(self, app: ASGIApp, largest_upload: int) -> None:
        self.app = app
        self.largest_upload = largest_upload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with a counted body."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        upload = headers.get(b"content-type", b"").startswith(b"multipart/form-data")
        limit = self.largest_upload if upload else LARGEST_BODY
        said = headers.get(b"content-length", b"0")
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            if said.isdigit() and int(said) > limit:
                raise TooLarge(limit)
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise TooLarge(limit)
            return message

        await self.app(scope, counted, send)
