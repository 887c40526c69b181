"""What stops a conversion: the facts say something the decisions do not expect."""

from __future__ import annotations


class Unconverted(Exception):
    """The facts and the written decisions do not fit; the folder is not written."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}; correct the facts or tools/als/decisions")
