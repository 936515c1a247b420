"""What a run left behind of the people who asked, and of their sessions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

WAYS_TO_LOSE = ("died", "deployed", "scaled_in", "elsewhere")  # a session, by its keeper's fate or the balancer's
ALL_STORES = "session-stores"  # of several sites, where they share what they know
DEPLOYED, SCALED_IN = WAYS_TO_LOSE.index("deployed"), WAYS_TO_LOSE.index("scaled_in")


@dataclass(frozen=True)
class People:
    """Of one region: requests in every attempt that came from a seat, sessions that have begun, and connections that
    had to be opened: to the origin, to a CDN and to a second one. logins: sessions that a server or the store has made;
    logged_out: of those, the people who had one that was not found, by WAYS_TO_LOSE; anonymous: requests that went on
    without knowing who asks. looked_up: names that a resolver was asked for; misled: of these, led to a server that the
    authority believed dead by then. met_both: people who met a newer version of the program than before; went_back:
    requests of such people that met the older one again."""

    region: str
    seats: int
    asked: int
    sessions: int
    opened: tuple[int, ...]
    logins: int
    logged_out: tuple[int, ...]
    anonymous: int
    looked_up: int
    misled: int
    met_both: int
    went_back: int


@dataclass(frozen=True)
class Keeper:
    """A web server or the store: sessions under way that were lost with its memory."""

    name: str
    lost: int


@dataclass(frozen=True)
class Sessions:
    """Who keeps sessions, and what happened to these in each window, in all regions together."""

    keepers: tuple[Keeper, ...]
    logins_in: np.ndarray  # (W,) int64
    logged_out_in: np.ndarray  # (W, WAYS_TO_LOSE) int64
    anonymous_in: np.ndarray  # (W,) int64


@dataclass(frozen=True)
class Names:
    """What all resolvers were asked for, and what they had to ask the authority; in each window also who was led to a
    server that the authority believed dead."""

    asked: int
    missed: int
    asked_in: np.ndarray  # (W,) int64
    missed_in: np.ndarray  # (W,) int64
    misled_in: np.ndarray  # (W,) int64


@dataclass(frozen=True)
class Sites:
    """Who goes where, of several sites. doors: the balancer of each. In each window: requests that people sent to each
    site (in every attempt), connections that ended because the network's way led to another site, and at its end the
    people whose address is that of each site."""

    doors: tuple[str, ...]
    led: np.ndarray  # (W, sites) int64
    here: np.ndarray  # (W, sites) int64
    broken: np.ndarray  # (W,) int64


@dataclass(frozen=True)
class Versions:
    """While a new version is rolled out, in each window: people who met it after the old one, and requests that met the
    old one after it."""

    met_both_in: np.ndarray  # (W,) int64
    went_back_in: np.ndarray  # (W,) int64
