"""The blocks of sessions: whoever is logged in has one, and the server that is asked knows it or does not.

Who is not known logs in again with the same request. That is a logout when there was a session before: its keeper has
lost it, or the balancer has led the request elsewhere.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.jit import block
from playground.dataplane.opcodes import BY_COOKIE, FIND_SESSION, LOGGED_IN, NO_SESSION
from playground.dataplane.seats.tables import ELSEWHERE, NOWHERE

AWAY = np.int64(ELSEWHERE)
NOT_JUST_NOW = 0xFF & ~LOGGED_IN


@block
def how_lost(keepers, seat):
    """Why the session of this seat is not found where it is looked for."""
    keeper = keepers[seat["home"]]
    return AWAY if keeper["life"] == seat["life"] else np.int64(keeper["why"])


@block
def find_session(w, token, step, row):
    """Is the session here? If not, it is made. `row` is the keeper that is asked."""
    seat = w.seats[token["seat"]]
    keeper = w.keepers[row]
    if step["count"] == BY_COOKIE:
        seat["cookie"] = token["pick"][step["register"]]
    if seat["home"] == row and seat["life"] == keeper["life"]:
        token["flags"] &= NOT_JUST_NOW
        return
    audience = w.audiences[step["link"]]
    if seat["home"] != NOWHERE:
        audience["logged_out"][how_lost(w.keepers, seat)] += 1
    audience["logins"] += 1
    seat["home"] = row
    seat["life"] = keeper["life"]
    token["flags"] |= LOGGED_IN


@block
def of_sessions(w, token, step, row):
    """Do what the block says."""
    op = step["op"]
    if op == FIND_SESSION:
        find_session(w, token, step, row)
    elif op == NO_SESSION:
        w.audiences[row]["anonymous"] += 1
        token["flags"] &= NOT_JUST_NOW
    elif token["flags"] & LOGGED_IN == 0:  # LOGS_IN
        token["pc"] = step["jump"]
