"""Sharding: the keys are divided among several primaries, each with replicas of its own, so that writes are divided,
too."""

from __future__ import annotations

from enum import StrEnum

from playground.design.fault import MOST_SHARDS, AnyFault, Reshard
from playground.design.knob import System, knob


class Scheme(StrEnum):
    """Which shard has a key. Modulo: its number modulo the shards. Range: so many consecutive numbers each. Ring: the
    next point of a shard on a ring of hashes. Jump: Lamping and Veach's hash. Directory: a table that says so."""

    MODULO = "modulo"
    RANGE = "range"
    RING = "ring"
    JUMP = "jump"
    DIRECTORY = "directory"


class Numbering(StrEnum):
    """What a key's number says of how often it is asked for: nothing, or that the newest are asked for most."""

    SCATTERED = "scattered"
    NEWEST = "newest"


class Spread(StrEnum):
    """Where the copies of a salted key are: each on the next shard, or wherever their names are hashed to."""

    DISTINCT = "distinct"
    HASHED = "hashed"


class Sharding(System):
    """Keys are numbered in the order in which they were created. Web servers know which shard has which; while shards
    are being added their maps can be old.

    The famous keys of `workload.popularity` may all have numbers of the first shard (`famous_together`); a directory
    can move the first `famous_moved` of them to the others by hand. Or each of them is kept in `salts` copies: a read
    takes one of them, a write changes all.

    Movers bring keys to the shards that a fault `reshard` adds: one works at each old shard, reads a batch, sends it,
    writes it, and rests until `move_rate_keys_per_s` allows for the next. What was written meanwhile goes again.
    """

    shards: int = knob(fact="sharding.shards", ge=1, le=MOST_SHARDS)
    scheme: Scheme = knob(Scheme.MODULO, source="the notes: user_id % 4")
    vnodes: int = knob(fact="sharding.vnodes", ge=1, le=1000, log=True)
    numbering: Numbering = knob(Numbering.SCATTERED, source="assumed; old users are as active as new ones")
    famous_together: bool = False
    famous_moved: int = knob(0, ge=0, le=64, source="assumed; nobody is moved by hand")
    salts: int = knob(1, ge=1, le=32, source="1: every key once; sharding.hot_key_suffixes has 3 copies of a hot one")
    move_batch_keys: int = knob(50, ge=1, le=50, source="assumed; some milliseconds of work")
    move_rate_keys_per_s: float = knob(1000.0, gt=0, le=1e6, log=True, source="assumed; so that a window sees its end")
    move_read_ms: float = knob(0.05, ge=0, le=1000, source="assumed; rows that are read in batches cost a tenth of one")
    move_write_ms: float = knob(0.2, ge=0, le=1000, source="assumed; rows that are written in batches, too")
    map_refresh_s: float = knob(5.0, ge=0, le=3600, source="assumed; the last web server knows the new map then")
    spread: Spread = knob(Spread.DISTINCT, source="assumed; by hand, as there are few famous keys")


def most_shards(given: Sharding | None, faults: tuple[AnyFault, ...]) -> int:
    """How many there may ever be; 0 where databases are not sharded."""
    if given is None:
        return 0
    return max([given.shards, *(fault.shards for fault in faults if isinstance(fault, Reshard))])
