"""The prelude: a cache as it is in the middle of a normal day, filled by its own law before the run's first instant.

Look-ups at an even pace that end at 0, on keys drawn as in the run, go through the cache's own policy. So it
holds what it would hold, in the order in which it would be held. An entry stored for the first time gets what is left
of a life that began at a random moment, so that nothing expires in lock-step; an entry that is refreshed ahead is
refreshed at once. LRU holds the keys that were asked for last, so it is as on any day as soon as it is full; the others
need longer. A database's memory is filled likewise, with the pages on which the keys' rows stand, and those
of the index that lead to them. Nothing of this is counted.
"""

from __future__ import annotations

import numpy as np

from playground.dataplane import bridge  # noqa: F401 - teaches numba what a World is
from playground.dataplane.cache.ask import held, note, store, used
from playground.dataplane.cache.keys import key_of
from playground.dataplane.cache.page import page_of
from playground.dataplane.cache.plant import life_ns
from playground.dataplane.cache.route import node_of
from playground.dataplane.cache.shelf import empty
from playground.dataplane.jit import block, entry, inlined
from playground.dataplane.luck import FIRST_VISIT, bits_for, mix, u64, unit
from playground.dataplane.opcodes import LIFE, START
from playground.dataplane.tables import NEVER, NONE

NOT_KEPT = np.int64(0)


@inlined
def is_absence(keys, cache, key):
    """Does nothing exist under this key? Every page exists."""
    return cache["pages"] == 0 and key >= keys["count"]


@block
def span_ns(keys, cache, key, share):
    """How long the answer about this key is kept."""
    return cache["null_ttl_ns"] if is_absence(keys, cache, key) else life_ns(cache, share)


@block
def refresh_ns(keys, cache, key):
    """How long before the end of its life an entry is fetched anew; 0: not at all."""
    return np.int64(0) if is_absence(keys, cache, key) else cache["refresh_ns"]


@block
def given_up(w, first, count):
    """Entries that these caches have given up since they were empty."""
    evicted = np.int64(0)
    for number in range(first, first + count):
        evicted += w.caches[u64(number)]["evicted"]
    return evicted


@entry
def warm(w, first, count, gap_ns, is_recent, enough, look_ups, luck):
    """Fill the caches of `count` rows with look-ups, one every `gap_ns`, the last at the run's beginning: `look_ups` of
    them, but only `enough` if by then all places have been given to another key. What was asked before does not matter
    then. `is_recent`: they hold what was asked last, and no life ends meanwhile, so that they need only be full; those
    that are not full by then are filled as any other.

    Several caches are the nodes of a tier: each is asked for its own keys.
    """
    full = fill(w, first, count, np.int64(0) if is_recent else gap_ns, is_recent, min(enough, look_ups), luck)
    places = np.int64(0)
    for number in range(first, first + count):
        places += w.caches[u64(number)]["size"]
    may_differ = is_recent or enough < look_ups
    if may_differ and full < count and given_up(w, first, count) < places:
        for number in range(first, first + count):
            empty(w, w.caches[u64(number)])
        fill(w, first, count, gap_ns, np.int64(0), look_ups, luck)
    for number in range(first, first + count):
        w.caches[u64(number)]["evicted"] = 0


@block
def want(w, cache, key, own, at_ns):
    """One look-up, and what is kept of it."""
    note(w, cache, key)
    row = held(w, cache, key)
    if row != NONE and w.entries[row]["expires_ns"] > at_ns + refresh_ns(w.keys[0], cache, key):
        used(w, cache, row)
        return
    kept_ns = span_ns(w.keys[0], cache, key, unit(bits_for(own, LIFE, FIRST_VISIT)))
    if kept_ns == NOT_KEPT:
        return
    if row == NONE and kept_ns != NEVER:
        kept_ns = np.int64(unit(bits_for(own, START, FIRST_VISIT)) * kept_ns)
    row = store(w, cache, key, NEVER if kept_ns == NEVER else at_ns + kept_ns)
    if w.keys[0]["changing"]:
        w.absences[row] = is_absence(w.keys[0], cache, key)


@block
def fill(w, first, count, gap_ns, is_recent, look_ups, luck):
    """So many look-ups, or until all caches are full where that is enough. How many are full then."""
    full = np.int64(0)
    for n in range(look_ups):
        at_ns = (n + 1 - look_ups) * gap_ns
        own = mix(luck, u64(n))
        key = key_of(own, w.keys[0])
        number = first if count == 1 else first + node_of(w.slots, key, first // count) % count
        cache = w.caches[u64(number)]
        was_full = cache["evicted"] > 0
        if cache["pages"] > 0:
            for level in range(cache["levels"] - 1, -1, -1):
                want(w, cache, page_of(cache, key, level), own, at_ns)
        else:
            want(w, cache, key, own, at_ns)
        if is_recent and not was_full and cache["evicted"] > 0:
            full += 1
            if full == count:
                break
    return full
