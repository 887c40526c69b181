"""`python -m tools.als --facts FOLDER --sources FOLDER --out reviews/als-cell-therapy`."""

from __future__ import annotations

import argparse
from pathlib import Path

from tools.als.build import build
from tools.als.facts import load
from tools.als.release import VERSION, release
from tools.als.write import write


def main() -> None:
    """Convert the facts and write the folder's searches, protocols and logs anew."""
    parser = argparse.ArgumentParser(prog="python -m tools.als", description=__doc__)
    parser.add_argument("--facts", type=Path, required=True, help="folder with the four YAML files")
    parser.add_argument("--sources", type=Path, required=True, help="folder with the two texts")
    parser.add_argument("--out", type=Path, required=True, help="the review folder")
    given = parser.parse_args()
    collection = load(given.facts, given.sources)
    built = build(collection, (given.out / "protocol.toml").read_bytes())
    write(built, given.out)
    site = release(given.out, built.release_at)
    records = sum(len(search.records) for search, _ in built.searches)
    print(f"{given.out}: {records} records, {len(built.events)} events beside the searches")
    print(f"release {VERSION}: {site.numbers} numbers, {site.index}")


if __name__ == "__main__":
    main()
