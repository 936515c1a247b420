"""A rolling deploy, timed by hand: four servers, half of them at a time, 3 s to drain and 2 s to restart."""

from __future__ import annotations

from typing import Any

from playground.design.autoscale import Autoscale
from playground.design.fault import Deploy, Kill
from playground.design.web import Release
from playground.result import S
from tests.controlplane.stories import BALANCER, CHECK, ROUND_TRIP_NS, WEB, Told, story

QUIET = BALANCER.model_copy(update={"check": CHECK.model_copy(update={"work_ms": 0.0})})
EVEN = tuple(n / 100 for n in range(2400))  # 100 a second, at 5 ms each
AT_11 = Deploy(start_s=11.0)


def deployed(*faults: Any, batch_share: float = 0.5, at_s: tuple[float, ...] = EVEN, **changes: Any) -> Told:
    release = Release(batch_share=batch_share, drain_s=3.0, restart_s=2.0)
    web = WEB.model_copy(update={"servers": 4, "release": release, **changes})
    return story(AT_11, *faults, at_s=at_s, seconds=24.0, web=web, balancer=QUIET)


def test_half_of_them_then_the_other_half() -> None:
    told = deployed()
    first, second = ("web-1", "web-2"), ("web-3", "web-4")
    assert told.marks() == [
        (11 * S, "deploy_begins", "web"),
        *((11 * S, "take_out", name) for name in first),
        *((14 * S, what, name) for name in first for what in ("retire", "restart")),
        *((16 * S, what, name) for name in first for what in ("restarted", "put_in")),
        *((16 * S, "take_out", name) for name in second),
        *((19 * S, what, name) for name in second for what in ("retire", "restart")),
        *((21 * S, what, name) for name in second for what in ("restarted", "put_in")),
        (21 * S, "deploy_ends", "web"),
    ]
    picked = {place: [at for at, to in told.picks.items() if to == place] for place in range(4)}
    for place, out_s, in_s in ((0, 11, 16), (1, 11, 16), (2, 16, 21), (3, 16, 21)):
        assert not [at for at in picked[place] if out_s + 0.01 < at < in_s - 0.01]
        assert [at for at in picked[place] if at > in_s + 0.01]
    assert set(told.fates.values()) == {"served"}  # who was inside had 3 s to leave


def test_who_is_out_is_not_probed_and_not_missed() -> None:
    """web-1 is checked at 0, 2 ... 10, and again after 16.0 s, whose checks come before it is put in."""
    told = deployed()
    assert told.probes_s(0) == [*(2.0 * n for n in range(6)), 18.0, 20.0, 22.0]
    assert not [what for _, what, _ in told.marks() if what.startswith("mark")]


def test_one_at_a_time_is_the_least() -> None:
    told = deployed(batch_share=0.01)
    assert [(t / S, node) for t, what, node in told.marks() if what == "take_out"] == [
        (11.0, "web-1"),
        (16.0, "web-2"),
        (21.0, "web-3"),
    ]


def test_all_at_once_is_an_outage() -> None:
    told = deployed(batch_share=1.0)
    out = [fate for at, fate in told.fates.items() if 11.01 < at < 15.99]
    assert set(out) == {"no_healthy_server"}


def test_a_server_without_time_to_drain_takes_its_requests_with_it() -> None:
    release = Release(batch_share=0.5, drain_s=0.0, restart_s=2.0)
    told = deployed(release=release, at_s=(0.0, 10.997, 10.998, 10.999, 20.0))
    lost = [at for at, fate in told.fates.items() if fate == "died_with_server"]
    assert len(lost) == sum(told.picks[at] in (0, 1) for at in (10.997, 10.998, 10.999)) > 0


def test_a_server_that_is_dead_stays_dead() -> None:
    """web-1 died before its turn and is repaired after the deploy: it is put back, believed up, and found out."""
    told = deployed(Kill(node="web-1", start_s=3.0, duration_s=20.0))
    assert [(t, what) for t, what, _ in told.marks("web-1") if t < 23 * S] == [
        (3 * S, "kill"),
        (8 * S + ROUND_TRIP_NS, "mark_down"),
        (11 * S, "take_out"),
        (14 * S, "retire"),
        (16 * S, "put_in"),
        (22 * S + ROUND_TRIP_NS, "mark_down"),
    ]


def test_what_is_out_cannot_die_and_a_second_deploy_waits_for_nobody() -> None:
    told = deployed(Kill(node="web-2", start_s=15.0, duration_s=1.0), Deploy(start_s=12.0))
    assert told.result.asleep == ("deploy:web", "kill:web-2")
    assert sum(what == "deploy_begins" for _, what, _ in told.marks()) == 1


def test_nobody_scales_while_it_lasts() -> None:
    """Half of the servers are missed; the look of 22 s, the first after the deploy, sees a quiet tier."""
    scale = Autoscale(target_utilisation=0.25, max_servers=8, boot_s=1.0, cooldown_s=0.0, interval_s=2.0, drain_s=0.0)
    told = deployed(autoscale=scale, at_s=tuple(n / 400 for n in range(9600)))
    scaled = [(t / S, what) for t, what, _ in told.marks() if what in ("scale_out", "join", "drain")]
    assert not [t for t, _ in scaled if 11.0 <= t <= 21.0]
    assert [t for t, _ in scaled if t < 11.0]
