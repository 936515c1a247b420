"""What a producer knows of a publish whose acknowledgement may be lost or late, and how many copies its retries leave.

An attempt reaches the broker with the chance 1 - p, and is then durable; its acknowledgement comes back in time with
the chance 1 - q. So an attempt is known to have worked with s = (1 - p)(1 - q), and otherwise nothing is known: what
the producer sees is the same whether the message or its acknowledgement was lost. It tries up to n times, until it
knows.

    attempts          (1 - (1 - s)^n) / s
    copies            1 - p times as many
    lost              p^n         no copy, and the producer knows that it does not know
    unknown           (1 - s)^n   of which all but p^n are there
    more than one     1 - p^n - [exactly one]

with exactly one by s (1 - p^n) / (1 - p), if it ends well, and by n p^(n-1) (1 - p) q, if it does not. Without retries
nothing is there twice and p are lost; with them as many as one likes are saved, at the price of copies. The broker or
the consumer can tell copies apart only by a key that the producer gave all of them.

A late acknowledgement counts as lost: q is then the chance that the broker, with its disk and its line, is slower than
the producer's timeout. All attempts are independent, which those of one outage are not.

Every function raises a ValueError of one sentence for chances or numbers that cannot be.

Source: derived here; that nobody can know better is the two generals' problem (Gray, "Notes on data base operating
systems", 1978).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from playground.theory.given import share, whole


@dataclass(frozen=True)
class Publish:
    """Raises ValueError for chances or numbers that cannot be."""

    lost: float
    """Chance that an attempt does not reach the broker."""
    unheard: float
    """Chance that the acknowledgement of one that did is lost, or too late."""
    attempts: int = 1
    """How often the producer tries at most."""

    def __post_init__(self) -> None:
        share(lost=self.lost, unheard=self.unheard)
        whole(1, attempts=self.attempts)

    @property
    def known(self) -> float:
        """Chance that an attempt is durable and the producer hears of it."""
        return (1 - self.lost) * (1 - self.unheard)


def attempts_mean(publish: Publish) -> float:
    """Mean number of attempts."""
    if publish.known == 0:
        return float(publish.attempts)
    if publish.known == 1:
        return 1.0
    return -math.expm1(publish.attempts * math.log1p(-publish.known)) / publish.known


def copies_mean(publish: Publish) -> float:
    """Mean number of copies that become durable."""
    return (1 - publish.lost) * attempts_mean(publish)


def lost_share(publish: Publish) -> float:
    """Share of the messages of which no copy is there."""
    return float(publish.lost**publish.attempts)


def unknown_share(publish: Publish) -> float:
    """Share of the messages of which the producer does not know in the end whether they are there."""
    return float((1 - publish.known) ** publish.attempts)


def wrongly_feared_share(publish: Publish) -> float:
    """Share of the messages of which the producer does not know, though at least one copy is there."""
    return max(0.0, unknown_share(publish) - lost_share(publish))


def duplicated_share(publish: Publish) -> float:
    """Share of the messages of which more than one copy is there."""
    if publish.lost == 1:
        return 0.0
    there = 1 - lost_share(publish)
    heard_once = publish.known * there / (1 - publish.lost)
    reached_unheard = (1 - publish.lost) * publish.unheard
    unheard_once = publish.attempts * publish.lost ** (publish.attempts - 1) * reached_unheard
    return max(0.0, there - heard_once - unheard_once)
