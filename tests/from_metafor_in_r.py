"""Ask R for the numbers of docs/guides/from-metafor.md again; needs R with metafor 3.8 or later.

`python tests/from_metafor_in_r.py` lists the lines whose numbers R no longer gives and exits with
status 1 if there are any. The tests proper need no R: they compare our results with the page.
"""

from __future__ import annotations

import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "guides" / "from-metafor.md"
BLOCK = re.compile(r"^```r\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ASKED = re.compile(r"^(?P<code>.+?)\s+#> ?(?P<said>.*)$")


def program(page: str) -> str:
    """The page's R code, printing each asked-for value as one line of numbers."""
    lines = ["suppressMessages(library(metafor))", "options(warn=-1)"]
    for block in BLOCK.findall(page):
        for line in block.splitlines():
            asked = ASKED.match(line)
            if asked is None:
                lines.append(line)
                continue
            *before, last = asked["code"].split("; ")
            lines += [*before, f'cat("#>", sprintf("%.17g", as.numeric({last})), "\\n")']
    return "\n".join(lines)


def answers(page: str) -> list[list[float]]:
    """What R says, one list of numbers for each `#>` of the page."""
    done = subprocess.run(
        ["R", "--slave", "--no-save"], input=program(page), capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    said = [line for line in done.stdout.splitlines() if line.startswith("#>")]
    return [[float(n) for n in line[2:].split()] for line in said]


def questions(page: str) -> list[tuple[str, list[str]]]:
    """The page's R lines that have numbers, with them."""
    lines = [line for block in BLOCK.findall(page) for line in block.splitlines()]
    found = [asked for line in lines if (asked := ASKED.match(line))]
    return [(asked["code"], asked["said"].split()) for asked in found]


def agrees(text: str, value: float) -> bool:
    """Whether a value rounds to the number as written, give or take its last digit."""
    last = Decimal(text).as_tuple().exponent
    step = 0.0 if last == 0 else 10.0 ** int(last)
    return abs(float(text) - value) <= 1.01 * step + 1e-9 * abs(value)


def main() -> int:
    """Compare the page with R."""
    page = PAGE.read_text("utf-8")
    wrong = 0
    for (code, said), found in zip(questions(page), answers(page), strict=True):
        if len(said) != len(found) or not all(map(agrees, said, found)):
            wrong += 1
            sys.stderr.write(f"{code}\n  page: {' '.join(said)}\n  R:    {found}\n")
    sys.stderr.write(f"{len(questions(page))} lines asked, {wrong} differ\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
