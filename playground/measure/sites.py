"""Several sites: who is led to which, and who is led to one that is dead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.design.design import WebSystem
from playground.design.site_shares import site_shares
from playground.design.sites import site_of
from playground.measure import counted, utilisation
from playground.result import Result


@dataclass(frozen=True)
class Sites:
    """people_max: the most people whose address was that of a dead site at the end of a window; people_now: those at
    the end. requests: sent by people to sites that were dead when the window ended, in every attempt; share: of all
    that they sent in counted windows, None before there are any. broken: connections that ended because the way led to
    another site. web_utilisation: of each site's web servers, over the counted windows."""

    people_max: int
    people_now: int
    requests: int
    share: float | None
    broken: int
    web_utilisation: tuple[float | None, ...]


@dataclass(frozen=True)
class People:
    """At the end of each window: people by site, (W, sites) int64, and those whose site is dead, (W,) int64."""

    here: np.ndarray
    on_dead: np.ndarray


def sites(result: Result) -> Sites | None:
    """None where there is one site."""
    if result.sites is None:
        return None
    dead, led = _dead(result), result.sites.led
    on_dead = over_time(result).on_dead
    is_counted = counted.windows(result).is_counted
    sent = int(led[is_counted].sum())
    lost = int((led * dead)[is_counted].sum())
    places = range(len(result.sites.doors))
    return Sites(
        people_max=int(on_dead.max(initial=0)),
        people_now=int(on_dead[-1]) if len(on_dead) else 0,
        requests=lost,
        share=lost / sent if sent else None,
        broken=int(result.sites.broken.sum()),
        web_utilisation=tuple(_web(result, place) for place in places),
    )


def over_time(result: Result) -> People:
    """Empty where there is one site."""
    if result.sites is None:
        return People(np.zeros((0, 0), np.int64), np.zeros(0, np.int64))
    here = result.sites.here // result.runs
    return People(here, (here * _dead(result)).sum(axis=1))


def without_one(result: Result) -> float | None:
    """How busy the web servers of a site would be, as far as that goes, if another one were gone and its people were
    led to where names, weights or the network lead them then: the busiest of all, whichever site is gone. It rests on
    the work while all are up. Infinite where there is one site; None before a counted window has passed."""
    design = result.design
    if not isinstance(design, WebSystem):
        return None
    count = design.places
    if count == 1:
        return float("inf")
    tier = tuple(row for row in result.stations if row.system == "web" and row.measures_node)
    used = utilisation.while_all_up(result, tier)
    if used is None:
        return None
    return max(used * count * share for gone in range(count) for share in site_shares(design, gone))


def _dead(result: Result) -> np.ndarray:
    """(W, sites) bool: is nobody at the site's door at the end of the window?"""
    if result.sites is None:
        return np.zeros((result.windows, 0), bool)
    states = {node.name: node.state for node in result.nodes}
    return np.stack([states[door] != 0 for door in result.sites.doors], axis=1)


def _web(result: Result, place: int) -> float | None:
    """The utilisation of a site's web servers."""
    tier = tuple(
        row for row in result.stations if row.system == "web" and row.measures_node and site_of(row.node) == place
    )
    return utilisation.of_stations(result, tier)
