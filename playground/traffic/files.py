"""How often each file is asked for, and how large it is. Nothing here is drawn: file k of a kind has the size at the
k-th place of a sequence that fills the distribution evenly, so that popular files are as large as others.

Source: Weyl's equidistribution theorem, with the golden ratio.
"""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from playground.design.files import FileKind

GOLDEN = (math.sqrt(5) - 1) / 2


@lru_cache(maxsize=64)
def shares(objects: int, zipf_exponent: float) -> np.ndarray:
    """(objects,) float64: the chance of each file of a kind to be the next one asked for."""
    weights = np.arange(1, objects + 1, dtype=np.float64) ** -zipf_exponent
    found = weights / weights.sum()
    found.flags.writeable = False
    return found


@lru_cache(maxsize=64)
def sizes(kind: FileKind) -> np.ndarray:
    """(objects,) int64, bytes: lognormal, and of such a scale that a request's mean is the kind's."""
    sigma = math.sqrt(math.log1p(kind.size_cv**2))
    place = np.arange(1, kind.objects + 1) * GOLDEN % 1.0
    quantile = NormalDist().inv_cdf
    factors = np.exp([sigma * quantile(u) for u in place.tolist()]) if sigma > 0 else np.ones(kind.objects)
    mean = float(shares(kind.objects, kind.zipf_exponent) @ factors)
    found = np.maximum(np.floor(factors / mean * kind.mean_kb * 1000 + 0.5), 1).astype(np.int64)
    found.flags.writeable = False
    return found
