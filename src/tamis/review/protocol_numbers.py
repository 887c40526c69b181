"""The numbers a protocol sets, and those an earlier version printed."""

from __future__ import annotations

from collections.abc import Iterator

from tamis.model.naming import slug
from tamis.model.numbers import Number
from tamis.model.protocol import Protocol
from tamis.model.showing import show


def protocol_numbers(protocol: Protocol) -> tuple[Number, ...]:
    """Level of intervals, people per report, smallest important differences, earlier flow boxes."""
    return (*_settings(protocol), *_important_differences(protocol), *_earlier_boxes(protocol))


def _settings(protocol: Protocol) -> Iterator[Number]:
    level, reviewers = protocol.synthesis.level, protocol.screening.reviewers
    yield Number(
        id="protocol/level", kind="protocol", label="confidence level of intervals",
        shown=f"{level * 100:g} %", value=level, about="protocol",
    )  # fmt: skip
    yield Number(
        id="protocol/reviewers", kind="protocol", label="people who judge each report",
        shown=str(reviewers), value=reviewers, about="protocol",
    )  # fmt: skip


def _important_differences(protocol: Protocol) -> Iterator[Number]:
    for outcome in protocol.outcomes:
        if (edge := outcome.important_difference) is None:
            continue
        yield Number(
            id=f"protocol/mid/{outcome.id}", kind="protocol",
            label=f"smallest important difference, {outcome.label}",
            shown=show(edge.value), value=edge.value, unit=outcome.unit, about="protocol",
            method=edge.source if edge.basis == "source" else "this review's own choice",
            note=edge.note,
        )  # fmt: skip


def _earlier_boxes(protocol: Protocol) -> Iterator[Number]:
    for box in protocol.earlier.boxes if protocol.earlier else ():
        where = f", {box.locator}" if box.locator else ""
        yield Number(
            id=f"reported/{slug(box.box)}", kind="reported", label=box.label,
            shown=str(box.count), value=box.count, about="flow",
            method=f"as the earlier version printed it{where}", note=box.quote,
        )  # fmt: skip
