"""What every node was like at each moment of a run: how busy, how long its line, up or down, believed up or not."""

from __future__ import annotations

import math
from dataclasses import dataclass

from playground.measure import counted, scaling, utilisation
from playground.result import Result, S, Station

MOST = 150


@dataclass(frozen=True)
class Moments:
    """At most 150 moments, each one window or several; `end_s` is the end of each. Per node, as many values:

    busy: whole percent, -1 where nothing measures the node or the moment is not computed yet. waiting: mean length of
    its lines. state: 0 up, 1 dead and refusing, 2 dead and silent, the worst of the moment. is_out: marked down by the
    balancer, or not there. leads: of replicated databases, is it the primary at the end of the moment?
    """

    end_s: list[float]
    busy: dict[str, list[int]]
    waiting: dict[str, list[float]]
    state: dict[str, list[int]]
    is_out: dict[str, list[bool]]
    leads: dict[str, list[bool]]


def spans_of(result: Result) -> list[slice]:
    """The windows of each moment."""
    per_moment = max(1, -(-result.windows // MOST))
    return [slice(start, min(start + per_moment, result.windows)) for start in range(0, result.windows, per_moment)]


def ends_s(result: Result) -> list[float]:
    """The end of each moment."""
    found = counted.windows(result).end_s.tolist()
    return [found[span.stop - 1] for span in spans_of(result)]


def moments(result: Result) -> Moments:
    """The moments of a run, as far as it has come."""
    windows, spans = counted.windows(result), spans_of(result)
    end_s = ends_s(result)
    lengths_s = windows.length_s.tolist()
    leads, stations = _leads(result, end_s), utilisation.at_nodes(result)
    return Moments(
        end_s=end_s,
        busy={node.name: _busy(result, stations[node.name], spans) for node in result.nodes},
        waiting={node.name: _waiting(result, stations[node.name], spans, lengths_s) for node in result.nodes},
        state={node.name: [int(node.state[span].max()) for span in spans] for node in result.nodes},
        is_out={node.name: _out(result, node.name, end_s, leads.get(node.name)) for node in result.nodes},
        leads=leads,
    )


def _busy(result: Result, stations: list[Station], spans: list[slice]) -> list[int]:
    """Whole percent per moment, the mean of its windows."""
    shares = utilisation.over_time(result, utilisation.that_measure(stations)).tolist()
    found = []
    for span in spans:
        known = [share for share in shares[span] if not math.isnan(share)]
        found.append(round(100 * sum(known) / len(known)) if known else -1)
    return found


def _waiting(result: Result, stations: list[Station], spans: list[slice], lengths_s: list[float]) -> list[float]:
    """Requests in the node's lines, the mean over the moment."""
    lines = [station.line_ns for station in stations]
    if not lines:
        return [0.0] * len(spans)
    waited_s = (sum(lines[1:], start=lines[0]) / (S * result.runs)).tolist()
    return [round(sum(waited_s[span]) / max(sum(lengths_s[span]), 1e-9), 1) for span in spans]


def _out(result: Result, node: str, end_s: list[float], leads: list[bool] | None) -> list[bool]:
    """Is the node marked down at the end of each moment, or not there? A primary that answers no reads is not out."""
    turns = [(0.0, node in scaling.away_at_start(result))]
    turns += [
        (order.t_ns / S, order.what in ("mark_down", "drain", "take_out"))
        for order in result.orders
        if order.node == node and order.what in ("mark_down", "mark_up", "join", "drain", "take_out", "put_in")
    ]
    found = [next((is_out for at_s, is_out in reversed(turns) if at_s <= end), False) for end in end_s]
    return found if leads is None else [is_out and not led for is_out, led in zip(found, leads, strict=True)]


def _leads(result: Result, end_s: list[float]) -> dict[str, list[bool]]:
    """Who is the primary at the end of each moment; empty where databases are not replicated."""
    if result.replication is None:
        return {}
    if result.sharded is None:
        return _leads_among(result, [copy.name for copy in result.replication.copies], end_s)
    return {
        name: leads
        for shard in result.sharded.shards
        for name, leads in _leads_among(result, list(shard.copies), end_s).items()
    }


def _leads_among(result: Result, copies: list[str], end_s: list[float]) -> dict[str, list[bool]]:
    """Of copies of which one leads, the first in the beginning."""
    turns = [(o.t_ns / S, o.node) for o in result.orders if o.what == "promote" and o.node in copies]
    turns.insert(0, (0.0, copies[0]))
    leaders = [next(name for at_s, name in reversed(turns) if at_s <= end) for end in end_s]
    return {name: [leader == name for leader in leaders] for name in copies}
