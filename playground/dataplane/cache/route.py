"""From a key to the node of a tier of caches that holds it."""

from __future__ import annotations

import numpy as np

from playground.dataplane.cache.keys import next_key
from playground.dataplane.cache.placement import KEY_LUCK, NOWHERE, SLOT_COUNT
from playground.dataplane.fail import fail
from playground.dataplane.jit import block
from playground.dataplane.luck import mix, u64
from playground.dataplane.opcodes import CACHE_DOWN

LUCK, MASK, SLOTS = u64(KEY_LUCK), u64(SLOT_COUNT - 1), u64(SLOT_COUNT)
NO_TRIP = np.int64(-1)  # whoever asks knows by himself that nobody holds the key


@block
def node_of(slots, key, site):
    """The place of the node of this site that holds the key, or NOWHERE."""
    return np.int64(slots[u64(site) * SLOTS + (mix(LUCK, u64(key)) & MASK)])


@block
def route(w, token, step, nodes):
    """Let the token pick the node that holds its key, which it draws now unless that is done, and that node's cache.

    Of `nodes` nodes, and as many that stand by for them, two have one cache in turn. The block's link is the number of
    the site.
    """
    if step["count"] == 0:
        next_key(token, w.keys[0])
    node = node_of(w.slots, token["key"], step["link"])
    if node == NOWHERE:
        fail(w, token, np.int64(step["guard"]), CACHE_DOWN, NO_TRIP)
        return
    token["pick"][step["register"]] = node
    token["pick"][step["register"] + 1] = node % nodes
