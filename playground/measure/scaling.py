"""Servers that come and go: how many there were over time, what that is in server-hours, and how many it took.

A server is paid for from its start, while it boots, to the end of its drain; what is still on it then ends within the
patience of those who wait, and is left out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from playground.design.autoscale import Autoscale
from playground.design.design import WebSystem
from playground.design.sites import site_of
from playground.design.web import Web
from playground.measure import counted, utilisation
from playground.result import Result, S, Station
from playground.result.people import DEPLOYED

SECONDS_OF_HOUR = 3600


@dataclass(frozen=True)
class Step:
    """From `t_s` on so many are in service, so many have been started and boot, and so many are being drained."""

    t_s: float
    in_service: int
    booting: int
    draining: int = 0

    @property
    def paid(self) -> int:
        return self.in_service + self.booting + self.draining


@dataclass(frozen=True)
class Scaling:
    """What became of a tier whose servers come and go.

    most_servers: paid for at one time. mean_in_service, mean_paid, server_hours: of the counted period; None, None
    and 0 before it. needed_servers: as many as the highest rate needed at the target, in hindsight;
    overshoot_servers: most_servers - needed_servers (below 0: too few came); None where nobody has been answered yet.
    """

    started: int
    left: int
    most_servers: int
    mean_in_service: float | None
    mean_paid: float | None
    server_hours: float
    needed_servers: int | None
    overshoot_servers: int | None
    over_time: tuple[Step, ...]


def scaling(result: Result) -> Scaling | None:
    """None where the number of servers does not change."""
    web = _web(result)
    if web is None or web.autoscale is None:
        return None
    steps = over_time(result, web)
    seconds = counted.seconds(result) / result.runs
    paid_s = _integral(result, steps, [step.paid for step in steps])
    serving_s = _integral(result, steps, [step.in_service for step in steps])
    most = max(step.paid for step in steps)
    needed = _needed(result, web, web.autoscale)
    return Scaling(
        started=sum(order.what == "scale_out" for order in result.orders),
        left=sum(order.what == "drain" for order in result.orders),
        most_servers=most,
        mean_in_service=serving_s / seconds if seconds else None,
        mean_paid=paid_s / seconds if seconds else None,
        server_hours=paid_s / SECONDS_OF_HOUR,
        needed_servers=needed,
        overshoot_servers=None if needed is None else most - needed,
        over_time=steps,
    )


def _web(result: Result) -> Web | None:
    return result.design.web if isinstance(result.design, WebSystem) else None


def away_at_start(result: Result) -> tuple[str, ...]:
    """Names of the web servers that a run may bring, and that are not there at its beginning."""
    design = result.design
    if not isinstance(design, WebSystem):
        return ()
    return tuple(f"web-{place + 1}" for place in range(design.first_servers, design.web.most_servers))


def over_time(result: Result, web: Web) -> tuple[Step, ...]:
    """A step for each instant at which servers start, join or leave, from 0 on; read off the orders."""
    first = result.design.first_servers if isinstance(result.design, WebSystem) else web.servers
    steps = [Step(0.0, first, 0)]
    changes = {"scale_out": (0, 1, 0), "join": (1, -1, 0), "drain": (-1, 0, 1), "retire": (0, 0, -1)}
    for order in result.orders:
        # a server that is retired to be restarted stays
        if order.what in changes and not (order.what == "retire" and order.value == DEPLOYED):
            serving, booting, draining = changes[order.what]
            last = steps[-1]
            step = Step(order.t_ns / S, last.in_service + serving, last.booting + booting, last.draining + draining)
            if last.t_s == step.t_s and len(steps) > 1:
                steps.pop()
            steps.append(step)
    return tuple(steps)


@dataclass(frozen=True)
class Stairs:
    """Servers from each instant on, up to where the run has come; arrays of one length."""

    at_s: np.ndarray
    in_service: np.ndarray
    paid: np.ndarray


def stairs(result: Result) -> Stairs:
    """Empty where the number of servers does not change."""
    found = scaling(result)
    steps = () if found is None else (*found.over_time, found.over_time[-1])
    at_s = np.array([step.t_s for step in steps])
    at_s[-1:] = counted.now_ns(result) / S
    serving, paid = ([getattr(step, name) for step in steps] for name in ("in_service", "paid"))
    return Stairs(at_s, np.array(serving, float), np.array(paid, float))


def in_service(result: Result) -> np.ndarray | None:
    """(W,) servers in service at the end of each window; None where their number does not change."""
    web = _web(result)
    if web is None or web.autoscale is None:
        return None
    steps = over_time(result, web)
    place = np.searchsorted([step.t_s for step in steps], counted.windows(result).end_s, side="left") - 1
    return np.array([step.in_service for step in steps])[np.maximum(place, 0)]


def _integral(result: Result, steps: tuple[Step, ...], values: list[int]) -> float:
    """Of values that hold from each step to the next one, over the counted period, in seconds."""
    since_s, until_s = result.warmup_ns / S, counted.now_ns(result) / S
    edges_s = np.clip([*(step.t_s for step in steps), until_s], since_s, max(since_s, until_s))
    return float(np.dot(values, np.diff(edges_s)))


def _needed(result: Result, web: Web, given: Autoscale) -> int | None:
    """Each answer has cost so much core time; what was offered is taken over as long as the autoscaler looks back."""
    answers = int((result.requests.answered + result.requests.late).sum())
    cores = tuple(row for row in result.stations if row.system == "web" and row.measures_node)
    busy_ns = sum(int(row.busy_ns.sum()) for row in cores)
    merge = max(1, round(given.interval_s * S / result.window_ns))
    windows = counted.windows(result, merge)
    offered = counted.summed(result.requests.offered, merge)[windows.is_whole]
    if not answers or not len(offered):
        return None
    rate_rps = float((offered / windows.length_s[windows.is_whole]).max()) / result.runs
    servers = rate_rps * busy_ns / answers / S / (web.cores * given.target_utilisation)
    return max(web.servers, math.ceil(servers))


def _busiest_site(result: Result, tier: tuple[Station, ...]) -> tuple[Station, ...]:
    """The tier of the site that works most; nobody of another one helps it."""
    design = result.design
    if not isinstance(design, WebSystem) or design.places == 1:
        return tier
    tiers = [tuple(row for row in tier if site_of(row.node) == site) for site in range(design.places)]
    return max(tiers, key=lambda rows: sum(int(row.busy_ns.sum()) for row in rows))


def of_tier(result: Result) -> tuple[float, float] | None:
    """Servers of the web tier (of the busiest of several sites), and their utilisation while they were all up: of those
    in service where they come and go. None before a counted window has passed."""
    tier = tuple(row for row in result.stations if row.system == "web" and row.measures_node)
    tier = _busiest_site(result, tier)
    found = scaling(result)
    used = (utilisation.while_all_up if found is None else utilisation.of_stations)(result, tier)
    if used is None:
        return None
    servers = len(tier) if found is None or found.mean_in_service is None else found.mean_in_service
    return servers, used * len(tier) / servers
