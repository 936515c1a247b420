"""Which column of the books a key has, and which shard its data are on.

A salted key is kept as several copies with a column each. A write has a child for each copy (its place among its
siblings), a read takes one by chance; both can be told from the token alone, whenever it is asked.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane.jit import block
from playground.dataplane.luck import mix, u64
from playground.dataplane.opcodes import KEY
from playground.dataplane.shards.tables import SALT_LUCK

SALT = u64(SALT_LUCK)


@block
def is_salted(w, token):
    """Is the token's key kept in several copies?"""
    sharding = w.sharding[0]
    return sharding["salts"] > 1 and 0 <= token["key"] < sharding["salted"]


@block
def of_copy(w, key, nth):
    """The column of the n-th copy of a salted key."""
    sharding = w.sharding[0]
    return sharding["columns"] + key * sharding["salts"] + nth


@block
def column_to_read(w, history, token):
    """The column that a read looks at. Keys of a replayed log share the columns."""
    if w.sharding.shape[0] == 0:
        return token["key"] % history["keys"]
    if is_salted(w, token):
        luck = mix(mix(u64(token["luck"]), SALT), u64(token["visits"][KEY]))
        return of_copy(w, token["key"], np.int64(luck % u64(w.sharding[0]["salts"])))
    return token["key"] % w.sharding[0]["columns"]


@block
def column_to_write(w, history, token):
    """The column that a write changes: of a salted key, that of the copy that the child is for."""
    if w.sharding.shape[0] == 0:
        return token["key"] % history["keys"]
    if is_salted(w, token):
        return of_copy(w, token["key"], np.int64(token["loop"]))
    return token["key"] % w.sharding[0]["columns"]
