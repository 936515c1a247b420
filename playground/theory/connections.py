"""How many requests have to open a connection first, where browsers keep idle ones for a while.

A session begins with a request, lasts an exponential time, and makes more of them at random while it does. The first
request opens a connection; a later one does if the one before it is longer ago than connections are kept. A request at
time t finds none in the `keep` before it with the chance exp(-rate · keep), and only after the session is that old; so
of rate · session later ones on average a share exp(-keep · (rate + 1 / session)) does.

Raises a ValueError of one sentence for rates or times that cannot be.

Source: derived here, for Poisson requests during exponential sessions.
"""

from __future__ import annotations

import math

from playground.theory.given import not_negative, positive


def requests_per_session(rate_rps: float, session_s: float) -> float:
    """The first one, and those that follow at this rate while the session lasts."""
    positive(rate_rps=rate_rps, session_s=session_s)
    return 1 + rate_rps * session_s


def opened_share(rate_rps: float, session_s: float, keep_alive_s: float) -> float:
    """Share of the requests that open a connection. `rate_rps`: of one session, while it lasts."""
    not_negative(keep_alive_s=keep_alive_s)
    each = requests_per_session(rate_rps, session_s)
    later = (each - 1) * math.exp(-keep_alive_s * (rate_rps + 1 / session_s))
    return (1 + later) / each
