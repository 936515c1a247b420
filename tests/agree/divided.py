"""Random small systems whose shards have replicas, at one site or at several, and lose primaries."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from playground.design.change import parse, plain
from playground.design.design import WebSystem
from playground.traffic.trace import Trace
from tests.agree.dense import written_to
from tests.agree.designs import one_of, seconds, web_systems
from tests.agree.guests import SHORT_S, with_short_sessions
from tests.agree.partitions import divide
from tests.agree.placed import authors, placed
from tests.agree.random_queues import queued_copies, queued_sites

Drawn = tuple[WebSystem, Trace | None]
COPY = re.compile(r"(?<![\w-])([b-d]-)?(database|replica-\d)(?![\w-])")  # of which a fault may tell
SOON = {"automatic": True, "interval_s": 0.05, "fall": 1, "election_s": 0.01, "promotion_s": 0.02}


@composite
def divided(draw: DrawFn, *, has_tier: bool | None = None) -> Drawn:
    """Among all that can go wrong."""
    design, trace = draw(web_systems("replicas", has_tier=has_tier))
    return parse(_of_shards(draw, plain(design))), trace  # type: ignore[return-value]


@composite
def divided_writes(draw: DrawFn) -> Drawn:
    """Written to all the time, and little else."""
    return parse(_of_shards(draw, plain(draw(written_to())))), None  # type: ignore[return-value]


@composite
def divided_sites(draw: DrawFn) -> Drawn:
    """At two sites or more, of which each has some of every shard."""
    design, trace = draw(st.tuples(authors(), st.none()) | placed())
    data = plain(design)
    data["sites"]["writers"], data["workload"]["visits"]["session_s"] = "one", 1.0
    return with_short_sessions(_of_shards(draw, data), draw(one_of(SHORT_S))), trace


@composite
def divided_queues(draw: DrawFn) -> Drawn:
    """Workers write to them."""
    design, trace = draw(queued_copies() | queued_sites())
    data = plain(design)
    data["queue"]["workers"]["batch"] = 1
    if data["sites"] is None:
        return parse(_of_shards(draw, data, most_salts=1)), trace  # type: ignore[return-value]
    data["sites"]["writers"], data["workload"]["visits"]["session_s"] = "one", 1.0
    return with_short_sessions(_of_shards(draw, data, most_salts=1), draw(one_of(SHORT_S))), trace


def _of_shards(draw: DrawFn, data: dict[str, Any], *, most_salts: int = 3) -> dict[str, Any]:
    """The same, divided; whatever was to happen to databases happens to those of a shard. Often a primary dies, too,
    and another one is to lead soon."""
    data["replication"]["multi_primary"] = False
    shards = divide(draw, data, most_salts=most_salts)
    for fault in data["faults"]:
        part = f"shard-{draw(st.integers(1, shards))}-"
        fault["node"] = COPY.sub(lambda found, part=part: f"{found[1] or ''}{part}{found[2]}", fault["node"])
    if draw(one_of([True, True, False])):
        data["replication"]["failover"] |= SOON
        dies = {"start_s": draw(seconds(0.05, 0.1, 0.2)), "duration_s": draw(one_of([None, 0.1, 0.3]))}
        which = draw(st.integers(1, shards))
        kind = draw(one_of(["kill", "kill", "replace"]))
        data["faults"] = [{"kind": kind, "node": f"shard-{which}-database", **dies}, *data["faults"][:5]]
    return data
