"""How long sticky sessions keep the old servers busy after new ones have been added, and who loses a session.

Sessions begin as a Poisson process and last exponentially long, so that what is left of one is as long as a new one on
average, however old it is. When n servers become m, each old one holds 1/n of all sessions; from then on new sessions
are spread evenly, and nobody is moved. After t, exp(-t / mean) of the old sessions are left, and the rest are new:

    old server   N (exp(-t / mean) / n + (1 - exp(-t / mean)) / m)
    new server   N (1 - exp(-t / mean)) / m

for N sessions at all times. An old server's excess over N / m is halved every ln 2 · mean.

Servers that are found by a key instead move the users whose server is another one afterwards: n/(n+1) of them with the
hash modulo the number of servers when n become n + 1, 1/(n+1) on a ring. A rolling deploy restarts every server, which
ends the sessions of everybody (some meet it twice: they land on a server that is still to be restarted). Where sessions
are in a shared store, any server will do.

Every function raises a ValueError of one sentence for fewer than 1 server, fewer servers after than before where they
are added, or times that cannot be.

Source: derived here, for means of the M/M/infinity queue (Takács, "Introduction to the theory of queues", 1962, chapter
3); the ring and the modulo are those of a cache's keys (`lost_cache_node`).
"""

from __future__ import annotations

import math
from enum import StrEnum

from playground.theory.given import not_negative, positive, whole
from playground.theory.lost_cache_node import moved_by_modulo, moved_on_ring


class Sessions(StrEnum):
    """What finds a user's session again, or ends it."""

    MODULO = "modulo"
    RING = "ring"
    ROLLING_DEPLOY = "rolling-deploy"
    SHARED_STORE = "shared-store"


def sessions_per_old_server(since_s: float, sessions: float, before: int, after: int, session_mean_s: float) -> float:
    """Mean number of sessions of a server that was there `before`, so long after it became one of `after`."""
    old = _left(since_s, before, after, session_mean_s)
    not_negative(sessions=sessions)
    return sessions * (old / before + (1 - old) / after)


def sessions_per_new_server(since_s: float, sessions: float, before: int, after: int, session_mean_s: float) -> float:
    """Mean number of sessions of a server that was added, so long after that."""
    old = _left(since_s, before, after, session_mean_s)
    not_negative(sessions=sessions)
    return sessions * (1 - old) / after


def excess_half_life_s(session_mean_s: float) -> float:
    """Seconds in which half of what an old server has too much goes away."""
    positive(session_mean_s=session_mean_s)
    return math.log(2) * session_mean_s


def users_who_lose_their_session(kept: Sessions, before: int, after: int) -> float:
    """Share of the users who get to a server that does not know them when `before` servers become `after`."""
    whole(1, before=before, after=after)
    match kept:
        case Sessions.MODULO:
            return moved_by_modulo(before, after)
        case Sessions.RING:
            return moved_on_ring(before, after)
        case Sessions.ROLLING_DEPLOY:
            return 1.0
        case Sessions.SHARED_STORE:
            return 0.0


def _left(since_s: float, before: int, after: int, session_mean_s: float) -> float:
    not_negative(since_s=since_s)
    positive(session_mean_s=session_mean_s)
    whole(1, before=before)
    whole(before, after=after)
    return math.exp(-since_s / session_mean_s)
