"""Draws as hashes of a luck: the oracle's own copy of the mixing function and of the distributions.

`mix` is the n-th output of SplitMix64 from the state `luck` (Steele, Lea, Flood, OOPSLA 2014).
"""

from __future__ import annotations

import math
from collections import Counter
from statistics import NormalDist

from playground.design.service import Deterministic, Empirical, Exponential, Gamma, Lognormal
from tests.agree.oracle import ziggurat

MASK = (1 << 64) - 1
PURPOSES = (
    "gap", "endpoint", "key", "address", "region", "web", "database_read", "database_write", "external", "entry",
    "balance", "calls", "loss", "backoff", "coin", "station", "second", "cache", "probe", "start", "fault",
    "life", "early", "seat",
)  # fmt: skip
JOBS = 1 << 32
PROBES, FAULTS, PRELUDE, STREAMS, APPLIERS, COPIES, CACHE_PROBES = 1, 2, 3, 4, 5, 6, 7
SHELVES, PURGES, PEOPLE, NAMES, DRIFTS, ROUTES = 9, 10, 11, 12, 13, 14
AnyService = Deterministic | Exponential | Lognormal | Gamma | Empirical


def mix(luck: int, n: int) -> int:
    """The n-th output of SplitMix64 whose state is `luck`."""
    z = (luck + 0x9E3779B97F4A7C15 * (n + 1)) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def unit(bits: int) -> float:
    """A number in (0, 1) from the upper 52 of 64 bits."""
    return ((bits >> 12) + 0.5) * 2.0**-52


def hashed(luck: int, purpose: str, visit: int = 0) -> int:
    """The 64 bits of the visit-th draw for a purpose."""
    return mix(luck, PURPOSES.index(purpose) << 16 | visit)


def number(luck: int, purpose: str, visit: int = 0) -> float:
    """The visit-th number in (0, 1) for a purpose."""
    return unit(hashed(luck, purpose, visit))


def job_luck(seed: int, job: int, place: int, n: int) -> int:
    """The luck of a background job: the n-th of its kind at this place."""
    return mix(mix(mix(seed, JOBS + job), place), n)


class Luck:
    """A luck that counts its own draws for each purpose."""

    def __init__(self, luck: int) -> None:
        self.luck = luck
        self.asked: Counter[str] = Counter()

    def draw(self, purpose: str) -> float:
        """The next number in (0, 1) for this purpose."""
        return unit(self.bits(purpose))

    def bits(self, purpose: str) -> int:
        """The next 64 bits for this purpose."""
        visit = self.asked[purpose]
        self.asked[purpose] += 1
        return hashed(self.luck, purpose, visit)

    def exponential(self, purpose: str) -> float:
        """The next unit exponential for this purpose."""
        return ziggurat.exponential(lambda: self.bits(purpose), unit)


def waiting(u: float) -> float:
    """A unit exponential by inversion, as random faults are drawn."""
    return -math.log(u)


def normal(u: float) -> float:
    """A standard normal by inversion; the standard library implements AS 241 as well."""
    return NormalDist().inv_cdf(u)


def gamma(luck: Luck, purpose: str, shape: float) -> float:
    """Marsaglia and Tsang, ACM TOMS 26(3), 2000; a shape below one is boosted."""
    if shape < 1.0:
        boost = math.exp(math.log(luck.draw(purpose)) / shape)
        return gamma(luck, purpose, shape + 1.0) * boost
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        x = normal(luck.draw(purpose))
        root = 1.0 + c * x
        if root <= 0.0:
            continue
        v = root * root * root
        if math.log(luck.draw(purpose)) < 0.5 * x * x + d - d * v + d * math.log(v):
            return d * v


def work_ns(luck: Luck, purpose: str, service: AnyService) -> float:
    """How long this work takes on an idle machine of speed one, not yet rounded."""
    mean_ns = service.mean_ms * 1e6
    if isinstance(service, Exponential) and mean_ns > 0.0:
        return luck.exponential(purpose) * mean_ns
    if isinstance(service, Lognormal):
        return math.exp(service.mu + math.log(1e6) + service.sigma * normal(luck.draw(purpose)))
    if isinstance(service, Gamma):
        shape = 1.0 / service.cv**2
        return gamma(luck, purpose, shape) / shape * mean_ns
    if isinstance(service, Empirical):
        return service.values_ms[int(luck.draw(purpose) * len(service.values_ms))] * 1e6
    return mean_ns
