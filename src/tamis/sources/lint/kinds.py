"""What a leaf of the tree is about, where several rules ask."""

from __future__ import annotations

from tamis.sources.mesh.descriptor import folded
from tamis.sources.query.tree import Heading, Limit, Node, Term

_ANIMALS = frozenset({"animals", "animal", "vertebrates"})
_HUMANS = frozenset({"humans", "human"})


def is_animals(node: Node) -> bool:
    """The heading or limit for studies of animals, or the heading's word."""
    if isinstance(node, Heading | Term):
        return folded(node.text) in _ANIMALS
    return isinstance(node, Limit) and node.kind == "animals"


def is_humans(node: Node) -> bool:
    """The heading or limit for studies of people, or the heading's word."""
    if isinstance(node, Heading | Term):
        return folded(node.text) in _HUMANS
    return isinstance(node, Limit) and node.kind == "humans"
