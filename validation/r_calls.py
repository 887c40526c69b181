"""Read the R call that made a reference case.

Only the call syntax is understood (names, arguments, strings, numbers, TRUE/FALSE, nested calls);
anything else stays text as `Raw`, for the handler to interpret or to refuse.
"""

from __future__ import annotations

import ast
import operator
import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np

_CALL = re.compile(r"^([A-Za-z_.][\w.]*(?:::[\w.]+)?)\(", re.S)
_NUMBER = re.compile(r"^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?L?$")
_KEYWORD = re.compile(r"^([A-Za-z_.][\w.]*)\s*=(?!=)\s*(.*)$", re.S)


class Raw(str):
    """R text that is not a plain value: a column, a formula, an expression."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class RCall:
    """A call: its function, positional arguments, and arguments by name."""

    name: str
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)


def parse(text: str) -> Any:
    """Read one R expression.

    >>> parse("rma.uni(yi, vi, method='EE', level=90)").kwargs
    {'method': 'EE', 'level': 90.0}
    """
    text = text.strip()
    head = _CALL.match(text)
    if head and _closing(text, head.end() - 1) == len(text) - 1:
        args, kwargs = [], {}
        for part in _split(text[head.end() : -1]):
            keyword = _KEYWORD.match(part)
            if keyword:
                kwargs[keyword[1]] = parse(keyword[2])
            elif part:
                args.append(parse(part))
        return RCall(head[1], tuple(args), kwargs)
    return _atom(text)


def _atom(text: str) -> Any:
    if text in ("TRUE", "T", "FALSE", "F"):
        return text.startswith("T")
    if text in ("NULL", "NA"):
        return None
    if _NUMBER.match(text):
        return float(text.rstrip("L"))
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "'\"" and text[0] not in text[1:-1]:
        return text[1:-1]
    return Raw(text)


def _closing(text: str, opening: int) -> int:
    depth, quote = 0, ""
    for i in range(opening, len(text)):
        c = text[i]
        if quote:
            quote = "" if c == quote else quote
        elif c in "'\"":
            quote = c
        elif c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
            if depth == 0:
                return i
    return -1


def _split(text: str) -> list[str]:
    parts, start, depth, quote = [], 0, 0, ""
    for i, c in enumerate(text):
        if quote:
            quote = "" if c == quote else quote
        elif c in "'\"":
            quote = c
        elif c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
        elif c == "," and depth == 0:
            parts.append(text[start:i].strip())
            start = i + 1
    parts.append(text[start:].strip())
    return parts


_R_FUNCTIONS: dict[str, Any] = {
    "sqrt": np.sqrt,
    "exp": np.exp,
    "log": np.log,
    "abs": np.abs,
    "median": np.median,
    "mean": np.mean,
    "sum": np.sum,
    "min": np.min,
    "max": np.max,
    "var": lambda x: np.var(x, ddof=1),
    "length": len,
    "c": lambda *x: np.array(x, dtype=float),
    "rep": lambda x, n: np.full(int(n), x, dtype=float),
    "rbind": lambda *x: np.vstack(x),
    "cbind": lambda *x: np.column_stack(x),
}


def evaluate(text: str | float, columns: dict[str, Any]) -> Any:
    """The value of an arithmetic R expression over the columns of `dat`.

    >>> evaluate("2*median(dat$vi)", {"vi": [1.0, 2.0, 3.0]})
    4.0
    """
    if not isinstance(text, str):
        return text
    n = len(next(iter(columns.values()), ()))
    python = text.replace("dat$", "").replace("nrow(dat)", str(n)).replace("^", "**")
    value = _value(ast.parse(python.strip(), mode="eval").body, columns)
    return value.item() if isinstance(value, np.generic) else value


_OPERATORS: dict[type[ast.AST], Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}


def _value(node: ast.AST, columns: dict[str, Any]) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        if node.id == "NA_real_":
            return float("nan")
        return np.array([float("nan") if v is None else v for v in columns[node.id]], dtype=float)
    if isinstance(node, ast.BinOp):
        return _OPERATORS[type(node.op)](_value(node.left, columns), _value(node.right, columns))
    if isinstance(node, ast.UnaryOp):
        return _OPERATORS[type(node.op)](_value(node.operand, columns))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return _R_FUNCTIONS[node.func.id](*(_value(a, columns) for a in node.args))
    raise NotImplementedError(f"R expression {ast.unparse(node)!r}")
