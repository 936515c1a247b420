"""Zipf's law: key k, counted from 0, is asked for in proportion to (k + 1)^-exponent.

Source: Breslau, Cao, Fan, Phillips and Shenker, "Web caching and Zipf-like distributions: evidence and implications",
IEEE INFOCOM 1999 (who found exponents from 0.64 to 0.83 in the logs of six proxies).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.theory.given import not_negative, share, whole


def zipf(keys: int, exponent: float) -> NDArray[np.float64]:
    """The chance of each key to be the next one asked for, the most popular key first. Exponent 0: all are equal."""
    whole(1, keys=keys)
    not_negative(exponent=exponent)
    weights = np.arange(1, keys + 1, dtype=np.float64) ** -exponent
    return weights / weights.sum()


def with_famous(popularity: NDArray[np.float64], famous: int, famous_share: float) -> NDArray[np.float64]:
    """The same where a share of what is asked for goes on top to the first `famous` keys, each as likely as the
    others."""
    whole(0, famous=famous)
    share(famous_share=famous_share)
    if famous == 0:
        return popularity
    return popularity * (1 - famous_share) + np.where(np.arange(len(popularity)) < famous, famous_share / famous, 0.0)
