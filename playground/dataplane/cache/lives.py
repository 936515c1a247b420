"""Which keys exist, where that changes while a run lasts: a write creates one, or deletes the one that it would have
changed.

A key exists from the instant on at which the write that creates it is durable, until one that deletes it is. To create
a key that exists by then is to change it. Who writes to one that has been deleted changes nothing, and creates nothing.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.bloom import put_in
from playground.dataplane.cache.keys import is_absent
from playground.dataplane.jit import block
from playground.dataplane.opcodes import DELETES, EMPTY

NOBODY = np.int64(0)  # the first key


@block
def exists(w, token):
    """Does the token's key exist at this instant? What nobody has asked for counts as existing."""
    keys = w.keys[0]
    if keys["changing"] == 0:
        return not is_absent(token, keys)
    key = np.int64(token["key"])
    return key < keys["columns"] and (key < NOBODY or w.alive[key] == 1)


@block
def takes_effect(w, token):
    """The token's write is durable, and its key is born, dies or changes. False when there was nothing to change."""
    key = np.int64(token["key"])
    if key >= w.keys[0]["count"]:
        if w.alive[key] == 0:
            be_born(w, key)
        return True
    if w.alive[key] == 0:
        return False
    if token["flags"] & DELETES:
        w.alive[key] = 0
    return True


@block
def be_born(w, key):
    """The key exists from now on. Whoever has created it tells the filter, where it is told."""
    w.alive[key] = 1
    if w.caches.shape[0] > 0 and w.caches[0]["filter_inserts"]:
        put_in(w.caches[0], w.bits, key)


@block
def bring(w, token, is_there):
    """The token has asked the database, or changed it, and knows whether its key is there."""
    if w.keys[0]["changing"]:
        if is_there:
            token["flags"] &= 0xFF & ~EMPTY
        else:
            token["flags"] |= EMPTY


@block
def is_empty(w, token):
    """Is what the token brings that there is nothing?"""
    if w.keys[0]["changing"]:
        return token["flags"] & EMPTY != 0
    return is_absent(token, w.keys[0])


@block
def is_absence(w, token, row):
    """Does the entry of the token's key remember that there is nothing?"""
    if w.keys[0]["changing"]:
        return w.absences[row] == 1
    return is_absent(token, w.keys[0])
