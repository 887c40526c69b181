"""Citations in every format people export: text ⇄ `Record`, with a `Problem` for each oddity.

`read` finds out the format from the content and streams; `write` gives records back. Nothing here
opens a file or a connection: bytes come in, values go out.
"""

from __future__ import annotations

from tamis.formats._door import Guess, columns, guess, read, readable, writable, write

__all__ = ["Guess", "columns", "guess", "read", "readable", "writable", "write"]
