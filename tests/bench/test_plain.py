"""The plain SimPy programs, against times worked out by hand."""

from __future__ import annotations

from random import Random
from types import SimpleNamespace

import pytest
import simpy

from playground.bench import plain
from playground.bench.plain.health_check import probe, watch
from playground.bench.plain.policy import POLICIES
from playground.bench.plain.server import Server
from playground.design import catalogue
from playground.design.balancer import HealthCheck, Policy
from playground.design.change import put_all
from playground.design.problem import BadDesign

SEEDS = Random(1)  # noqa: S311 - the baseline's own generator, as in the programs


def deterministic(mean_ms: float) -> dict:
    return {"kind": "deterministic", "mean_ms": mean_ms}


QUIET = {
    "seconds": 400.0,
    "workload.rate_rps": 0.5,
    "workload.bundle_kb": 0.0,
    "workload.write_share": 0.0,
    "workload.endpoints.page.web_work": deterministic(8.0),
    "web.contention": 0.0,
    "web.coherency": 0.0,
    "web.cores": 8,
    "database.cores": 8,
    "database.contention": 0.0,
    "database.coherency": 0.0,
    "database.read": deterministic(2.0),
    "balancer.check.interval_s": 300.0,
}


def server(env: simpy.Environment | None = None, **given: object) -> Server:
    env = env or simpy.Environment()
    return Server(*(simpy.Resource(env, 2) for _ in range(4)), **given)


def test_a_request_that_meets_nobody_takes_the_sum_of_its_parts() -> None:
    """Balancer and back 2 x (0.125 + 0.05); work 8; twice a hop there, 2 ms of work and a hop back; 5922 bytes at
    5 Gbit/s, which is 0.0094752 ms; and 40 ms there and back for a region that is 40 ms away."""
    near = put_all(catalogue.find("load-balancer"), QUIET)
    far = put_all(near, {"workload.regions.home.rtt_ms": 40.0})
    by_hand_ms = 2 * 0.175 + 8.0 + 2 * (0.25 + 2.0 + 0.25) + 0.0094752
    for design, extra_ms in ((near, 0.0), (far, 40.0)):
        outcome = plain.simulate(design, 1)
        assert len(outcome.latencies_s) > 100
        assert [latency * 1e3 for latency in outcome.latencies_s] == pytest.approx(
            [by_hand_ms + extra_ms] * len(outcome.latencies_s)
        )


def test_an_app_gets_json_and_no_bundle() -> None:
    """The same with 2 ms of work and an answer of 1300 bytes, 0.00208 ms; nobody waits behind a bundle of 832 kB."""
    app = {"workload.app_share": 1.0, "workload.bundle_kb": 832.0}
    data = {"workload.endpoints.api.web_work": deterministic(2.0)}
    outcome = plain.simulate(put_all(catalogue.find("load-balancer"), {**QUIET, **app, **data}), 1)
    assert len(outcome.latencies_s) > 100
    by_hand_ms = 2 * 0.175 + 2.0 + 2 * (0.25 + 2.0 + 0.25) + 0.00208
    assert [latency * 1e3 for latency in outcome.latencies_s] == pytest.approx([by_hand_ms] * len(outcome.latencies_s))
    assert outcome.born < 1.2 * 0.5 * 400, "only requests"


def test_a_client_without_patience_fails_and_its_retries_too() -> None:
    """Work takes 13 ms, patience lasts 5: nobody is served, and each fails once however often it tries."""
    design = put_all(
        catalogue.find("load-balancer"),
        {**QUIET, "workload.patience.timeout_s": 0.005, "workload.patience.retries": 2, "seconds": 60.0},
    )
    outcome = plain.simulate(design, 1)
    assert outcome.latencies_s == []
    warm = outcome.born * 55 / 60  # those born after the warm-up of 5 s, about
    assert outcome.failed == pytest.approx(warm, abs=6)


def test_all_arrivals_are_served_failed_or_inside() -> None:
    """A line of two places in front of three servers: at most five are inside at the end."""
    design = put_all(catalogue.find("mmck"), {"seconds": 50.0, "warmup_s": 0.0})
    outcome = plain.simulate(design, 1)
    assert 0 <= outcome.born - len(outcome.latencies_s) - outcome.failed <= 5
    assert outcome.failed > 0


def test_the_same_seed_gives_the_same_latencies() -> None:
    design = put_all(catalogue.find("load-balancer"), {"seconds": 2.0, "warmup_s": 0.5})
    assert plain.simulate(design, 1) == plain.simulate(design, 1)
    assert plain.simulate(design, 1) != plain.simulate(design, 2)


@pytest.mark.parametrize("policy", Policy)
def test_a_policy_picks_only_those_that_are_up(policy: Policy) -> None:
    servers = [server() for _ in range(4)]
    pick = POLICIES[policy](servers, SEEDS)
    servers[1].up = servers[2].up = False
    picked = [pick() for _ in range(60)]
    assert {servers.index(one) for one in picked if one is not None} == {0, 3}
    servers[0].up = servers[3].up = False
    assert pick() is None


def picks(policy: Policy, servers: list[Server], count: int) -> list[int]:
    pick = POLICIES[policy](servers, SEEDS)
    return [servers.index(chosen) for _ in range(count) if (chosen := pick()) is not None]


def test_policies_by_hand() -> None:
    assert picks(Policy.ROUND_ROBIN, [server() for _ in range(3)], 7) == [0, 1, 2, 0, 1, 2, 0]
    # nginx's own example: weights 5, 1, 1 give a a b a c a a
    assert picks(Policy.WEIGHTED, [server(weight=5), server(), server()], 7) == [0, 0, 1, 0, 2, 0, 0]
    assert picks(Policy.LEAST_CONNECTIONS, [server(open=2), server(open=1), server(open=1)], 3) == [1, 2, 1]
    assert set(picks(Policy.TWO_CHOICES, [server(open=9), server(), server(open=9)], 200)) >= {0, 1}
    two = picks(Policy.TWO_CHOICES, [server(open=9), server()], 50)
    assert two == [1] * 50


def test_a_server_that_hangs_for_ten_seconds_is_marked_down_and_up_again() -> None:
    """Probes leave at 0, 2, 4 … s, and each is a miss 1 s later: down at 5. Both cores are free again at 10; of the
    five probes in line the last is done 1.5 ms after that, and then the one of 10 s; with that of 12 s it makes two
    answers: up at 12 s and 0.85 ms (there and back 2 x 0.175, work 0.5)."""
    env = simpy.Environment()
    one = server(env)
    one.threads = simpy.Resource(env, 200)
    site = SimpleNamespace(env=env, hop_s=0.000175, accept_queue=100, web_slowdown=[1.0] * 3)
    turns: list[tuple[float, bool]] = []

    def hang() -> plain.web_system.Steps:
        with one.cores.request() as core:
            yield core
            yield env.timeout(10.0)

    def look() -> plain.web_system.Steps:
        while True:
            if not turns or turns[-1][1] != one.up:
                turns.append((env.now, one.up))
            yield env.timeout(0.0001)

    check = HealthCheck(work_ms=0.5)
    for process in (hang(), hang(), watch(env, one, check, lambda: probe(site, one, 0.0005)), look()):
        env.process(process)
    env.run(until=15.0)
    assert [up for _, up in turns] == [True, False, True]
    assert [at_s for at_s, _ in turns] == pytest.approx([0.0, 5.0, 12.00085], abs=0.0002)


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("load-balancer", "start", "cold"),
        ("load-balancer", "balancer.most_open", 10),
        ("load-balancer", "balancer.standby", True),
        ("load-balancer", "web.drift", {}),
        ("load-balancer", "database.disk", {}),
        ("load-balancer", "workload.visits", {}),
        ("load-balancer", "workload.files", [{"name": "code"}]),
        ("cache", "cache.lock", "process"),
        ("cache", "cache.reads", "read_through"),
        ("cache", "cache.writes", "through"),
        ("cache", "cache.on_write", "delete"),
        ("cache", "cache.xfetch_beta", 1.0),
        ("cdn", "cdn", None),
        ("cdn", "cdn.shield", True),
        ("cdn", "cdn.fallback", "origin"),
        ("cdn", "cdn.stale_if_error", True),
        ("cdn", "sessions.sticky", "ring"),
        ("cdn", "workload.files.code.browser_share", 0.5),
        ("multi-dc", "sessions.store.without", "anonymous"),
        ("stateless", "web.autoscale", {}),
        ("multi-dc", "sites.route", "anycast"),
        ("multi-dc", "sites.writers", "home"),
        ("multi-dc", "faults", [{"kind": "kill", "node": "site-a"}]),
        ("load-balancer", "faults", [{"kind": "kill", "node": "web-1"}]),
        ("load-balancer", "workload.shape", {"kind": "ramp"}),
        ("split-tiers", "queue", {}),
        ("replicas", "services", {}),
        ("shards", "queue.way", "call"),
        ("shards", "queue.most_messages", 100),
        ("shards", "queue.workers.batch", 10),
        ("shards", "sharding.scheme", "ring"),
        ("shards", "sharding.famous_moved", 1),
        ("shards", "workload.popularity.famous_reads_share", 0.1),
        ("shards", "workload.endpoints.page.calls", [{"kind": "read", "times": 1, "everywhere": True}]),
        ("load-balancer", "workload.patience.budget_share", 0.2),
        ("load-balancer", "workload.endpoints.page.in_parallel", True),
        ("load-balancer", "balancer.slow_start_s", 30.0),
        ("load-balancer", "web.cache_items", 100),
        ("load-balancer", "web.drops_abandoned", True),
        ("load-balancer", "external.share_of_orders", 0.5),
        ("replicas", "replication.commit", "semi_sync"),
        ("replicas", "replication.appliers", 2),
        ("cache", "cache.placement", "slots"),
        ("cache", "workload.popularity.missing_share", 0.5),
        ("cache", "workload.popularity.deaths_share", 0.5),
        ("web-chain", "workload.shape", {"kind": "spike"}),
        ("mm1", "workload.shape", {"kind": "day"}),
    ],
)
def test_what_is_not_written_plainly_is_said(name: str, path: str, value: object) -> None:
    with pytest.raises(BadDesign, match=path.rsplit(".", maxsplit=1)[-1]):
        plain.prepare(put_all(catalogue.find(name), {path: value}), 1)
