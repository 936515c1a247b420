"""How many followers the author of a post has, and how many large authors a reader follows.

Followers are a Pareto law that is cut off, in classes of equal width on a logarithmic axis; all authors of one class
have its mean, as a whole number.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from playground.design.fault import AnyFault, Celebrity
from tests.agree.oracle.chance import mix, unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playground.design.timelines import Timelines

READER, AUTHOR, PLACE, FAME = 403, 404, 405, 406  # the lucks of a user
CLASSES = 4096


def place_of(user: int) -> int:
    """Where among machines a user stands."""
    return mix(user, PLACE) % 2**32


class Law:
    """Sizes of authors, ascending, with the share of all authors that have each."""

    def __init__(self, given: Timelines, faults: Sequence[AnyFault]) -> None:
        self.given, self.exponent, self.most = given, given.followers_exponent, float(given.followers_most)
        self.famous = next((fault for fault in faults if isinstance(fault, Celebrity)), None)
        least, found = self._least(), {}
        edges = [least * (self.most / least) ** (place / CLASSES) for place in range(CLASSES + 1)]
        for begin, end in pairwise(edges):
            share = self._moment(0, begin, end)
            size = max(1, math.floor(self._moment(1, begin, end) / share + 0.5))
            found[size] = found.get(size, 0.0) + share
        whole = math.fsum(found.values())
        self.authors = {size: share / whole for size, share in sorted(found.items())}
        posts = {size: share * size**given.post_exponent for size, share in self.authors.items()}
        self.posts = {size: each / math.fsum(posts.values()) for size, each in posts.items()}

    def _moment(self, power: int, begin: float, end: float) -> float:
        """The integral of x^power x^(-exponent - 1), without what all have in common."""
        rest = power - self.exponent
        return math.log(end / begin) if rest == 0 else (end**rest - begin**rest) / rest

    def _mean(self, least: float) -> float:
        return self._moment(1, least, self.most) / self._moment(0, least, self.most)

    def _least(self) -> float:
        """The size from which on the mean is what it is to be: the larger the one, the larger the other."""
        low, high = math.log(self.given.followers_mean) - 25, math.log(self.given.followers_mean)
        for _ in range(100):
            middle = (low + high) / 2
            low, high = (middle, high) if self._mean(math.exp(middle)) < self.given.followers_mean else (low, middle)
        return math.exp(low)

    def followers_of(self, user: int, born_ns: int) -> int:
        """Of whoever posts: by chance, or, with a share of the posts, the largest while celebrities post."""
        if self._is_famous(user, born_ns):
            return max(self.authors)
        chance, upto = unit(mix(user, AUTHOR)), 0.0
        for size, share in self.posts.items():
            upto += share
            if upto >= chance:
                return size
        return max(self.posts)

    def _is_famous(self, user: int, born_ns: int) -> bool:
        if self.famous is None or self.famous.start_s is None:
            return False
        begin_ns = int(self.famous.start_s * 1e9 + 0.5)
        lasts_s = self.famous.duration_s
        end_ns = math.inf if lasts_s is None else int((self.famous.start_s + lasts_s) * 1e9 + 0.5)
        return begin_ns <= born_ns < end_ns and unit(mix(user, FAME)) < self.famous.share

    def is_large(self, followers: int) -> bool:
        """Too many for a post to be copied to all of them?"""
        return followers > self.given.most_pushed

    def followed(self, user: int, machine: int) -> int:
        """Large authors with a list on this machine whom a user follows: a Poisson number, by inversion. Of all pairs
        of an author and a follower each counts once on either side."""
        large = math.fsum(size * share for size, share in self.authors.items() if self.is_large(size))
        mean = large / self.given.lists.count
        chance = unit(mix(mix(user, READER), machine))
        count, term = 0, math.exp(-mean)
        upto = term
        while upto < chance and term > 0.0:
            count += 1
            term *= mean / count
            upto += term
        return count
