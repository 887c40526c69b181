"""Mean and standard deviation from a five-number summary, assuming a distribution.

Three summaries: extremes with the median, quartiles with the median, and all five.

- Mean: Luo et al. (2018), Stat Methods Med Res 27:1785-1805, equations 7, 11, 15; Hozo et al.
  (2005), BMC Med Res Methodol 5:13, equation 4.
- Standard deviation: Wan et al. (2014), BMC Med Res Methodol 14:135, equations 7, 13, 16 and 9;
  Shi et al. (2020), Res Synth Methods 11:641-654, equation 10; Hozo et al. (2005), equation 16.
- Log-normal: Shi et al. (2020), Stat Interface 13:519-531.
- Test for skewness: Shi et al. (2023), Stat Methods Med Res 32:1338-1360.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from tamis.stats.cautions import Caution
from tamis.stats.errors import MissingArgument, OutOfRange
from tamis.stats.measures._special import normal_quantile

Shape = Literal["normal", "log-normal"]
MeanMethod = Literal["luo", "wan", "hozo"]
SdMethod = Literal["shi", "wan", "hozo"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """A mean and standard deviation that were derived, not reported.

    Attributes:
        mean: Mean.
        sd: Standard deviation.
        method: How they were derived, with its source.
        skewed: Whether the summary fails the test for the assumed distribution.
        cautions: The assumption, and evidence against it.
    """

    mean: float
    sd: float
    method: str
    skewed: bool = False
    cautions: tuple[Caution, ...] = ()


def derived_by(what: str) -> tuple[Caution, ...]:
    """The caution that a mean was derived, and how."""
    text = f"mean and standard deviation derived from quantiles by {what}"
    return (Caution("assumed-distribution", text),)


@dataclass(frozen=True, slots=True, kw_only=True)
class FiveNumbers:
    """A summary of n values: the median with extremes, quartiles or both.

    Raises:
        MissingArgument: Neither both extremes nor both quartiles are given.
        OutOfRange: The numbers are not in order, or n is below 3.
    """

    median: float
    n: float
    minimum: float | None = None
    q1: float | None = None
    q3: float | None = None
    maximum: float | None = None

    def __post_init__(self) -> None:
        if self.median is None:
            raise MissingArgument("median", "None", "the median, always")
        if not (self.extremes or self.quartiles):
            raise MissingArgument(
                "minimum, maximum", "no pair", "both extremes, both quartiles, or all four"
            )
        ordered = self.values
        if any(not math.isfinite(x) for x in ordered) or list(ordered) != sorted(ordered):
            raise OutOfRange("summary", f"{ordered}", "finite numbers in rising order")
        if ordered[0] == ordered[-1]:
            raise OutOfRange("summary", f"{ordered}", "numbers that are not all equal")
        if not self.n >= 3:
            raise OutOfRange("n", f"{self.n:g}", "3 or more")

    @property
    def extremes(self) -> bool:
        """Whether minimum and maximum are known."""
        return self.minimum is not None and self.maximum is not None

    @property
    def quartiles(self) -> bool:
        """Whether both quartiles are known."""
        return self.q1 is not None and self.q3 is not None

    @property
    def values(self) -> tuple[float, ...]:
        """The numbers that are used, in order."""
        five = (
            self.minimum if self.extremes else None,
            self.q1 if self.quartiles else None,
            self.median,
            self.q3 if self.quartiles else None,
            self.maximum if self.extremes else None,
        )
        return tuple(float(x) for x in five if x is not None)

    def logarithms(self) -> FiveNumbers:
        """The summary of the logarithms.

        Raises:
            OutOfRange: A number is not positive.
        """
        if self.values[0] <= 0:
            raise OutOfRange("summary", f"{self.values[0]:g}", "positive numbers (log-normal)")
        names = ("minimum", "q1", "median", "q3", "maximum")
        given = {name: getattr(self, name) for name in names}
        logs = {name: None if x is None else math.log(x) for name, x in given.items()}
        return FiveNumbers(n=self.n, **logs)  # type: ignore[arg-type]

    @property
    def range(self) -> tuple[float, float]:
        """Midrange and range; NaN where unknown."""
        low, high = self.minimum, self.maximum
        return (
            (math.nan, math.nan) if low is None or high is None else ((low + high) / 2, high - low)
        )

    @property
    def hinge(self) -> tuple[float, float]:
        """Mean and difference of the quartiles; NaN where unknown."""
        low, high = self.q1, self.q3
        return (
            (math.nan, math.nan) if low is None or high is None else ((low + high) / 2, high - low)
        )


def expected_range(n: float) -> float:
    """Expected range of n standard normal values (Wan 2014, equation 8)."""
    return 2.0 * normal_quantile((n - 0.375) / (n + 0.25)).item()


def expected_iqr(n: float) -> float:
    """Expected interquartile range of n standard normal values (Wan 2014, equation 15)."""
    return 2.0 * normal_quantile((0.75 * n - 0.125) / (n + 0.25)).item()


def mean_from_five_numbers(s: FiveNumbers, method: MeanMethod = "luo") -> float:
    """The mean of normal values with this summary."""
    n, m = s.n, s.median
    (middle, _), (hinge, _) = s.range, s.hinge
    if method == "luo":
        if not s.quartiles:
            w = 4 / (4 + math.pow(n, 0.75))
            return w * middle + (1 - w) * m
        if not s.extremes:
            w = 0.7 + 0.39 / n
            return w * hinge + (1 - w) * m
        w1, w2 = 2.2 / (2.2 + math.pow(n, 0.75)), 0.7 - 0.72 / math.pow(n, 0.55)
        return w1 * middle + w2 * hinge + (1 - w1 - w2) * m
    if method == "hozo" and s.extremes and n > 25:
        return m  # Hozo (2005): from there on the median is the better estimate
    if not s.quartiles:
        return (middle + m) / 2
    if not s.extremes:
        return (2 * hinge + m) / 3
    return (middle + 2 * hinge + m) / 4


def sd_from_five_numbers(s: FiveNumbers, method: SdMethod = "shi") -> float:
    """The standard deviation of normal values with this summary.

    With only extremes or only quartiles `"shi"` is Wan's estimator.
    """
    n = s.n
    (middle, spread), (_, iqr) = s.range, s.hinge
    if method == "hozo":
        if not s.extremes:
            raise MissingArgument("minimum, maximum", "quartiles only", "extremes for Hozo's rule")
        if n <= 15:
            return math.sqrt((4 * (middle - s.median) ** 2 / 4 + spread**2) / 12)
        return spread / (4 if n <= 70 else 6)
    if not s.quartiles:
        return spread / expected_range(n)
    if not s.extremes:
        return iqr / expected_iqr(n)
    w = 0.5 if method == "wan" else 1 / (1 + 0.07 * math.pow(n, 0.6))
    return w * spread / expected_range(n) + (1 - w) * iqr / expected_iqr(n)


def skewness_statistic(s: FiveNumbers) -> tuple[float, float]:
    """Test statistic for symmetry and its critical value at 0.05 (Shi et al. 2023)."""
    n, m = s.n, s.median
    (middle, spread), (hinge, iqr) = s.range, s.hinge
    if not s.quartiles:
        return abs(2 * middle - 2 * m) / spread, 1 / math.log(n + 9) + 2.5 / (n + 1)
    if not s.extremes:
        return abs(2 * hinge - 2 * m) / iqr, 2.65 / math.sqrt(n) - 6 / n**2
    wide = 2.65 * math.log(0.6 * n) / math.sqrt(n) * abs(2 * middle - 2 * m) / spread
    return max(wide, abs(2 * hinge - 2 * m) / iqr), 3 / math.sqrt(n) - 40 / n**3


def mean_sd_from_five_numbers(
    summary: FiveNumbers,
    *,
    shape: Shape = "normal",
    mean_method: MeanMethod = "luo",
    sd_method: SdMethod = "shi",
    natural_scale: bool = True,
) -> Moments:
    """Mean and standard deviation behind a five-number summary.

    Args:
        summary: What was reported.
        shape: Distribution assumed; `"log-normal"` needs positive numbers.
        mean_method: Luo's weights, or the earlier equal ones.
        sd_method: Shi's weights for all five numbers, Wan's, or Hozo's rule of thumb.
        natural_scale: For `"log-normal"`, report on the original scale and not the log scale.

    Raises:
        OutOfRange: A log-normal summary with a number that is not positive.
    """
    s = summary.logarithms() if shape == "log-normal" else summary
    mean, sd = mean_from_five_numbers(s, mean_method), sd_from_five_numbers(s, sd_method)
    if shape == "log-normal":
        mean, sd = _log_normal(s, mean, sd, natural_scale)
    statistic, critical = skewness_statistic(s)
    text = f"mean and standard deviation derived from quantiles, assuming {shape} values"
    cautions = [Caution("assumed-distribution", text)]
    if statistic > critical:
        text = f"the summary is too skewed for {shape} values ({statistic:.3g} > {critical:.3g})"
        cautions.append(Caution("skewed-distribution", text))
    return Moments(
        mean=mean,
        sd=sd,
        method=f"mean {mean_method}, sd {sd_method}, {shape}",
        skewed=statistic > critical,
        cautions=tuple(cautions),
    )


def _log_normal(s: FiveNumbers, mu: float, sd: float, natural: bool) -> tuple[float, float]:
    """Bias-corrected moments of a log-normal variable (Shi et al. 2020, Stat Interface)."""
    n = s.n
    if not s.quartiles:
        a, b = 0.565, 0.37
        variance = sd**2 / (1.01 + 0.25 / math.log(n) ** 2)
        fourth = sd**4 / (1 + 2.23 / math.log(n) ** 2)
    elif not s.extremes:
        a, b = 0.57, 0.75
        variance = sd**2 / (1 + 1.58 / n)
        fourth = sd**4 / (1 + 19.2 / math.pow(n, 1.2))
    else:
        a, b = 0.405, 0.315
        variance = sd**2 / (1 + 0.28 / math.log(n) ** 2)
        fourth = sd**4 / (1 + 3.93 / n)
    if not natural:
        return mu, math.sqrt(variance)
    mean = math.exp(mu + variance / 2) / (1 + a * variance / n + b * fourth / n)
    above = math.exp(2 * mu + 2 * variance) / (1 + 4 * a * variance / n + 16 * b * fourth / n)
    below = math.exp(2 * mu + variance) / (1 + 4 * a * variance / n + 4 * b * fourth / n)
    return mean, math.sqrt(above - below)
