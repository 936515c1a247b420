"""Drawing from a service's distribution with the standard library's `random`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random

from playground.design.service import Deterministic, Empirical, Exponential, Gamma, Lognormal

AnyService = Deterministic | Exponential | Lognormal | Gamma | Empirical
Sampler = Callable[[], float]


def sampler(service: AnyService, rng: Random) -> Sampler | None:
    """A function that draws seconds; None where there is no such work."""
    mean_s = service.mean_ms / 1000
    if mean_s <= 0:
        return None
    if isinstance(service, Exponential):
        return partial(rng.expovariate, 1 / mean_s)
    if isinstance(service, Lognormal):
        return lambda: rng.lognormvariate(service.mu, service.sigma) / 1000
    if isinstance(service, Gamma):
        shape = 1 / service.cv**2
        return partial(rng.gammavariate, shape, mean_s / shape)
    if isinstance(service, Empirical):
        return partial(rng.choice, [value_ms / 1000 for value_ms in service.values_ms])
    return lambda: mean_s
