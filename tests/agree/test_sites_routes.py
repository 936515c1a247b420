"""Who is led where: by distance or weight, or to where the resolver seems to be; and who writes where, when a site that
writes has died."""

from __future__ import annotations

from typing import Any

import pytest

from playground.design.design import WebSystem
from playground.design.endpoint import CallKind
from playground.measure import traffic
from playground.result import Result
from playground.run import run
from tests.agree.replicated import one_call
from tests.agree.replications import agrees, many
from tests.agree.sited import HOME, led, sited

RATE_RPS = 2000.0
WATCH = {"interval_s": 0.2, "timeout_s": 0.15, "fall": 2, "reroute_s": 0.2}


def ways(*faults: str, **knobs: Any) -> WebSystem:
    """Many resolvers, which forget soon."""
    return sited(*faults, rate_rps=RATE_RPS, **{"seconds": 10.0, "dns__resolvers": 4000, "dns__ttl_s": 0.5, **knobs})


@pytest.mark.parametrize(("weights", "share"), [((3, 1), 0.75), ((), 0.5), ((1, 255), 1 / 256)])
def test_names_by_weight_lead_as_many_as_was_said(weights: tuple[int, ...], share: float) -> None:
    """However near everybody is to the first site. Whom one resolver leads somewhere stays together: 40 runs."""
    design = ways(sites__route="weighted", sites__weights=weights, regions=(HOME,))
    found = many(design, lambda result: led(result, 0, 0, 10), 40)
    if share < 0.1:
        assert sum(found) / len(found) == pytest.approx(share, rel=0.1)
    else:
        assert agrees(found, share)


@pytest.mark.parametrize("misplaced_share", [0.0, 0.25])
def test_a_resolver_that_stands_elsewhere_leads_its_people_there(misplaced_share: float) -> None:
    """All people live near the first site; the other region is empty, but for one in a million."""
    regions = [
        {"name": "home", "share": 1.0, "rtt_ms": 0.0},
        {"name": "away", "share": 1e-6, "rtt_ms": 1.0, "edge_rtt_ms": 0.0},
    ]
    design = ways(sites__misplaced_share=misplaced_share, workload__regions=regions)
    found = many(design, lambda result: led(result, 0, 0, 10), 40)
    if misplaced_share == 0.0:
        assert min(found) > 0.999
    else:
        assert agrees(found, 1 - misplaced_share)


def failed_there(result: Result) -> int:
    """Writes of those who are near the second site."""
    return next(row.failed for row in result.endpoints if row.name == "write@away")


@pytest.mark.parametrize(
    ("writers", "share", "waits_s"),
    [("one", 1.0, 6.0), ("home", 0.5, 0.4), ("last_writer", 0.0, 0.0), ("merge", 0.0, 0.0)],
)
def test_where_each_site_writes_the_death_of_one_stops_nobody_else_but_for_its_own_keys(
    writers: str, share: float, waits_s: float
) -> None:
    """It dies at 4 s, and the second probe that fails is that of 4.2 s. Where keys have homes, those that have theirs
    there have another one from 4.4 s on; a single writer is not replaced until the end."""
    given = {"sites__writers": writers, "replication__failover": {**WATCH, "election_s": 600.0}}
    endpoints = (one_call(CallKind.READ), one_call(CallKind.WRITE))
    design = ways("kill:site-a@4", endpoints=endpoints, workload__write_share=1.0, **given)
    found = many(design, failed_there, 5)
    assert sum(found) / len(found) == pytest.approx(RATE_RPS / 2 * share * waits_s, rel=0.1)
    assert traffic.failures(run(design))["node_down"] > 0, "of those whose own site it was"
