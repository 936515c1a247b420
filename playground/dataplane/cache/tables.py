"""The tables of caches: what a row of each means, in which unit."""

from __future__ import annotations

from playground.dataplane.row import row

CACHE = row(
    ("hits", "i8"),
    ("misses", "i8"),
    ("evicted", "i8"),
    ("expired", "i8"),
    ("negative", "i8"),  # hits that found an absence remembered
    ("count", "i8"),  # entries that are here
    ("size", "i8"),
    ("small", "i8"),  # how many of them in the small queue or the window
    ("ttl_ns", "i8"),  # 0: entries do not expire
    ("jitter_ns", "i8"),  # what chance adds to it at most
    ("null_ttl_ns", "i8"),  # how long an absence is remembered; 0: not at all
    ("asked", "i8"),  # look-ups since the sketch was halved
    ("base", "i8"),  # first row of ENTRY
    ("rows", "i8"),  # rows of ENTRY: those that are here, and those that are only remembered
    ("index_base", "i8"),  # first row of the hash index
    ("index_mask", "i8"),
    ("queue", "i8"),  # first row of QUEUE
    ("queues", "i8"),
    ("sketch", "i8"),  # first counter
    ("sketch_rows", "i8"),
    ("filter_bits", "i8"),  # of the filter in front, which all caches of a run share; 0: none
    ("hashes", "i8"),  # bits of it that a key sets
    ("refused", "i8"),  # look-ups that the filter answered
    ("slipped", "i8"),  # look-ups for what does not exist that it let through
    ("wronged", "i8"),  # look-ups that it answered though the key exists
    ("coalesced", "i8"),  # misses that waited for somebody else's fetch
    ("refreshed", "i8"),  # fetches that began before the entry's life was over
    ("stale", "i8"),  # hits on a value that a write has outdated
    ("stale_ns", "i8"),  # sum of their ages
    ("stale_max_ns", "i8"),
    ("dropped", "i8"),  # entries that were deleted because of a write
    ("refresh_ns", "i8"),  # a hit so long before the end of its entry's life starts one; 0: none does
    ("beta", "f8"),  # of the probabilistic early refresh; 0: none
    ("policy", "u4"),
    ("free", "u4"),  # a row of ENTRY, the head of a list by `older`
    ("free_queue", "u4"),  # a row of QUEUE, the head of a list by `above`
    ("hand", "u4"),
    ("lowest", "u4"),  # the list of those used least often
    ("node", "u4"),
    ("copy", "u4"),  # the node that stands by with the same entries; NONE
    ("index", "u4"),
    ("is_dated", "u4"),  # 1: it is known since when its values are outdated
    ("pages", "i8"),  # of a page cache: over how many pages the keys are spread; 0: it holds values of keys
    ("fanout", "i8"),  # of a page cache: pages that one of its index points to
    ("levels", "i8"),  # of a page cache: of the index, the rows' own page included
    ("filter_inserts", "u4"),  # 1: who creates a key puts it into the filter
    ("held_bytes", "i8"),  # of a shelf of files
)
ENTRY = row(("key", "i8"), ("expires_ns", "i8"), ("newer", "u4"), ("older", "u4"), ("queue", "u4"), ("uses", "u4"))
QUEUE = row(("uses", "i8"), ("count", "i8"), ("newest", "u4"), ("oldest", "u4"), ("above", "u4"), ("below", "u4"))
KEYS = row(
    ("count", "i8"),
    ("absent", "i8"),  # keys that do not exist and are asked for again and again; 0: never the same twice
    ("exponent", "f8"),
    ("missing", "f8"),
    ("low", "f8"),
    ("high", "f8"),
    ("shortcut", "f8"),
    ("columns", "i8"),  # keys that are told apart: from 0 on, those that exist or may come to
    ("births", "f8"),  # share of the writes that create a key
    ("deaths", "f8"),  # share of the writes that delete one
    ("changing", "u4"),  # 1: keys are born or die
    ("famous", "i8"),  # keys from 0 on to which some share goes on top
    ("famous_reads", "f8"),
    ("famous_writes", "f8"),
)
CACHE_WINDOW = row(("hits", "i8"), ("misses", "i8"), ("stale", "i8"))
