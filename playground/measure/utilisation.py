"""How busy everything was: stations, and the nodes they measure, over whole windows after the warm-up.

Utilisation is the integral of busy slots over slots x time. A station is a machine's cores or a link, or a limit such
as worker threads or a pool of connections, which can be the busiest part just as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from playground.measure import counted
from playground.result import Result, S, Station


@dataclass(frozen=True)
class Busy:
    """A station's utilisation, 0 to 1."""

    station: Station
    utilisation: float


@dataclass(frozen=True)
class NodeUse:
    """A machine's numbers; the utilisation and the mean queue in the counted windows, the rest of the whole run.

    queue_mean, queue_max: requests in all the lines of the node. None where there is nothing that measures it, or no
    counted window yet.
    """

    name: str
    utilisation: float | None
    queue_mean: float | None
    queue_max: int
    served: int | None
    failed: int


def of_station(result: Result, station: Station) -> float | None:
    """A station's utilisation; None where it has no limit, or no counted window has passed."""
    return of_stations(result, (station,))


def of_stations(result: Result, stations: tuple[Station, ...]) -> float | None:
    """The same over several together, each weighing as much as it has slots."""
    windows = counted.windows(result)
    time_ns = windows.length_s[windows.is_counted].sum() * S * result.runs
    slots = sum(station.slots for station in stations if station.slots is not None)
    if time_ns == 0 or slots == 0 or any(station.slots is None for station in stations):
        return None
    return float(sum(station.busy_ns[windows.is_counted].sum() for station in stations) / (slots * time_ns))


def while_all_up(result: Result, stations: tuple[Station, ...]) -> float | None:
    """The same in those counted windows at whose end all their machines were up: dead ones do nothing, and would make
    the rest look idle. None where there is no such window."""
    windows, names = counted.windows(result), {station.node for station in stations}
    states = [node.state[: len(windows.is_counted)] == 0 for node in result.nodes if node.name in names]
    chosen = windows.is_counted & np.all(states, axis=0) if states else windows.is_counted
    slots = sum(station.slots for station in stations if station.slots is not None)
    time_ns = windows.length_s[chosen].sum() * S * result.runs
    if time_ns == 0 or slots == 0:
        return None
    return float(sum(station.busy_ns[chosen].sum() for station in stations) / (slots * time_ns))


def over_time(result: Result, stations: tuple[Station, ...], merge: int = 1) -> np.ndarray:
    """Utilisation of these stations together per `merge` windows; NaN while they are not over, or without a limit."""
    windows = counted.windows(result, merge)
    slots = sum(station.slots or 0 for station in stations)
    if not slots or any(station.slots is None for station in stations):
        return np.full(len(windows.start_s), np.nan)
    busy_ns = counted.summed(np.sum([station.busy_ns for station in stations], axis=0), merge)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(windows.is_whole, busy_ns / (slots * windows.length_s * S * result.runs), np.nan)


def each_over_time(result: Result, stations: tuple[Station, ...], merge: int = 1) -> np.ndarray:
    """(stations, windows / merge) the same of each alone; NaN while they are not over. All of them have limits."""
    windows = counted.windows(result, merge)
    busy_ns = np.array([counted.summed(station.busy_ns, merge) for station in stations])
    slots = np.array([[station.slots] for station in stations], dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(windows.is_whole, busy_ns / (slots * windows.length_s * S * result.runs), np.nan)


def measuring(result: Result, node: str) -> tuple[Station, ...]:
    """The stations whose busy slots are the node's utilisation."""
    return that_measure(row for row in result.stations if row.node == node)


def that_measure(stations: Iterable[Station]) -> tuple[Station, ...]:
    """Those of a node whose busy slots are its utilisation."""
    return tuple(row for row in stations if row.measures_node)


def at_nodes(result: Result) -> dict[str, list[Station]]:
    """The stations at each node, for whoever asks about many: there may be thousands."""
    found: dict[str, list[Station]] = {node.name: [] for node in result.nodes}
    for station in result.stations:
        if station.node in found:
            found[station.node].append(station)
    return found


def nodes(result: Result) -> tuple[NodeUse, ...]:
    """Every machine's numbers, in the result's order."""
    windows = counted.windows(result)
    time_ns = windows.length_s[windows.is_counted].sum() * S * result.runs
    rows, stations = [], at_nodes(result)
    for node in result.nodes:
        here = stations[node.name]
        line_ns = sum(int(station.line_ns[windows.is_counted].sum()) for station in here)
        fronts = [station.served for station in here if station.is_front]
        rows.append(
            NodeUse(
                node.name,
                of_stations(result, that_measure(here)),
                float(line_ns / time_ns) if here and time_ns else None,
                node.waiting_max,
                sum(fronts) if fronts else None,
                node.failed,
            )
        )
    return tuple(rows)


def busiest(result: Result) -> Busy | None:
    """The station with the highest utilisation, limits included; None before anything is counted.

    Worker threads and connections are held while their request waits for something else, so of stations that are equal
    to the whole percent a machine comes before a limit.
    """
    windows, limited = counted.windows(result), [row for row in result.stations if row.slots]
    time_ns = windows.length_s[windows.is_counted].sum() * S * result.runs
    if not time_ns or not limited:
        return None
    busy_ns = np.array([row.busy_ns for row in limited])[:, windows.is_counted].sum(axis=1)
    shares = busy_ns / (np.array([row.slots for row in limited]) * time_ns)
    found = (Busy(station, share) for station, share in zip(limited, shares.tolist(), strict=True))
    return max(found, key=lambda row: (round(row.utilisation, 2), row.station.measures_node, row.utilisation))
