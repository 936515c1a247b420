"""How often two sites that both accept writes get in each other's way, and what the last writer undoes.

Writes to a key are Poisson at each site, and each is known at the other site a fixed delay D after it was made. Two
writes are in conflict if they are to the same key, at different sites, and less than D apart: then neither site had
seen the other's write when it made its own. With the rates r and s at the two sites,

    pairs in conflict per second               2 r s D
    share of one site's writes that are in conflict with at least one write of the other        1 - exp(-2 s D)

which holds for D to either side; the window of a write that looks back only (it has not seen what came before) is half
as long. A pair is counted once, and a write that meets three others is in three pairs.

Last writer wins, by clocks that agree: of a pair in conflict the later write stands. Two things may be counted:

    overwritten   a write after which, within D, the other site has written without having seen it: 1 - exp(-s D) of
                  the writes at rate r. Right for values that are replaced whole, where that write was never seen.
    lost updates  each write builds on the newest one that its site knows (a counter, a document), and is lost if what
                  stands in the end does not descend from it. A write may be overwritten, and yet survive in a newer
                  one of its own site that saw it. Per second (r (e^sD - 1) + s (e^rD - 1)) / (e^rD + e^sD - 1).

Both come to 2 r s D, one for each pair, where conflicts are rare. The last is found by following a late write back to
what it builds on: the newest of its own site, or the newest of the other site's that is older than D. What the chain
has passed by says nothing about what lies before, so it is a Markov renewal process; its writes per second are what is
kept, (r e^rD + s e^sD) / (e^rD + e^sD - 1), and the rest is lost. For a long delay the busier site's writes stay.

Every function raises a ValueError of one sentence for a rate or delay below 0, rows that do not match, or a row of
zeros: a site that writes nothing is no second writer.

Source: derived here, for Poisson writes. What a lost update is: Berenson, Bernstein, Gray, Melton, O'Neil and O'Neil,
"A critique of ANSI SQL isolation levels", ACM SIGMOD 1995 (P4). That conflicts grow with the rates of both: Gray,
Helland, O'Neil and Shasha, "The dangers of replication and a solution", ACM SIGMOD 1996.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from playground.theory.given import not_negative, probabilities, rates
from playground.theory.rows import same_length


def conflicts_rps(here_rps: NDArray[np.float64], there_rps: NDArray[np.float64], delay_s: float) -> float:
    """Pairs in conflict per second, over all keys. The rows: each key's writes per second at the one and other site."""
    _two_sites(here_rps, there_rps, delay_s)
    return float(2 * delay_s * (here_rps @ there_rps))


def share_in_conflict(there_rps: float, delay_s: float) -> float:
    """Share of one site's writes to a key that are in conflict, if the other writes to it so often."""
    not_negative(there_rps=there_rps, delay_s=delay_s)
    return -math.expm1(-2 * there_rps * delay_s)


def share_in_conflict_mean(popularity: NDArray[np.float64], there_rps: float, delay_s: float) -> float:
    """The same over all keys. `there_rps` is the other site's rate for all of them; the popularity is that of both."""
    probabilities(popularity=popularity)
    not_negative(there_rps=there_rps, delay_s=delay_s)
    return float(popularity @ -np.expm1(-2 * there_rps * delay_s * popularity))


def overwritten_rps(here_rps: NDArray[np.float64], there_rps: NDArray[np.float64], delay_s: float) -> float:
    """Writes per second, of both sites, that a later one overwrites without having seen them."""
    _two_sites(here_rps, there_rps, delay_s)
    return float(here_rps @ -np.expm1(-there_rps * delay_s) + there_rps @ -np.expm1(-here_rps * delay_s))


def lost_updates_rps(here_rps: NDArray[np.float64], there_rps: NDArray[np.float64], delay_s: float) -> float:
    """Writes per second, of both sites, from which nothing descends that stands in the end."""
    _two_sites(here_rps, there_rps, delay_s)
    here, there = here_rps * delay_s, there_rps * delay_s
    most = np.maximum(here, there)  # all is divided by e^most, so that nothing overflows
    here_grown = np.exp(here - most) * -np.expm1(-here)
    there_grown = np.exp(there - most) * -np.expm1(-there)
    lost = (here_rps * there_grown + there_rps * here_grown) / (here_grown + there_grown + np.exp(-most))
    return float(lost.sum())


def _two_sites(here_rps: NDArray[np.float64], there_rps: NDArray[np.float64], delay_s: float) -> None:
    rates(here_rps=here_rps, there_rps=there_rps)
    same_length(here_rps=here_rps, there_rps=there_rps)
    not_negative(delay_s=delay_s)
