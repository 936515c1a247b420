"""How many followers authors have, in classes of about one size.

The law is a Pareto one that is cut off below and above, as in `theory/followers.py`; its least size is what makes the
mean. Classes are equally wide on a logarithmic axis, and all authors of one have the mean of the class, as a whole
number, so that the rarest are there, too.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from playground.design.timelines import Timelines

Sizes = NDArray[np.float64]
CLASSES = 4096
HALVINGS = 200  # more than the bits of a double


def _partial(power: float, exponent: float, begin: Sizes, end: Sizes) -> Sizes:
    """The integral of x^power over the density x^(-exponent - 1), from `begin` to `end`."""
    rest = power - exponent
    return np.asarray(np.log(end / begin) if rest == 0 else (end**rest - begin**rest) / rest)


def _mean(least: float, most: float, exponent: float) -> float:
    """Of the law between these sizes."""
    begin, end = np.array([least]), np.array([most])
    return float(_partial(1.0, exponent, begin, end)[0] / _partial(0.0, exponent, begin, end)[0])


def least_of(mean: float, most: float, exponent: float) -> float:
    """The least size with which the mean is this, by halving."""
    low, high = mean * 1e-9, mean
    for _ in range(HALVINGS):
        middle = math.sqrt(low * high)
        if not low < middle < high:
            break
        if _mean(middle, most, exponent) < mean:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def authors(given: Timelines) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """(A,) followers, ascending, and (A,) the share of all authors that have so many."""
    exponent, most = given.followers_exponent, float(given.followers_most)
    least = least_of(given.followers_mean, most, exponent)
    edges = np.geomspace(least, most, CLASSES + 1)
    share = _partial(0.0, exponent, edges[:-1], edges[1:])
    mean = _partial(1.0, exponent, edges[:-1], edges[1:]) / share
    sizes, places = np.unique(np.maximum(1, np.floor(mean + 0.5)).astype(np.int64), return_inverse=True)
    return sizes, np.bincount(places, weights=share) / share.sum()


def posts_upto(sizes: NDArray[np.int64], share: NDArray[np.float64], growth: float) -> NDArray[np.float64]:
    """(A,) the share of all posts that are by authors of up to this size."""
    posts = share * sizes.astype(np.float64) ** growth
    upto = np.cumsum(posts) / posts.sum()
    upto[-1] = 1.0
    return np.asarray(upto)


def followed_mean(sizes: NDArray[np.int64], share: NDArray[np.float64], above: int) -> float:
    """Authors with more followers than this whom a user follows: each pair counts once on either side."""
    large = sizes > above
    return float((sizes[large] * share[large]).sum())
