"""Writes: a log that counts what is durable, and what was done twice.

Attempts of one request that live beside each other, and their children, share a row of TWIN, so that what another
attempt has written is seen whoever writes again. An attempt that writes twice by design makes no duplicate.
"""

from __future__ import annotations

from playground.dataplane.jit import block
from playground.dataplane.luck import ONE, u64
from playground.dataplane.opcodes import TWINS
from playground.dataplane.tables import NONE, SPARE

NO_ATTEMPT = u64(0)


@block
def append(log, twins, token):
    """The write is durable here from now on. It is a duplicate when another attempt of its request has written
    before."""
    own = ONE << u64(token["attempt"])
    wrote = token["wrote"]
    if token["twin"] != NONE:
        wrote |= twins[token["twin"]]["wrote"]
        twins[token["twin"]]["wrote"] |= own
    log["durable"] += 1
    if wrote & ~own != NO_ATTEMPT:
        log["duplicates"] += 1
    token["wrote"] |= own


@block
def share_writes(clock, twins, token):
    """From here on one more walks for this request, an attempt or a child: what they write is known to all."""
    place = token["twin"]
    if place == NONE:
        place = clock["free_twin"]
        twin = twins[place]
        clock["free_twin"] = twin["next"]
        clock["free_twins"] -= 1
        if clock["free_twins"] < SPARE:
            clock["tight"] = TWINS
        twin["live"] = 1
        twin["wrote"] = token["wrote"]
        token["twin"] = place
    twins[place]["live"] += 1


@block
def leave_row(clock, twins, place):
    """One fewer shares the row."""
    twin = twins[place]
    twin["live"] -= 1
    if twin["live"] == 0:
        twin["next"] = clock["free_twin"]
        clock["free_twin"] = place
        clock["free_twins"] += 1


@block
def leave_twin(clock, twins, token):
    """The attempt no longer shares its request's writes with other attempts."""
    place = token["twin"]
    if place != NONE:
        token["twin"] = NONE
        leave_row(clock, twins, place)
