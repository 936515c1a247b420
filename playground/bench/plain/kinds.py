"""The files of a page in the plain web system: how popular each is, how large, and how long a copy of it lives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from math import exp, log1p, sqrt
from statistics import NormalDist

from playground.bench.plain.site import Errand
from playground.bench.plain.trip import rounds, send_s
from playground.design.design import WebSystem
from playground.design.files import FileKind
from playground.design.workload import Region

NOT_MODIFIED_KB = 0.3  # an answer that says that nothing has changed


@dataclass(eq=False)
class Kind:
    """The files of one kind are numbered from `first`; `upto` are their cumulative shares."""

    given: FileKind
    first: int
    upto: list[float]


@dataclass(eq=False)
class Catalogue:
    """All files: of each its bytes, its life as a copy, the rounds to a user, and what the origin sends."""

    kinds: list[Kind]
    sizes: list[float]
    lives_s: list[float]
    rounds: list[int]
    errands: list[Errand]
    not_modified: Errand

    def rates_rps(self, design: WebSystem, region: Region) -> list[float]:
        """How often a region's users ask for each."""
        load, found = design.workload, []
        for kind in self.kinds:
            each = load.files_rps(kind.given) * load.share_of_region(region)
            below = [0.0, *kind.upto[:-1]]
            found += [each * (upto - low) for upto, low in zip(kind.upto, below, strict=True)]
        return found


def catalogue(design: WebSystem) -> Catalogue:
    """Of all kinds."""
    kinds: list[Kind] = []
    sizes: list[float] = []
    lives_s: list[float] = []
    for given in design.workload.files:
        weights = [(rank + 1) ** -given.zipf_exponent for rank in range(given.objects)]
        shares = _shares(weights)
        kinds.append(Kind(given, len(sizes), list(accumulate(shares))))
        sizes += _sizes(given, shares)
        lives_s += [given.ttl_s] * given.objects
    window_kb = design.workload.initial_window_kb
    return Catalogue(
        kinds,
        sizes,
        lives_s,
        [rounds(size / 1000, window_kb) for size in sizes],
        [Errand(None, (), send_s(design, size / 1000), is_bundle=True) for size in sizes],
        Errand(None, (), send_s(design, NOT_MODIFIED_KB), is_bundle=True),
    )


def _shares(weights: list[float]) -> list[float]:
    total = sum(weights)
    return [weight / total for weight in weights]


def _sizes(given: FileKind, shares: Iterable[float]) -> list[float]:
    """Lognormal sizes, spread evenly over the ranks, of such a scale that a request's mean is the kind's."""
    golden, sigma = (sqrt(5) - 1) / 2, sqrt(log1p(given.size_cv**2))
    factors = [1.0] * given.objects
    if sigma > 0:
        quantile = NormalDist().inv_cdf
        factors = [exp(sigma * quantile((rank + 1) * golden % 1.0)) for rank in range(given.objects)]
    mean = sum(share * factor for share, factor in zip(shares, factors, strict=True))
    return [max(1.0, round(factor / mean * given.mean_kb * 1000)) for factor in factors]
