"""A small reader of R's model formulas: enough for moderators and random effects.

Moderators: ``~ year``, ``~ a + factor(b)``, ``~ 0 + outcome + outcome:I(year - 1983)``, ``a*b``.
Random effects: ``~ 1 | district/school``, ``list(~ 1 | a, ~ 1 | b)``, ``~ outcome | trial``.
Factors take treatment contrasts with the first level (numbers by size, text in C order) as the
reference, as R does in the C locale.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from tamis.stats.errors import MissingArgument, UnknownOption
from tamis.stats.multilevel.inputs import Column, Floats, label, levels, numbers
from tamis.stats.multilevel.terms import Structure, Term, intercepts, nested, structured

Columns = Mapping[str, Column]


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """A design matrix (k, p) with the names of its columns."""

    X: Floats
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Variable:
    """One variable of a formula, as a full set of columns."""

    columns: tuple[Floats, ...]
    names: tuple[str, ...]
    categorical: bool


def moderators(formula: str, data: Columns, k: int | None = None) -> Design:
    """Build the design matrix of a one-sided formula.

    Args:
        formula: Such as ``"~ year + factor(kind)"``.
        data: Columns by name.
        k: Number of rows, needed only by ``"~ 1"`` without data.

    Raises:
        MissingArgument: A variable is not among the columns.
        UnknownOption: The formula holds what this reader does not know.
    """
    rows = k if k is not None else len(next(iter(data.values())))
    right = formula.split("~", 1)[1] if "~" in formula else formula
    parts = [part.strip() for part in _split(right, "+")]
    intercept = not any(part in ("0", "-1") for part in parts)
    parts = [part for part in parts if part not in ("0", "1", "-1", "")]
    terms = _ordered([t for part in parts for t in _expanded(part)])
    columns: list[Floats] = [np.ones(rows)] if intercept else []
    names: list[str] = ["intrcpt"] if intercept else []
    margins: set[tuple[str, ...]] = {()} if intercept else set()
    for term in terms:
        built = _interaction(term, margins, data)
        columns += built.columns
        names += built.names
        margins.add(tuple(sorted(term)))
    return Design(np.column_stack(columns) if columns else np.empty((rows, 0)), tuple(names))


def _split(text: str, sign: str) -> list[str]:
    """Split at a sign outside brackets; a minus before a term stays with it."""
    out, depth, start = [], 0, 0
    for i, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0 and char == sign:
            out.append(text[start:i])
            start = i + 1
        elif depth == 0 and sign == "+" and char == "-" and text[:i].strip():
            out.append(text[start:i])
            start = i
    return [*out, text[start:]]


def _expanded(part: str) -> list[tuple[str, ...]]:
    factors = [f.strip() for f in _split(part, "*")]
    if len(factors) == 1:
        return [tuple(f.strip() for f in _split(part, ":"))]
    out: list[tuple[str, ...]] = []
    for mask in product((0, 1), repeat=len(factors)):
        if any(mask):
            out.append(tuple(f for f, m in zip(factors, mask, strict=True) if m))
    return sorted(out, key=lambda t: (len(t), [factors.index(f) for f in t]))


def _ordered(terms: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Put main effects before interactions and drop repetitions."""
    unique: dict[tuple[str, ...], tuple[str, ...]] = {}
    for term in terms:
        unique.setdefault(tuple(sorted(term)), term)
    return sorted(unique.values(), key=len)


def _interaction(term: tuple[str, ...], margins: set[tuple[str, ...]], data: Columns) -> _Variable:
    """Cross the variables of a term; a factor is contrasted when the term without it is there."""
    sets: list[list[tuple[str, Floats]]] = []
    for name in term:
        variable = _variable(name, data)
        pairs = list(zip(variable.names, variable.columns, strict=True))
        without = tuple(sorted(n for n in term if n != name))
        sets.append(pairs[1:] if variable.categorical and without in margins else pairs)
    names, columns = [], []
    for combination in product(*reversed(sets)):
        chosen = combination[::-1]
        names.append(":".join(n for n, _ in chosen))
        columns.append(np.prod([c for _, c in chosen], axis=0))
    return _Variable(tuple(columns), tuple(names), False)


def _variable(name: str, data: Columns) -> _Variable:
    wrapped = re.fullmatch(r"(?:as\.)?factor\((.+)\)", name)
    if wrapped:
        return _dummies(name, _column(wrapped[1].strip(), data))
    if name.startswith("I(") and name.endswith(")"):
        tree = ast.parse(name[2:-1].replace("^", "**").strip(), mode="eval").body
        tidy = ast.unparse(tree).replace(" ** ", "^")
        return _Variable((_arithmetic(tree, name, data),), (f"I({tidy})",), False)
    column = _column(name, data)
    raw = column.to_list() if hasattr(column, "to_list") else np.asarray(column).tolist()
    if any(isinstance(v, str) for v in raw):
        return _dummies(name, raw)
    return _Variable((numbers(raw, name),), (name,), False)


def _column(name: str, data: Columns) -> Any:
    if name not in data:
        raise MissingArgument(name, "no such column", ", ".join(data))
    return data[name]


def _dummies(name: str, column: Column) -> _Variable:
    codes, found = levels(column, name)
    return _Variable(
        tuple((codes == i).astype(np.float64) for i in range(len(found))),
        tuple(f"{name}{label(level)}" for level in found),
        True,
    )


def _arithmetic(tree: ast.expr, text: str, data: Columns) -> Floats:
    """Evaluate + − * / ^ over columns and numbers, and nothing else."""
    operations = {
        ast.Add: np.add,
        ast.Sub: np.subtract,
        ast.Mult: np.multiply,
        ast.Div: np.divide,
        ast.Pow: np.power,
    }

    def value(node: ast.expr) -> Any:
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            return float(node.value)
        if isinstance(node, ast.Name):
            return numbers(_column(node.id, data), node.id)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -value(node.operand)
        if isinstance(node, ast.BinOp) and type(node.op) in operations:
            return operations[type(node.op)](value(node.left), value(node.right))
        raise UnknownOption("formula", text, "columns, numbers and + − * / ^ inside I()")

    return np.asarray(value(tree))


def random_effects(
    formula: str,
    data: Columns,
    *,
    struct: Structure | Sequence[Structure] = "CS",
    rho: float | None = None,
    phi: float | None = None,
) -> tuple[Term, ...]:
    """Read random effects in metafor's spelling.

    Args:
        formula: ``"~ 1 | a/b"``, ``"~ inner | outer"`` or ``"list(…, …)"`` of those.
        data: Columns by name.
        struct: Structure of the ``~ inner | outer`` terms, one or one per term.
        rho: Value at which to hold the correlation of the first such term.
        phi: Value at which to hold that of the second.
    """
    text = formula.strip()
    if text.startswith("list(") and text.endswith(")"):
        text = text[5:-1]
    terms: list[Term] = []
    structures = [struct] if isinstance(struct, str) else list(struct)
    held = [rho, phi]
    for part in (p.strip() for p in _split(text, ",")):
        inner, bar, outer = part.lstrip("~ ").partition("|")
        if not bar:
            raise UnknownOption("random", part, "~ 1 | factor, ~ 1 | a/b or ~ inner | outer")
        inner, outer = inner.strip(), outer.strip()
        if inner == "1":
            names = [n.strip() for n in outer.split("/")]
            columns = {n: _column(n, data) for n in names}
            terms += nested(**columns) if len(names) > 1 else [intercepts(outer, columns[outer])]
            continue
        used = structures.pop(0) if len(structures) > 1 else structures[0]
        value = held.pop(0) if held else None
        terms.append(_structured_term(inner, outer, data, used, value))
    return tuple(terms)


def _structured_term(
    inner: str, outer: str, data: Columns, struct: Structure, rho: float | None
) -> Term:
    if struct in ("GEN", "GDIAG"):
        X = moderators(f"~ {inner}", data)
        return structured(X.X, _column(outer, data), struct=struct, names=(inner, outer))
    wrapped = re.fullmatch(r"(?:as\.)?factor\((.+)\)", inner)
    column = _column(wrapped[1].strip() if wrapped else inner, data)
    return structured(column, _column(outer, data), struct=struct, rho=rho, names=(inner, outer))
