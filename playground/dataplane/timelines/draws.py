"""Who posts, and whom a reader follows. Both describe the user, so they are the same in every attempt."""

from __future__ import annotations

import math

import numpy as np

from playground.dataplane.jit import block
from playground.dataplane.luck import mix, u64, unit
from playground.dataplane.timelines.tables import AUTHOR_LUCK, FAMOUS_LUCK, PLACE_LUCK, READER_LUCK

AUTHOR_OF, PLACE_OF, READER_OF, FAME_OF = u64(AUTHOR_LUCK), u64(PLACE_LUCK), u64(READER_LUCK), u64(FAMOUS_LUCK)


@block
def is_famous(w, user, born_ns):
    """Is the author of this user's post one of the largest, who post more than usual for a while?"""
    books = w.timelines[0]
    if born_ns < books["famous_from_ns"] or born_ns >= books["famous_to_ns"]:
        return False
    return unit(mix(user, FAME_OF)) < books["famous_share"]


@block
def followers_of(w, user, born_ns):
    """How many follow the author of this user's post: the first size up to which there are posts enough."""
    if is_famous(w, user, born_ns):
        return np.int64(w.authors[w.authors.shape[0] - 1]["followers"])
    chance = unit(mix(user, AUTHOR_OF))
    low = np.int64(0)
    high = np.int64(w.authors.shape[0] - 1)
    while low < high:
        middle = (low + high) // 2
        if w.authors[middle]["upto"] < chance:
            low = middle + 1
        else:
            high = middle
    return np.int64(w.authors[low]["followers"])


@block
def place_of(user):
    """Where among machines a user stands."""
    return np.int64(mix(user, PLACE_OF) & u64(0xFFFFFFFF))


@block
def followed(user, machine, mean):
    """How many authors with a list on this machine the reader follows: a Poisson number, by inversion.

    A user follows each of very many authors with a small chance, independently of the others.
    """
    chance = unit(mix(mix(user, READER_OF), u64(machine)))
    term = math.exp(-mean)
    upto = term
    count = np.int64(0)
    while upto < chance and term > 0.0:
        count += 1
        term *= mean / count
        upto += term
    return count
