"""Operands and operators in a row, folded into a tree by a platform's order of operations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tamis.sources.query.dialects.dialect import OperatorKind
from tamis.sources.query.place import spanning
from tamis.sources.query.tree import And, Near, Node, Not, Operator, Or


@dataclass(frozen=True, slots=True)
class Joint:
    """An operator between two operands; `between` and `ordered` only for proximity."""

    kind: OperatorKind
    operator: Operator
    between: int = 0
    ordered: bool = False


def fold(
    operands: Sequence[Node],
    joints: Sequence[Joint],
    levels: Sequence[frozenset[OperatorKind]],
) -> Node:
    """One tree of `n` operands and `n - 1` joints, tightest level first, each left to right."""
    nodes, left = list(operands), list(joints)
    for level in levels:
        nodes, left = _level(nodes, left, level)
    return nodes[0]


def _level(
    nodes: list[Node], joints: list[Joint], level: frozenset[OperatorKind]
) -> tuple[list[Node], list[Joint]]:
    """Join what the operators of one level join; a chain of one operator is one group."""
    made: list[Node] = []
    kept: list[Joint] = []
    chain: list[Node] = [nodes[0]]
    through: list[Joint] = []
    for joint, node in zip(joints, nodes[1:], strict=True):
        if joint.kind not in level:
            made.append(_group(chain, through))
            kept.append(joint)
            chain, through = [node], []
            continue
        if through and not _same(through[-1], joint):
            chain, through = [_group(chain, through)], []
        chain.append(node)
        through.append(joint)
    return [*made, _group(chain, through)], kept


def join(a: Node, joint: Joint, b: Node) -> Node:
    """Two operands under one operator."""
    return _group([a, b], [joint])


def _same(before: Joint, joint: Joint) -> bool:
    """Operators that make one group; NOT never does."""
    alike = before.kind == joint.kind != "not"
    return alike and (before.between, before.ordered) == (joint.between, joint.ordered)


def _group(parts: list[Node], joints: list[Joint]) -> Node:
    if not joints:
        return parts[0]
    place = spanning(part.place for part in parts)
    operators = tuple(joint.operator for joint in joints)
    first = joints[0]
    if first.kind == "not":
        return Not(keep=parts[0], drop=parts[1], operators=operators, place=place)
    if first.kind == "near":
        return Near(
            parts=tuple(parts),
            between=first.between,
            ordered=first.ordered,
            operators=operators,
            place=place,
        )
    group = And if first.kind == "and" else Or
    return group(parts=tuple(parts), operators=operators, place=place)
