from __future__ import annotations

from tamis.model.events import Extracted
from tamis.model.evidence import Datum
from tamis.steps.checking import printed_inconsistencies
from tamis.steps.extraction import gather


def place(arm: str, **values: float) -> Extracted:
    data = tuple(Datum(name=k.replace("_", "."), value=v) for k, v in values.items())
    return Extracted(
        id=f"1{arm}", at="", by="anna", protocol="", study="elm", outcome="pain",
        timepoint="4 months", arm=arm, data=data,
    )  # fmt: skip


def found(treated: float, control: float, **printed: float) -> list[str]:
    common = {f"printed_{k}": v for k, v in printed.items()}
    facts = gather([place("treated", mean=treated), place("control", mean=control),
                    place("", **common)])  # fmt: skip
    return [i.explanation for i in printed_inconsistencies(facts, {})]


def test_a_difference_that_is_not_that_of_the_means_is_listed() -> None:
    assert found(10.44, 17.96, md=-7.18) == [
        "the printed difference is not the difference of the printed means"
    ]


def test_rounding_is_not_an_inconsistency() -> None:
    assert found(-9.06, -11.83, md=2.78) == []
    assert found(-3.1, -6.48, md=3.38) == []


def test_a_standard_error_that_does_not_fit_its_interval_is_listed() -> None:
    facts = gather([place("", **{"printed_se": 12.18})])
    assert printed_inconsistencies(facts, {}) == ()
    data = {"printed.se": 12.18, "printed.ci-low": -3.74, "printed.ci-high": 9.29}
    event = Extracted(
        id="1", at="", by="anna", protocol="", study="elm", outcome="sf36",
        data=tuple(Datum(name=k, value=v) for k, v in data.items()),
    )  # fmt: skip
    (one,) = printed_inconsistencies(gather([event]), {})
    assert "3.32" in one.recomputed
    assert len(one.numbers) == 3


def test_a_t_interval_is_not_an_inconsistency() -> None:
    data = {"printed.se": 1.07, "printed.ci-low": 1.23, "printed.ci-high": 5.54}
    event = Extracted(
        id="1", at="", by="anna", protocol="", study="elm", outcome="pain",
        data=tuple(Datum(name=k, value=v) for k, v in data.items()),
    )  # fmt: skip
    assert printed_inconsistencies(gather([event]), {}) == ()
