"""Asking the filter in front of a cache, which answers for what it does not hold.

A key that has been created since the filter was filled is refused like any that does not exist, unless whoever created
it has put it in; one that has been deleted still passes, for ever, and has to be looked for behind the filter.
"""

from __future__ import annotations

from playground.dataplane.cache.bloom import may_exist
from playground.dataplane.cache.keys import next_key
from playground.dataplane.cache.lives import exists
from playground.dataplane.cache.route import node_of
from playground.dataplane.jit import block
from playground.dataplane.luck import u64


@block
def is_refused(w, number, nodes, token):
    """Draws what the token asks for, and asks whether it may exist. All keys of a replayed log do.

    It is counted at the cache of this row; with `nodes` > 0 at the one of so many of its site that holds the
    key.
    """
    key = next_key(token, w.keys[0])
    if nodes > 0:
        number += node_of(w.slots, key, number // nodes) % nodes
    cache = w.caches[u64(number)]
    is_there = exists(w, token)
    if is_there and w.keys[0]["changing"] == 0:
        return False  # all its bits are set
    if may_exist(cache, w.bits, key):
        if not is_there:
            cache["slipped"] += 1
        return False
    cache["refused"] += 1
    if is_there:
        cache["wronged"] += 1
    return True
