"""What the sites that are left have to carry when others die, and how much room they must have for it.

The traffic of the dead goes to the survivors in proportion to what they had, so that each survivor's utilisation is
multiplied by one and the same factor: 1 / (1 - share of the dead), which is n / (n - k) for k of n equal sites. A site
stands for its busiest tier, the first to be full; what is said of sites holds for the servers of one site as well.

Above 1 a backlog grows: each second brings u seconds of work and one is done, so that who comes after t waits (u - 1) t
longer than who came first. Nobody gives up, and nobody asks again.

Every function raises a ValueError of one sentence for shares, utilisations or numbers of sites that cannot be, and if
no site is left.

Source: derived here, for a fluid (Newell, "Applications of Queueing Theory", 2nd edition, 1982, chapter 2).
"""

from __future__ import annotations

import math
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from playground.theory.given import ROUNDING, not_negative, positive, probabilities, whole
from playground.theory.rows import same_length


def utilisation_of_survivors(utilisation: float, sites: int, lost: int = 1) -> float:
    """Of each survivor, when so many of equal sites are lost that all ran at this utilisation: u · n / (n - k)."""
    not_negative(utilisation=utilisation)
    _some_left(sites, lost)
    return utilisation * sites / (sites - lost)


def utilisation_of_unequal(
    utilisations: NDArray[np.float64], shares: NDArray[np.float64], lost: Collection[int]
) -> NDArray[np.float64]:
    """Of each site, when those with the numbers in `lost`, counted from 0, are: theirs is 0 then.

    `utilisations`: of each site before; `shares`: each site's share of all traffic, which its own size does not tell.
    """
    probabilities(shares=shares)
    same_length(shares=shares, utilisations=utilisations)
    for site, utilisation in enumerate(utilisations.tolist()):
        not_negative(**{f"utilisation of site {site}": utilisation})
    for site in lost:
        if site not in range(len(shares)):
            raise ValueError(f"lost must name sites from 0 to {len(shares) - 1}, not {site}")
    dead = np.isin(np.arange(len(shares)), list(lost))
    left = float(shares[~dead].sum())
    positive(**{"share of the traffic that the survivors have": left})
    return np.where(dead, 0.0, utilisations / left)


def utilisation_that_survives(sites: int, lost: int = 1, most: float = 1.0) -> float:
    """The highest utilisation at which the survivors of such a loss stay at or below `most`: most · (n - k) / n."""
    not_negative(most=most)
    _some_left(sites, lost)
    return most * ((sites - lost) / sites)


def sites_needed(full_sites: float, most: float, lost: int = 1) -> int:
    """The fewest sites of which so many may be lost while the others stay at or below the utilisation `most`.

    `full_sites`: the traffic, in sites that would be full of it (rate / rate of one site); 0 still needs a survivor.
    """
    not_negative(full_sites=full_sites)
    positive(most=most)
    whole(0, lost=lost)
    return lost + max(1, math.ceil(full_sites / most * (1 - ROUNDING)))


def backlog_growth_rps(utilisation: float, most_served_rps: float) -> float:
    """Requests per second by which the backlog of a survivor grows that can serve so many: (u - 1) · served, or 0."""
    not_negative(utilisation=utilisation, most_served_rps=most_served_rps)
    return max(0.0, utilisation - 1) * most_served_rps


def wait_growth(utilisation: float) -> float:
    """Seconds by which the wait of who comes next grows each second: u - 1, or 0."""
    return backlog_growth_rps(utilisation, 1.0)


def _some_left(sites: int, lost: int) -> None:
    whole(1, sites=sites)
    whole(0, lost=lost)
    whole(1, **{"number of sites that are left": sites - lost})
