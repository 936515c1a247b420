"""Names of the plain web system: a browser asks its resolver, which asks the authority; both keep the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import simpy

from playground.bench.plain.seat import Resolver, Seat
from playground.bench.plain.site import Site
from playground.bench.plain.steps import Steps

Authority = Callable[[Resolver], int]  # the place of a site


@dataclass(eq=False)
class Names:
    """What a look-up takes, and for how long a browser keeps the answer."""

    hit_s: float
    miss_s: float
    browser_s: float
    authority: Authority

    def resolve(self, env: simpy.Environment, seat: Seat, host: int) -> Steps:
        """Ask for the address of a host, unless the browser knows it."""
        link, resolver = seat.hosts[host], seat.resolver
        if link.known_s > env.now or resolver is None:
            return
        pause_s = self.hit_s
        if resolver.until_s[host] <= env.now:
            resolver.until_s[host] = env.now + resolver.life_s
            pause_s += self.miss_s
            if host == 0:
                resolver.address = self.authority(resolver)
        if host == 0:
            seat.address = resolver.address
        link.known_s = env.now + self.browser_s
        if pause_s:
            yield env.timeout(pause_s)


def nearest(sites: list[Site], near: list[int]) -> int:
    """The place of the first that is up, or of the first when none is."""
    return next((place for place in near if sites[place].up), near[0])


def by_distance(sites: list[Site]) -> Authority:
    """Everybody is led to the site that is near the resolver."""
    return lambda resolver: nearest(sites, resolver.near)


def by_weight(sites: list[Site]) -> Authority:
    """Smooth weighted round robin among those that are up, or one after the other when none is."""
    last = -1

    def answer(resolver: Resolver) -> int:
        nonlocal last
        up = [site for site in sites if site.up]
        for site in up:
            site.current += site.weight
        if up:
            best = max(up, key=lambda site: site.current)
            best.current -= sum(site.weight for site in up)
            last = best.place
        else:
            last = (last + 1) % len(sites)
        return last

    return answer
