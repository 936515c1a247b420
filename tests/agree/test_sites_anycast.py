"""One address for all sites: how soon networks know the way to another one, whose connections break at that, and what
a name would have taken."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from playground.design.design import WebSystem
from playground.design.facts import value
from playground.measure import traffic
from playground.result import Result
from playground.run import run
from tests.agree.replications import agrees, many
from tests.agree.sited import HOME, changed_ns, led, sited

MOST, CONVERGE_S, TAIL_S = 0.8, 2.0, 4.0
ASKS_RPS = 1.0


def announced(*faults: str, rate_rps: float = 4000.0, networks: int = 4000, **knobs: Any) -> WebSystem:
    """Everybody's nearest site is the first one, and asks it once a second."""
    ways = {"sites__route": "anycast", "sites__converge_s": CONVERGE_S, "sites__converge_tail_s": TAIL_S}
    given = {"seconds": 5.0, "dns__resolvers": networks, **ways, **knobs}
    return sited(*faults, rate_rps=rate_rps, regions=(HOME,), **given)


def stages(result: Result) -> tuple[float, float, float]:
    """Share that is led to the dead site while most networks learn of it, while the rest do, and afterwards."""
    since_ns = changed_ns(result)
    ends = ((0, CONVERGE_S), (CONVERGE_S, TAIL_S), (TAIL_S, TAIL_S + 0.3))
    return tuple(led(result, 0, from_s, to_s, since_ns) for from_s, to_s in ends)


def test_most_networks_know_the_way_to_another_site_in_a_short_time_and_all_in_a_long_one() -> None:
    """80 % in 2 s, the rest in another 2, each at a steady pace."""
    rows = many(announced("kill:site-a@0.5"), stages, 40)
    assert agrees([first for first, _, _ in rows], 1 - MOST / 2)
    assert np.mean([second for _, second, _ in rows]) == pytest.approx((1 - MOST) / 2, rel=0.02)
    assert {third for *_, third in rows} == {0.0}


@pytest.mark.parametrize("keep_s", [1.0, 2.0])
def test_whoever_has_a_connection_open_loses_it_when_the_network_goes_elsewhere(keep_s: float) -> None:
    """The site is back, and all networks turn to it again. The gap between two requests in which that happens is longer
    than most: it is shorter than k with the chance 1 - (1 + rk) exp(-rk)."""
    knobs = {"seconds": 9.0, "workload__visits__keep_alive_s": keep_s, "rate_rps": 4000.0, "networks": 400}
    ways = {"sites__converge_s": 1.0, "sites__converge_tail_s": 2.0}
    design = announced("kill:site-a@0.5+4.5", **knobs, **ways)
    reach = ASKS_RPS * keep_s
    theory = design.workload.seats * (1 - (1 + reach) * math.exp(-reach))
    assert agrees(many(design, broken, 40), theory)


def broken(result: Result) -> float:
    """How many connections, since the site is back."""
    assert result.sites is not None
    back = changed_ns(result, "mark_up") // result.window_ns
    return float(result.sites.broken[back:].sum())


def test_nobody_has_an_open_connection_where_none_is_kept() -> None:
    result = run(announced("kill:site-a@0.5+1.5"))
    assert result.sites is not None
    assert result.sites.broken.sum() == 0


def test_a_name_takes_longer_for_most_and_a_way_longer_for_the_last() -> None:
    """Times of today: a name that lives for a minute, and networks of which 80 % have converged after 10 s."""
    knobs = {"rate_rps": 2000.0, "networks": 2000, "seconds": 70.0, "dns__ttl_s": float(value("dns.ttl_failover_s"))}
    ways = {"sites__converge_s": float(value("dns.anycast_converge_80pct_s"))}
    ways |= {"sites__converge_tail_s": float(value("dns.anycast_tail_s"))}
    way = run(announced("kill:site-a@1.9", **knobs, **ways))
    name = run(announced("kill:site-a@1.9", **knobs, sites__route="nearest"))
    for from_s, of_way, of_name in ((10.0, 1 - MOST, 1 - 11 / 60), (61.0, (1 - MOST) * (180 - 62) / (180 - 10), 0.0)):
        found = [led(result, 0, from_s, from_s + 2, changed_ns(result)) for result in (way, name)]
        assert found == pytest.approx([of_way, of_name], abs=0.04)
    assert traffic.requests(way).failed < 0.7 * traffic.requests(name).failed
