"""The people of a region as they are in the middle of a day.

A seat is free until somebody asks, so it is taken for a share session / (session + wait) of the time; what is left of
an exponential session is one as well. A resolver that is asked at rate λ and keeps an answer for T holds one for a
share λT / (1 + λT) of the time.
"""

from __future__ import annotations

from collections import Counter
from math import exp

from playground.bench.plain.people import EDGE, ORIGIN, Audience
from playground.bench.plain.seat import NEVER_S, Resolver, Seat
from playground.bench.plain.site import Site

SELDOM_RPS = 1e-12  # as good as never


def take_seats(audience: Audience, count: int, asks_rps: float, hosts_rps: tuple[float, float]) -> None:
    """Of each seat, per second: pages that may begin a session, and requests to each host."""
    rng, mean_s = audience.rng, audience.session_s
    taken = mean_s / (mean_s + 1 / max(asks_rps, SELDOM_RPS))
    for _ in range(count):
        seat = Seat(resolver=rng.choice(audience.resolvers) if audience.resolvers else None)
        audience.seats.append(seat)
        if rng.random() >= taken:
            continue
        seat.ends_s, age_s = rng.expovariate(1 / mean_s), rng.expovariate(1 / mean_s)
        idle_s = rng.expovariate(max(hosts_rps[ORIGIN], SELDOM_RPS))
        seat.hosts[ORIGIN].used_s = -min(idle_s, age_s)  # the session's first request was one to the origin
        if hosts_rps[EDGE] > 0 and (idle_s := rng.expovariate(hosts_rps[EDGE])) < age_s:
            seat.hosts[EDGE].used_s = -idle_s


def know_names(audience: Audience, hosts_rps: tuple[float, float], weights: list[int] | None) -> None:
    """Of the resolvers and of those who ask them. `weights` of the sites that are given out; None: the near one is."""
    names, rng = audience.names, audience.rng
    if names is None:
        return
    people = Counter(id(seat.resolver) for seat in audience.seats)
    for resolver in audience.resolvers:
        resolver.address = rng.choices(range(len(weights)), weights)[0] if weights else resolver.near[0]
        for host in (ORIGIN, EDGE):
            each_rps = _asks_rps(hosts_rps[host], audience.session_s, audience.keep_s, names.browser_s)
            held = each_rps * people[id(resolver)] * resolver.life_s
            holds = rng.random() < held / (1 + held)
            resolver.until_s[host] = rng.random() * resolver.life_s if holds else NEVER_S
    for seat in audience.seats:
        if seat.resolver is not None:
            seat.address = seat.resolver.address


def log_in(audience: Audience, sites: list[Site]) -> None:
    """Whoever is here has a session, and has been led to one of the servers."""
    for seat in audience.seats:
        site = sites[seat.address]
        if seat.ends_s > 0 and site.sessions is not None:
            server = audience.rng.choice(site.servers)
            seat.home = server if site.sessions.store is None else site.sessions.store.memory
            seat.cookie = server if site.sessions.by_cookie else None


def resolvers(count: int, lives_s: tuple[float, float], violators: float, places: tuple[list[int], list[int]],
              misplaced: float) -> list[Resolver]:  # fmt: skip
    """So many of a region. `violators`: the share that keeps answers for the second of two lives; `misplaced`: of those
    that seem to stand in the second of two places, from which the sites are near or far as listed."""
    late, elsewhere = int(violators * count + 0.5), count - int(misplaced * count + 0.5)
    return [Resolver(lives_s[number < late], places[number >= elsewhere]) for number in range(count)]


def _asks_rps(rate_rps: float, session_s: float, keep_s: float, browser_s: float) -> float:
    """How often somebody asks for an address: for every connection, unless the browser knows it still."""
    if rate_rps <= 0:
        return 0.0
    opens_rps = rate_rps * exp(-rate_rps * keep_s) + 1 / session_s
    return opens_rps / (1 + opens_rps * browser_s)
