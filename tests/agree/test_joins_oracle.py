"""Engine and oracle agree on pages that are put together from several services: one call after another, beside each
other in rounds, in batches, or scattered over all machines; with services that fail, with and without a fallback."""

from __future__ import annotations

from hypothesis import given, settings

from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.ladder import stage
from playground.traffic.trace import Trace
from tests.agree.engine import differences, engine
from tests.agree.mosaics import mosaics

Drawn = tuple[WebSystem, Trace | None]


def agree(drawn: Drawn, seed: int) -> None:
    design, trace = drawn
    found = differences(design, seed, trace)
    assert not found, "\n".join([*found, design.text()])


@settings(max_examples=60)
@given(mosaics("split-tiers"))
def test_services_beside_one_server_or_three(drawn: Drawn) -> None:
    agree(drawn, 1)


@settings(max_examples=60)
@given(mosaics("load-balancer"))
def test_services_behind_a_balancer(drawn: Drawn) -> None:
    agree(drawn, 2)


@settings(max_examples=30)
@given(mosaics("replicas", has_tier=True))
def test_services_beside_replicas_and_cache_nodes(drawn: Drawn) -> None:
    agree(drawn, 3)


def test_a_page_that_lacks_something_is_counted_once() -> None:
    """Both services that it can do without are dead: two parts are left out, and each page is degraded once."""
    knobs: dict[str, object] = {
        "seconds": 2.0, "warmup_s": 0.0, "workload.rate_rps": 50.0, "services.join": "parallel", "services.rows": 2,
        "services.parts.0.needed": False, "services.parts.1.needed": False, "workload.write_share": 0.0,
        "faults": [{"kind": "kill", "node": f"service-{name}", "start_s": 0.0, "duration_s": None}
                   for name in ("orders", "delivery")],
    }  # fmt: skip
    design = put_all(stage("split-tiers").design, knobs)
    agree((design, None), 1)
    pages = engine(design, 1).books["pages"]
    assert pages["shown"] == pages["degraded"] > 0
    assert [row[3] for row in pages["peers"][:2]] == [2 * pages["shown"]] * 2
