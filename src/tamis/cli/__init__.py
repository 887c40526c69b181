"""The command line: each verb parses, makes one call on `Review`, and renders.

stdout is data, stderr the rest; `--json` on every verb; NO_COLOR is honoured.
"""

from __future__ import annotations

from tamis.cli.app import app, main

__all__ = ["app", "main"]
