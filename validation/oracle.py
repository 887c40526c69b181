"""Run every reference case of a folder through `tamis.stats` and say where the two agree.

    python validation/oracle.py FOLDER [--only uni,reg] [--fn rma.uni] [--list 40]

Every `oracle_*.py` beside this file offers `HANDLERS: dict[str, Callable]`, keyed by the
reference's `fn`. `handler(case, table)` returns values under the same keys and nesting as
`expected`; raising `StatsError` is a refusal, which agrees if and only if the reference stops with
an error. Exit status 1 on any disagreement that no rule of `explained.toml` explains.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from comparing import Leaf, Missing, compare, resolve_aliases, units_of
from explaining import Disagreement, Rule, read_rules
from rows import VERDICTS, figure_missed, kind_of, kinds_of, likelihood_reached, print_rows

from tamis.stats.errors import StatsError

Handler = Callable[[dict[str, Any], dict[str, Any] | None], Mapping[str, Any]]
LEVELS = (1e-10, 1e-8, 1e-6, 1e-4)
HERE = Path(__file__).parent
#: Keys that describe how the reference was made and are no result of a function.
NOTES = frozenset(
    {
        "tau2_metafor_default",
        "grid_best_tau2",
        "grid_best_ll",
        "metafor_default",
        "metafor_init0",
        "best_optimizer",
        "spread_vs_default",
        "spread_tight",
        "spread",
        "alt_optimizer",
        "lls",
    }
)


@dataclass(slots=True)
class Outcome:
    """What became of one case."""

    id: str
    file: str
    fn: str
    supported: bool = True
    worst: float = 0.0
    numbers: int = 0
    missing: list[str] = field(default_factory=list)
    explained: list[tuple[str, str]] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    refused: bool = False
    #: The worst verdict in each row of the table of figures that the case belongs to.
    parts: dict[str, str] = field(default_factory=dict)
    likelihood: str | None = None

    @property
    def within(self) -> bool:
        """Everything compared lies within the case's tolerance."""
        return self.supported and not self.explained and not self.unexplained

    def settle(self, kinds: tuple[str, ...], verdict: str) -> None:
        """Keep the worse of this verdict and what the rows have."""
        for kind in kinds:
            before = self.parts.get(kind, VERDICTS[0])
            self.parts[kind] = max(before, verdict, key=VERDICTS.index)


def handlers() -> tuple[dict[str, Handler], list[str]]:
    """Every handler of every `oracle_*.py`, and the modules that cannot be imported.

    Two handlers for one `fn` are an error.
    """
    found: dict[str, Handler] = {}
    broken: list[str] = []
    for path in sorted(HERE.glob("oracle_*.py")):
        try:
            module = importlib.import_module(path.stem)
        except ImportError as error:
            broken.append(f"{path.name}: {error}")
            continue
        for fn, handler in module.HANDLERS.items():
            if fn in found:
                raise KeyError(f"{path.name}: a handler for {fn!r} exists already")
            found[fn] = handler
    return found, broken


def cases(folder: Path, only: set[str], fn: set[str]) -> Iterator[tuple[dict[str, Any], Any]]:
    """Each case of each file, with its table (None where inputs are in `args`)."""
    for path in sorted(folder.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        if content.get("format") != "meta-oracle/1" or (only and path.stem not in only):
            continue
        for case in content["cases"]:
            if fn and case["fn"] not in fn:
                continue
            case["file"] = content["file"]
            yield case, content["tables"].get(case["table"])


def judge(
    case: dict[str, Any], table: Any, known: Mapping[str, Handler], rules: tuple[Rule, ...]
) -> Outcome:
    """Run one case and compare."""
    outcome = Outcome(case["id"], case["file"], case["fn"])
    _judge(outcome, case, table, known, rules)
    if not outcome.parts:
        missed = bool(outcome.unexplained) or not outcome.supported
        outcome.settle(kinds_of(case, ""), VERDICTS[-1 if missed else 0])
    return outcome


def _judge(
    outcome: Outcome, case: Any, table: Any, known: Mapping[str, Handler], rules: tuple[Rule, ...]
) -> None:
    handler = known.get(case["fn"])
    if handler is None:
        outcome.supported = False
        return
    try:
        result = handler(case, table)
    except StatsError as refusal:
        outcome.refused = True
        if "error" not in case:
            _blame(outcome, rules, case, table, "", "a result", f"refused: {refusal}", None)
        return
    except NotImplementedError as missing:
        outcome.supported = False
        outcome.missing.append(str(missing))
        return
    except Exception as crash:  # the outer edge: a crash is reported by its name
        outcome.unexplained.append(f"crashed: {type(crash).__name__}: {crash}")
        return
    if "error" in case:
        _blame(outcome, rules, case, table, "", f"error: {case['error']}", "a result", result)
        return
    expected = {k: v for k, v in resolve_aliases(case["expected"]).items() if k not in NOTES}
    for leaf in compare(expected, result, case.get("tol", {}), units_of(table)):
        if isinstance(leaf, Missing):
            outcome.missing.append(leaf.path)
            outcome.settle(kinds_of(case, leaf.path), VERDICTS[-1])
        else:
            _count(outcome, leaf, rules, case, table, result)
    if "likelihood" in outcome.parts:
        outcome.likelihood = likelihood_reached(case, table, result)


def _count(
    outcome: Outcome, leaf: Leaf, rules: tuple[Rule, ...], case: Any, table: Any, result: Any
) -> None:
    outcome.numbers += leaf.number
    outcome.worst = max(outcome.worst, leaf.error)
    kinds = kinds_of(case, leaf.path)
    outcome.settle(kinds, VERDICTS[0])
    if leaf.within and figure_missed(kind_of(case, leaf.path), leaf.error, leaf.within):
        found = _disagreement(case, table, leaf.path, leaf.expected, leaf.got, result)
        rule = next((r for r in rules if r.applies(found)), None)
        outcome.settle(kinds, VERDICTS[1 if rule and rule.better else 2])
    if not leaf.within:
        _blame(outcome, rules, case, table, leaf.path, leaf.expected, leaf.got, result, leaf.error)


def _blame(
    outcome: Outcome,
    rules: tuple[Rule, ...],
    case: Any,
    table: Any,
    path: str,
    expected: Any,
    got: Any,
    result: Any,
    error: float = float("inf"),
) -> None:
    found = _disagreement(case, table, path, expected, got, result)
    text = f"{path}: reference {expected!r}, ours {got!r} (relative {error:.2g})"
    for rule in rules:
        if rule.applies(found):
            outcome.explained.append((rule.name, text))
            outcome.settle(kinds_of(case, path), VERDICTS[1 if rule.better else 2])
            return
    outcome.unexplained.append(text)
    outcome.settle(kinds_of(case, path), VERDICTS[-1])


def _disagreement(
    case: Any, table: Any, path: str, expected: Any, got: Any, result: Any
) -> Disagreement:
    return Disagreement(
        case=case, table=table, path=path, expected=expected, got=got, result=result
    )


def report(outcomes: list[Outcome], rules: tuple[Rule, ...], limit: int) -> None:
    """Print the table, what is unsupported, and every disagreement with its reason."""
    print(
        f"{'file':<13}{'fn':<21}{'cases':>6}{'run':>6}"
        + "".join(f"{f'≤{level:.0e}':>8}" for level in LEVELS)
        + f"{'in tol':>8}{'refused':>8}{'expl.':>7}{'UNEXPL.':>8}{'numbers':>9}"
    )
    groups: dict[tuple[str, str], list[Outcome]] = {}
    for o in outcomes:
        groups.setdefault((o.file, o.fn), []).append(o)
    for (file, fn), members in groups.items():
        _row(file, fn, members)
    _row("all", "", outcomes)
    print_rows((o.parts for o in outcomes), (o.likelihood for o in outcomes))
    _unsupported(outcomes)
    _explained(outcomes, rules)
    bad = [o for o in outcomes if o.unexplained]
    print(f"\n{sum(len(o.unexplained) for o in bad)} unexplained disagreements in {len(bad)} cases")
    for o in bad[:limit]:
        print(_line(o.id, o.unexplained))
    if len(bad) > limit:
        print(f"  … and {len(bad) - limit} more cases (--list N shows N)")


def _line(case_id: str, texts: list[str]) -> str:
    more = f"  (+{len(texts) - 1} more values)" if len(texts) > 1 else ""
    return f"  {case_id}  {texts[0]}{more}"


def _row(file: str, fn: str, members: list[Outcome]) -> None:
    run = [o for o in members if o.supported]
    levels = [sum(o.worst <= level and not _failed(o) for o in run) for level in LEVELS]
    print(
        f"{file:<13}{fn:<21}{len(members):>6}{len(run):>6}"
        + "".join(f"{n:>8}" for n in levels)
        + f"{sum(o.within for o in run):>8}{sum(o.refused for o in run):>8}"
        + f"{sum(bool(o.explained) for o in run):>7}{sum(bool(o.unexplained) for o in run):>8}"
        + f"{sum(o.numbers for o in run):>9}"
    )


def _failed(o: Outcome) -> bool:
    return (o.refused and not o.within) or (bool(o.unexplained) and o.worst == 0)


def _unsupported(outcomes: list[Outcome]) -> None:
    functions = Counter(f"{o.file} {o.fn}" for o in outcomes if not o.supported and not o.missing)
    keys = Counter(f"{o.file} {o.fn} {key}" for o in outcomes for key in o.missing)
    print(f"\n{sum(not o.supported for o in outcomes)} cases not supported", end="")
    print(f"; keys not supported in {sum(o.supported and bool(o.missing) for o in outcomes)} more")
    for name, n in (functions + keys).most_common():
        print(f"  {n:>5} × {name}")


def _explained(outcomes: list[Outcome], rules: tuple[Rule, ...]) -> None:
    print("\nDisagreements with a reason")
    for rule in rules:
        hits = {o.id: [text for name, text in o.explained if name == rule.name] for o in outcomes}
        hits = {case_id: texts for case_id, texts in hits.items() if texts}
        if hits:
            print(f"  {rule.name} ({len(hits)} cases): {rule.reason}")
            for case_id, texts in hits.items():
                print("  " + _line(case_id, texts))


def main() -> int:
    """Parse the command line, run, report; 1 on an unexplained disagreement."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="files, comma-separated, without .json")
    parser.add_argument("--fn", default="", help="functions, comma-separated")
    parser.add_argument("--list", type=int, default=100, help="unexplained cases to show")
    options = parser.parse_args()
    if not options.folder.is_dir():
        parser.error(f"no folder {options.folder}")
    only, fn = (set(filter(None, text.split(","))) for text in (options.only, options.fn))
    (known, broken), rules = handlers(), read_rules()
    start = time.perf_counter()
    outcomes = [judge(case, table, known, rules) for case, table in cases(options.folder, only, fn)]
    if not outcomes:
        parser.error(f"no reference cases in {options.folder}")
    report(outcomes, rules, options.list)
    for text in broken:
        print(f"\nnot imported, its cases count as not supported: {text}")
    print(f"\n{len(outcomes)} cases in {time.perf_counter() - start:.1f} s")
    return 1 if broken or any(o.unexplained for o in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
