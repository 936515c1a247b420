"""How long a piece of work takes: five families of distributions, each by figures one can measure.

A mean of zero means that there is no such work.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from playground.design.knob import System, knob

LONGEST_MS = 3_600_000.0


class Deterministic(System):
    """Always the same time."""

    kind: Literal["deterministic"] = "deterministic"
    mean_ms: float = knob(1.0, ge=0, le=LONGEST_MS)


class Exponential(System):
    """Memoryless: standard deviation as long as the mean."""

    kind: Literal["exponential"] = "exponential"
    mean_ms: float = knob(1.0, ge=0, le=LONGEST_MS)


class Lognormal(System):
    """Many short and a few long: given by the mean and the 99th percentile."""

    kind: Literal["lognormal"] = "lognormal"
    mean_ms: float = knob(1.0, gt=0, le=LONGEST_MS)
    p99_ms: float = knob(5.0, gt=0, le=LONGEST_MS * 100)

    @model_validator(mode="after")
    def _has_a_solution(self) -> Lognormal:
        ratio = self.p99_ms / self.mean_ms
        if not 1.0 < ratio < LARGEST_RATIO:
            raise ValueError(
                f"lognormal.p99_ms must be more than mean_ms and less than {LARGEST_RATIO:.4g} times it, "
                f"not {self.p99_ms:g} for a mean of {self.mean_ms:g}"
            )
        return self

    @property
    def sigma(self) -> float:
        """Standard deviation of the logarithm: the smaller root of p99 / mean = exp(z sigma - sigma^2 / 2)."""
        return Z99 - math.sqrt(Z99 * Z99 - 2 * math.log(self.p99_ms / self.mean_ms))

    @property
    def mu(self) -> float:
        """Mean of the logarithm of the time in milliseconds."""
        return math.log(self.mean_ms) - self.sigma**2 / 2


Z99 = 2.3263478740408408  # the normal's 99th percentile
LARGEST_RATIO = math.exp(Z99 * Z99 / 2)


class Gamma(System):
    """Given by the mean and the coefficient of variation (standard deviation over mean)."""

    kind: Literal["gamma"] = "gamma"
    mean_ms: float = knob(1.0, gt=0, le=LONGEST_MS)
    cv: float = knob(1.0, gt=0, le=10)


class Empirical(System):
    """Measured times, each as likely as the others."""

    kind: Literal["empirical"] = "empirical"
    values_ms: tuple[float, ...] = knob((1.0,), max_length=10_000)

    @field_validator("values_ms")
    @classmethod
    def _in_order(cls, values: tuple[float, ...]) -> tuple[float, ...]:
        if not values:
            raise ValueError("empirical.values_ms needs at least one time")
        if any(not 0 <= value <= LONGEST_MS for value in values):
            raise ValueError(f"empirical.values_ms must lie between 0 and {LONGEST_MS:g}")
        return tuple(sorted(values))

    @property
    def mean_ms(self) -> float:
        return math.fsum(self.values_ms) / len(self.values_ms)


Service = Annotated[
    Deterministic | Exponential | Lognormal | Gamma | Empirical,
    Field(discriminator="kind"),
]


def from_cv(mean_ms: float, cv: float) -> Deterministic | Exponential | Gamma:
    """The usual distribution of this mean and coefficient of variation: 0 deterministic, 1 exponential, else gamma."""
    if cv == 0 or mean_ms == 0:
        return Deterministic(mean_ms=mean_ms)
    if cv == 1:
        return Exponential(mean_ms=mean_ms)
    return Gamma(mean_ms=mean_ms, cv=cv)
