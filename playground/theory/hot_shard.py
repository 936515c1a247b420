"""What one famous key does to its shard, and what copies of it do about that.

A shard with the share b of the ordinary keys does b (1 - h) of the work when the share h of all goes to one key, and
h more when it has that key. Adding shards makes b smaller and leaves h. With k copies, of which a read takes one, a
shard that has c of them gets h c / k. A write has to change every copy: c of them are on the shard, so it does h c.
"""

from __future__ import annotations

from playground.theory.given import share, whole


def reads(of_ordinary: float, hot: float, copies_here: int = 1, copies: int = 1) -> float:
    """The share of all reads that a shard answers. of_ordinary: its share of the ordinary keys; hot: the famous key's
    share of all reads; copies_here: how many of its `copies` are on the shard."""
    share(of_ordinary=of_ordinary, hot=hot)
    _fits(copies_here, copies)
    return of_ordinary * (1 - hot) + hot * copies_here / copies


def writes(of_ordinary: float, hot: float, copies_here: int = 1, copies: int = 1) -> float:
    """How many writes a shard does for every write that somebody asks for; all shards together do
    1 + hot (copies - 1)."""
    share(of_ordinary=of_ordinary, hot=hot)
    _fits(copies_here, copies)
    return of_ordinary * (1 - hot) + hot * copies_here


def shards_with_a_copy(shards: int, copies: int) -> float:
    """On how many shards copies are on average whose names are hashed: s (1 - (1 - 1 / s)^k). Placed by hand they are
    on the lesser of both numbers."""
    whole(1, shards=shards, copies=copies)
    return float(shards * (1.0 - (1.0 - 1.0 / shards) ** copies))


def _fits(copies_here: int, copies: int) -> None:
    whole(1, copies=copies)
    whole(0, copies_here=copies_here)
    if copies_here > copies:
        raise ValueError(f"copies_here must be from 0 to {copies}, not {copies_here}")
