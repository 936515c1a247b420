"""How many requests were under way at each moment: sent by all users, failed, and worked on by every node."""

from __future__ import annotations

from dataclasses import dataclass

from playground.measure import counted, utilisation
from playground.result import Result, Station


@dataclass(frozen=True)
class Flows:
    """Per moment. sent_rps, failed_rps: attempts that users sent, requests that failed. node_rps: by node, what it
    worked on; a station knows how much of the run's work fell into each window, so its visits are divided among the
    windows as its work was."""

    sent_rps: list[float]
    failed_rps: list[float]
    node_rps: dict[str, list[float]]


def flows(result: Result, spans: list[slice]) -> Flows:
    """The flows of a run, over these groups of its windows."""
    length_s = counted.windows(result).length_s.tolist()
    stations = utilisation.at_nodes(result)

    def rate(per_window: list[float]) -> list[float]:
        found = []
        for span in spans:
            time_s = sum(length_s[span]) * result.runs
            per_s = sum(per_window[span]) / time_s if time_s > 0 else 0.0
            found.append(round(per_s) if per_s >= 10 else round(per_s, 1))
        return found

    caches = {cache.name: (cache.hits_in + cache.misses_in).tolist() for cache in result.caches}
    worked = {node.name: caches.get(node.name) or _visits(stations[node.name]) for node in result.nodes}
    return Flows(
        sent_rps=rate(result.requests.sent.tolist()),
        failed_rps=rate(result.requests.failed.tolist()),
        node_rps={name: rate(visits) for name, visits in worked.items() if visits is not None},
    )


def _visits(stations: list[Station]) -> list[float] | None:
    """Visits per window of a node's most visited station; None where nothing worked."""
    first = max(stations, key=lambda station: station.served, default=None)
    if first is None or first.served == 0 or not first.busy_ns.sum():
        return None
    visits: list[float] = (first.served * (first.busy_ns / first.busy_ns.sum())).tolist()
    return visits
