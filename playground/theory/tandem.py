"""Stations in a row: each M/M/c behaves as if it stood alone, because what leaves an M/M/c is a Poisson stream again.

Source: Burke, "The output of a queuing system", Operations Research 4, 1956; Jackson, "Networks of waiting lines",
Operations Research 5, 1957. The times at the stations are independent when those between the first and the last have
one server each: Reich, "Note on queues in tandem", 1963; Burke, "The dependence of sojourn times in tandem M/M/s
queues", 1969.
"""

from __future__ import annotations

from collections.abc import Sequence

from playground.theory.given import whole
from playground.theory.mmc import mmc
from playground.theory.queue import Queue
from playground.theory.sojourn import Sojourn


def tandem(rate_rps: float, service_ms: Sequence[float], servers: Sequence[int]) -> Queue:
    """All stations as one: `service_ms` and `servers` have an entry per station, in the order of the visits.

    Utilisation is that of the busiest. One station at utilisation 1 or more makes wait, time and numbers infinite.
    """
    if len(service_ms) != len(servers):
        raise ValueError(f"service_ms and servers must be equally many, not {len(service_ms)} and {len(servers)}")
    whole(1, stations=len(servers))
    stations = [mmc(rate_rps, mean_ms, count) for mean_ms, count in zip(service_ms, servers, strict=True)]
    return in_a_row(stations, is_independent=all(count == 1 for count in servers[1:-1]))


def in_a_row(stations: Sequence[Queue], *, is_independent: bool) -> Queue:
    """Stations that do not lose anybody, as one. `is_independent`: a customer's times at them are, so they can be added
    up as distributions, not only as means."""
    sojourns = [station.sojourn for station in stations]
    known = [sojourn for sojourn in sojourns if sojourn is not None]
    has_distribution = is_independent and len(known) == len(stations)
    return Queue(
        throughput_rps=min(station.throughput_rps for station in stations),
        utilisation=max(station.utilisation for station in stations),
        wait_ms_mean=sum(station.wait_ms_mean for station in stations),
        time_ms_mean=sum(station.time_ms_mean for station in stations),
        line_mean=sum(station.line_mean for station in stations),
        inside_mean=sum(station.inside_mean for station in stations),
        sojourn=Sojourn(tuple(v for sojourn in known for v in sojourn.visits)) if has_distribution else None,
    )
