"""The reader on the texts written for it; the figures are printed by `make bench-offers`."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from tamis.offers.reading import read_offer


def _texts():  # type: ignore[no-untyped-def]
    import sys

    spec = spec_from_file_location("offer_texts", Path(__file__).parent / "texts.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    sys.modules["offer_texts"] = module
    spec.loader.exec_module(module)
    return module


texts = _texts()
ALL = texts.everything()


def test_there_are_enough_texts_and_about_half_are_unseen() -> None:
    unseen = [t for t in ALL if t.unseen]
    assert len(ALL) >= 80
    assert 0.4 <= len(unseen) / len(ALL) <= 0.6
    assert len({t.id for t in ALL}) == len(ALL)


def test_the_unseen_half_is_the_one_that_was_locked() -> None:
    lock = (texts.FOLDER / "unseen_half.lock").read_text("utf-8").strip()
    assert texts.digest(tuple(t for t in ALL if t.unseen)) == lock


@pytest.mark.parametrize("unseen", [False, True])
def test_recall_and_false_warnings_meet_their_targets(unseen: bool) -> None:
    half = [t for t in ALL if t.unseen == unseen]
    warned = {t.id for t in half if read_offer(t.text).verdict == "serious"}
    predatory = {t.id for t in half if t.serious}
    others = {t.id for t in half if not t.serious}
    assert len(warned & predatory) / len(predatory) >= 0.95
    assert len(warned & others) / len(others) <= 0.05


def test_texts_used_while_building_are_all_told_apart() -> None:
    held = texts.offers("building", serious=False)
    wrong = [t.id for t in held if (read_offer(t.text).verdict == "serious") != t.serious]
    assert wrong == []


def test_rounds_of_fresh_texts_stay_told_apart() -> None:
    held = [t for name in texts.OPENED for t in texts.offers(name, serious=False)]
    warned = {t.id for t in held if read_offer(t.text).verdict == "serious"}
    predatory = {t.id for t in held if t.serious}
    assert len(warned & predatory) / len(predatory) >= 0.98
    assert len(warned - predatory) / (len(held) - len(predatory)) <= 0.03


def test_no_text_was_learned_from_that_is_unseen() -> None:
    unseen = {t.id for t in ALL if t.unseen}
    assert not unseen & {t.id for t in texts.for_building()}


def test_marked_flags_are_found() -> None:
    marked = [(t, f) for t in ALL for f in t.flags]
    found = [
        (t.id, f) for t, f in marked
        if f in {x.flag for x in read_offer(t.text).findings if x.stance == "said"}
    ]  # fmt: skip
    assert len(found) / len(marked) >= 0.9
