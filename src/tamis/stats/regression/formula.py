"""Formulas as R writes them, to a design matrix.

    ~ dose                      a column
    ~ factor(alloc)             a factor, first level in sorted order as reference
    ~ factor(alloc, ref="b")    another reference; R's relevel(factor(alloc), ref="b") too
    ~ dose * year               both and their product; `a:b` the product alone
    ~ I(dose^2) + log(n)        arithmetic on columns; log, exp, sqrt, abs, scale
    ~ 0 + factor(alloc)         no intercept; the first factor then keeps all its levels

A column of strings or booleans is a factor of itself.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from tamis.stats.errors import MissingArgument, StatsError
from tamis.stats.models.columns import RANK_TOLERANCE, Column, Matrix, Vector, vector
from tamis.stats.models.small import factors

_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "log": np.log,
    "exp": np.exp,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "I": lambda x: x,
    "scale": lambda x: (x - np.nanmean(x)) / np.nanstd(x, ddof=1),
}
_OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
_FACTOR = re.compile(r"^(?:factor|C)\((.+?)(?:,\s*ref(?:erence)?\s*=\s*['\"]?(.+?)['\"]?)?\)$")
_RELEVEL = re.compile(r"^relevel\(\s*(?:factor\()?(.+?)\)?\s*,\s*ref\s*=\s*['\"](.+?)['\"]\s*\)$")


@dataclass(frozen=True, slots=True)
class DesignMatrix:
    """Columns of a linear model.

    Attributes:
        X: Shape (n, p); rows with a missing moderator are NaN.
        names: One per column; the intercept is "intercept".
        terms: For each column, the term of the formula it belongs to.
    """

    X: Matrix
    names: tuple[str, ...]
    terms: tuple[str, ...]


def design_matrix(formula: str, data: Mapping[str, Column]) -> DesignMatrix:
    """The design matrix of a one-sided formula.

    Args:
        formula: See the module's examples; a leading `~` may be left out.
        data: Columns by name.

    Raises:
        MissingArgument: A column is not in `data`.
        StatsError: The formula cannot be read.
    """
    intercept, terms = _terms(formula)
    blocks: list[tuple[str, Matrix, list[str]]] = []
    n = _rows(data)
    if intercept:
        blocks.append(("intercept", np.ones((n, 1)), ["intercept"]))
    full = not intercept
    for term in terms:
        parts = []
        for atom in term:
            parts.append(_columns(atom, data, keep_all=full and len(term) == 1))
            if full and len(term) == 1 and parts[-1][0].shape[1] > 1:
                full = False
        combined = product(*(labels for _, labels in reversed(parts)))
        labelled = [":".join(reversed(labels)) for labels in combined]
        block = parts[0][0]
        for values, _ in parts[1:]:
            block = (values[:, :, None] * block[:, None, :]).reshape(
                n, values.shape[1] * block.shape[1]
            )
        blocks.append((":".join(term), block, labelled))
    if not blocks:
        raise StatsError("moderators", repr(formula), "a formula with at least one term")
    X = np.concatenate([b for _, b, _ in blocks], axis=1)
    names = tuple(name for _, _, names in blocks for name in names)
    return DesignMatrix(X, names, tuple(t for t, b, _ in blocks for _ in range(b.shape[1])))


def factored(X: Matrix) -> tuple[Matrix, Matrix] | None:
    """Q and R of columns that are linearly independent; None where they are not."""
    if X.shape[0] < X.shape[1]:
        return None
    Q, R = factors(X)
    # In R, a column keeps its length; on the diagonal stands what its predecessors leave of it.
    for j, column in enumerate(R.T.tolist()):
        if not abs(column[j]) > RANK_TOLERANCE * math.hypot(*column):
            return None
    return Q, R


def independent_columns(X: Matrix) -> list[int]:
    """Columns that are no linear combination of the ones before them."""
    kept: list[int] = []
    basis = np.empty((X.shape[0], 0))
    for j in range(X.shape[1]):
        column = X[:, j]
        size = float(np.linalg.norm(column))
        rest = column - basis @ (basis.T @ column)
        rest = rest - basis @ (basis.T @ rest)
        left = float(np.linalg.norm(rest))
        if size > 0 and left > RANK_TOLERANCE * size and len(kept) < X.shape[0]:
            kept.append(j)
            basis = np.column_stack([basis, rest / left])
    return kept


def _rows(data: Mapping[str, Column]) -> int:
    if not data:
        raise MissingArgument("data", "no columns", "a mapping of column names to values")
    return len(_raw(next(iter(data.values()))))


def _raw(column: Column) -> list[Any]:
    if hasattr(column, "to_list"):
        return list(column.to_list())
    return column.tolist() if isinstance(column, np.ndarray) else list(column)


def _terms(formula: str) -> tuple[bool, list[tuple[str, ...]]]:
    """Whether there is an intercept, and the terms as tuples of atoms, main effects first."""
    intercept, found = True, []
    for sign, text in _split(formula.replace("~", "", 1), "+-"):
        if text in ("0", "1"):
            intercept = (text == "1") == (sign == "+")
        elif not text:
            continue
        elif sign == "-":
            raise StatsError("moderators", f"- {text}", "only '- 1' can be subtracted")
        else:
            found += _expanded(text)
    unique = list(dict.fromkeys(found))
    return intercept, sorted(unique, key=len)


def _expanded(text: str) -> list[tuple[str, ...]]:
    """a*b as a, b, a:b."""
    out: list[tuple[str, ...]] = []
    for _, factor in _split(text, "*"):
        atoms = tuple(a for _, a in _split(factor, ":"))
        out += [(*t, *(a for a in atoms if a not in t)) for t in [(), *out]]
    return out


def _split(text: str, separators: str) -> list[tuple[str, str]]:
    parts, sign, start, depth = [], "+", 0, 0
    for i, c in enumerate(text):
        depth += (c in "([") - (c in ")]")
        if depth == 0 and c in separators:
            parts.append((sign, text[start:i].strip()))
            sign, start = c, i + 1
    parts.append((sign, text[start:].strip()))
    return [(s, t) for s, t in parts if t]


def _columns(atom: str, data: Mapping[str, Column], keep_all: bool) -> tuple[Matrix, list[str]]:
    match = _FACTOR.match(atom) or _RELEVEL.match(atom)
    name = match[1].strip() if match else atom
    if match or (name in data and _categorical(data[name])):
        return _dummies(name, _raw(_lookup(name, data)), match[2] if match else None, keep_all)
    return _evaluated(atom, data)[:, None], [atom]


def _lookup(name: str, data: Mapping[str, Column]) -> Column:
    if name not in data:
        raise MissingArgument(name, "no such column", f"one of {', '.join(data)}")
    return data[name]


def _categorical(column: Column) -> bool:
    return any(isinstance(v, (str, bool, np.bool_)) for v in _raw(column))


def _dummies(
    name: str, values: list[Any], reference: str | None, keep_all: bool
) -> tuple[Matrix, list[str]]:
    missing = [v is None or (isinstance(v, float) and math.isnan(v)) for v in values]
    levels = sorted({v for v, gone in zip(values, missing, strict=True) if not gone})
    if reference is not None:
        first = [v for v in levels if str(v) == reference]
        if not first:
            raise StatsError(name, f"reference {reference!r}", ", ".join(map(str, levels)))
        levels = first + [v for v in levels if v != first[0]]
    shown = levels if keep_all else levels[1:]
    out = np.array([[float(v == level) for level in shown] for v in values]).reshape(
        len(values), len(shown)
    )
    out[np.array(missing)] = np.nan
    return out, [f"{name}[{_level(v)}]" for v in shown]


def _level(value: Any) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)


def _evaluated(text: str, data: Mapping[str, Column]) -> Vector:
    try:
        tree = ast.parse(text.replace("^", "**"), mode="eval").body
    except SyntaxError:
        raise StatsError("moderators", repr(text), "a column, factor() or arithmetic") from None
    value = _value(tree, data)
    out: Vector = np.broadcast_to(np.asarray(value, dtype=np.float64), (_rows(data),)).copy()
    return out


def _value(node: ast.AST, data: Mapping[str, Column]) -> Any:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return node.value
    if isinstance(node, ast.Name):
        return vector(node.id, _lookup(node.id, data))
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_value(node.left, data), _value(node.right, data))
    if isinstance(node, ast.UnaryOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_value(node.operand, data))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        if node.func.id in _FUNCTIONS:
            return _FUNCTIONS[node.func.id](*(_value(a, data) for a in node.args))
        raise StatsError("moderators", f"{node.func.id}()", ", ".join([*_FUNCTIONS, "factor"]))
    raise StatsError("moderators", ast.unparse(node), "columns, numbers, + - * / ^ and functions")
