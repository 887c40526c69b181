"""The field's names for estimators, tests and intervals, with metafor's spellings beside them.

Every option of `tamis.stats` is looked up here, so each spelling in the tables is accepted and any
other is refused with the list of what exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tamis.stats.errors import UnknownOption

MethodCode = Literal[
    "EE",
    "DL",
    "HE",
    "HS",
    "HSk",
    "SJ",
    "ML",
    "REML",
    "EB",
    "PM",
    "PMM",
    "DLIT",
    "SJIT",
    "GENQ",
    "GENQM",
]
TestCode = Literal["z", "t", "knapp-hartung", "knapp-hartung-conservative"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One option: its short code, what it does, other spellings, and the paper."""

    code: str
    says: str
    spellings: tuple[str, ...]
    reference: str


METHODS: tuple[Name, ...] = (
    Name(
        code="EE",
        says="equal (common, fixed) effect",
        spellings=("FE", "CE", "equal", "fixed", "common"),
        reference="Borenstein M et al. Res Synth Methods 2010;1:97–111",
    ),
    Name(
        code="DL",
        says="DerSimonian–Laird",
        spellings=("dersimonian-laird",),
        reference="DerSimonian R, Laird N. Control Clin Trials 1986;7:177–188",
    ),
    Name(
        code="HE",
        says="Hedges (variance component)",
        spellings=("hedges", "CA", "cochran-anova"),
        reference="Hedges LV, Olkin I. Statistical Methods for Meta-Analysis. 1985:194",
    ),
    Name(
        code="HS",
        says="Hunter–Schmidt",
        spellings=("hunter-schmidt",),
        reference="Hunter JE, Schmidt FL. Methods of Meta-Analysis. 1990:285–286",
    ),
    Name(
        code="HSk",
        says="Hunter–Schmidt with small-sample correction",
        spellings=("hunter-schmidt-corrected",),
        reference="Brannick MT et al. Res Synth Methods 2019;10:563–575",
    ),
    Name(
        code="SJ",
        says="Sidik–Jonkman (model error variance)",
        spellings=("sidik-jonkman",),
        reference="Sidik K, Jonkman JN. J R Stat Soc C 2005;54:367–384",
    ),
    Name(
        code="ML",
        says="maximum likelihood",
        spellings=("maximum-likelihood",),
        reference="Hardy RJ, Thompson SG. Stat Med 1996;15:619–629",
    ),
    Name(
        code="REML",
        says="restricted maximum likelihood",
        spellings=("restricted-maximum-likelihood",),
        reference="Viechtbauer W. J Educ Behav Stat 2005;30:261–293",
    ),
    Name(
        code="EB",
        says="empirical Bayes",
        spellings=("empirical-bayes",),
        reference="Morris CN. J Am Stat Assoc 1983;78:47–55",
    ),
    Name(
        code="PM",
        says="Paule–Mandel",
        spellings=("paule-mandel", "MP", "mandel-paule"),
        reference="Paule RC, Mandel J. J Res Natl Bur Stand 1982;87:377–385",
    ),
    Name(
        code="PMM",
        says="Paule–Mandel, median-unbiased",
        spellings=("paule-mandel-median", "MPM"),
        reference="Viechtbauer W. Median-unbiased estimators of heterogeneity, 2021",
    ),
    Name(
        code="DLIT",
        says="DerSimonian–Laird, iterated to convergence",
        spellings=("dersimonian-laird-iterated", "DLi"),
        reference="Kontopantelis E et al. PLoS One 2013;8:e69930",
    ),
    Name(
        code="SJIT",
        says="Sidik–Jonkman, iterated to convergence",
        spellings=("sidik-jonkman-iterated",),
        reference="Sidik K, Jonkman JN. J R Stat Soc C 2005;54:367–384",
    ),
    Name(
        code="GENQ",
        says="generalised Q statistic with given weights",
        spellings=("generalised-q", "generalized-q"),
        reference="DerSimonian R, Kacker R. Contemp Clin Trials 2007;28:105–114",
    ),
    Name(
        code="GENQM",
        says="generalised Q statistic with given weights, median-unbiased",
        spellings=("generalised-q-median", "generalized-q-median"),
        reference="Viechtbauer W. Median-unbiased estimators of heterogeneity, 2021",
    ),
)

TESTS: tuple[Name, ...] = (
    Name(code="z", says="Wald test, normal", spellings=("wald", "normal"), reference=""),
    Name(
        code="t",
        says="Wald test, t with k − p degrees of freedom",
        spellings=("wald-t",),
        reference="Follmann DA, Proschan MA. Biometrics 1999;55:732–737",
    ),
    Name(
        code="knapp-hartung",
        says="Knapp–Hartung (Sidik–Jonkman) test, t with k − p degrees of freedom",
        spellings=("knha", "hksj", "hk"),
        reference="Knapp G, Hartung J. Stat Med 2003;22:2693–2710",
    ),
    Name(
        code="knapp-hartung-conservative",
        says="Knapp–Hartung test never narrower than the t-based Wald test",
        spellings=("adhoc", "knha-conservative", "hksj-conservative"),
        reference="Röver C et al. BMC Med Res Methodol 2015;15:99",
    ),
)


def _index(names: tuple[Name, ...]) -> Mapping[str, Name]:
    return {s.casefold(): n for n in names for s in (n.code, *n.spellings)}


_METHODS, _TESTS = _index(METHODS), _index(TESTS)


def named(argument: str, value: str, names: tuple[Name, ...]) -> Name:
    """The option behind a spelling.

    Raises:
        UnknownOption: The spelling is in no row of the table.
    """
    index = _METHODS if names is METHODS else _TESTS if names is TESTS else _index(names)
    found = index.get(value.casefold()) if isinstance(value, str) else None
    if found is None:
        raise UnknownOption(argument, repr(value), ", ".join(n.code for n in names))
    return found


def method_code(value: str) -> str:
    """The code of a τ² estimator, from any spelling."""
    found = _METHODS.get(value.casefold()) if isinstance(value, str) else None
    return (found or named("method", value, METHODS)).code


def test_code(value: str) -> str:
    """The code of a test, from any spelling."""
    found = _TESTS.get(value.casefold()) if isinstance(value, str) else None
    return (found or named("test", value, TESTS)).code


test_code.__test__ = False  # type: ignore[attr-defined]  # not a test, whatever its name says
