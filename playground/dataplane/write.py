"""Writes: a log that counts what is durable, and what was done twice.

Attempts of one request that live beside each other share a row of TWIN, so that the second write of a request is seen
whichever of its attempts makes it.
"""

from __future__ import annotations

from playground.dataplane.jit import block
from playground.dataplane.opcodes import TWINS, WROTE
from playground.dataplane.tables import NONE, SPARE


@block
def append(log, twins, token):
    """The write is durable here from now on. The same request's second write is a duplicate."""
    again = token["flags"] & WROTE != 0
    if token["twin"] != NONE:
        twin = twins[token["twin"]]
        again = again or twin["durable"] > 0
        twin["durable"] += 1
    log["durable"] += 1
    if again:
        log["duplicates"] += 1
    token["flags"] |= WROTE


@block
def share_writes(clock, twins, token):
    """From here on two attempts of one request live: what they write is counted together."""
    place = token["twin"]
    if place == NONE:
        place = clock["free_twin"]
        twin = twins[place]
        clock["free_twin"] = twin["next"]
        clock["free_twins"] -= 1
        if clock["free_twins"] < SPARE:
            clock["tight"] = TWINS
        twin["live"] = 1
        twin["durable"] = 1 if token["flags"] & WROTE else 0
        token["twin"] = place
    twins[place]["live"] += 1


@block
def leave_twin(clock, twins, token):
    """The attempt no longer shares its request's writes with other attempts."""
    place = token["twin"]
    if place != NONE:
        twin = twins[place]
        twin["live"] -= 1
        token["twin"] = NONE
        if twin["live"] == 0:
            twin["next"] = clock["free_twin"]
            clock["free_twin"] = place
            clock["free_twins"] += 1
