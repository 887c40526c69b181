"""Write docs/reference/cli.md and python.md from the code; a test fails when they lag behind."""

from __future__ import annotations

import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
#: The public doors: module → what it is for.
DOORS = {
    "tamis": "open a review",
    "tamis.stats": "meta-analysis; needs numpy and scipy only",
    "tamis.match": "duplicate linkage on polars frames",
    "tamis.formats": "read and write bibliographic formats",
    "tamis.learn": "ranking, stopping, agreement; needs numpy and scipy only",
    "tamis.trials": "registered trials: read, matched, watched",
    "tamis.offers": "offers of treatment read for warning signs",
    "tamis.sources.query": "search strategies read and translated between databases",
    "tamis.sources.lint": "what may lose records in a search strategy",
    "tamis.sources.mesh": "Medical Subject Headings",
    "tamis.sources.filters": "published search filters as facts",
}


def cli_page() -> str:
    """The command line, verb by verb."""
    import typer

    from tamis.cli import app

    group: Any = typer.main.get_command(app)
    lines = ["# Command line", "", "Written by `python tools/reference.py`.", ""]
    lines += ["Exit codes: 0 done; 1 `check` found errors; 2 misuse; 3 a file was not imported; "
              "4 `verify` found a change; 5 the log was busy; 6 not publishable.", ""]  # fmt: skip
    for name, command in _verbs(group):
        lines += [f"## tamis {name}", "", command.help or "", ""]
        words = [f"tamis {name}"]
        words += [str(p.name).upper() for p in command.params if _is_argument(p)]
        lines += ["```", " ".join([*words, "[OPTIONS]"]), "```", ""]
        for param in command.params:
            text = (getattr(param, "help", None) or "").strip()
            label = str(param.name).upper() if _is_argument(param) else ", ".join(
                [*param.opts, *param.secondary_opts]
            )  # fmt: skip
            lines.append(f"- `{label}`: {text}")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _verbs(group: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    """Every command with its full name, those of groups after the group."""
    for name, command in group.commands.items():
        yield f"{above}{name}", command
        if hasattr(command, "commands"):
            yield from _verbs(command, f"{above}{name} ")


def python_page() -> str:
    """The public names of each door, and the methods of `Review`."""
    from tamis.review import Review

    lines = ["# Python", "", "Written by `python tools/reference.py`.", ""]
    for module, purpose in DOORS.items():
        door = importlib.import_module(module)
        lines += [f"## {module}", "", f"{purpose[0].upper()}{purpose[1:]}.", ""]
        lines += [_entry(name, getattr(door, name)) for name in sorted(door.__all__)]
        lines.append("")
    lines += ["## tamis.review.Review", "", _first(Review.__doc__), ""]
    lines += [_entry(name, value) for name, value in _public(Review)]
    return "\n".join(lines).rstrip() + "\n"


def _is_argument(param: Any) -> bool:
    return bool(param.param_type_name == "argument")


def _public(kind: type) -> Iterator[tuple[str, object]]:
    for name, value in inspect.getmembers(kind):
        if not name.startswith("_") and (callable(value) or hasattr(value, "__doc__")):
            yield name, value


def _entry(name: str, value: object) -> str:
    shape = ""
    if inspect.isfunction(value) or inspect.ismethod(value):
        names = [p for p in inspect.signature(value).parameters if p != "self"]
        shape = f"({', '.join(names)})"
    documented = inspect.isclass(value) or callable(value) or isinstance(value, property)
    documented = documented or type(value).__name__ == "cached_property"
    text = _first(getattr(value, "__doc__", "") if documented else "")
    return f"- `{name}{shape}`" + (f": {text}" if text else "")


def _first(doc: str | None) -> str:
    """The first paragraph of a docstring, on one line."""
    paragraph = re.split(r"\n\s*\n", (doc or "").strip())[0]
    return " ".join(paragraph.split())


PAGES = {"cli.md": cli_page, "python.md": python_page}


def main() -> None:
    """Write both pages."""
    for name, page in PAGES.items():
        (ROOT / "docs" / "reference" / name).write_text(page(), encoding="utf-8")
        print(f"docs/reference/{name}", file=sys.stderr)


if __name__ == "__main__":
    main()
