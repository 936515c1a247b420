"""Health checks, timed by hand: probes leave at 0, 2, 4 ... s and their answers decide, three misses or two answers.

The story of the semantics: a server dies at 11.0 s and refuses; the probes of 12, 14 and 16 fail; it is marked down at
16.0 s plus one round trip. Dying silently, with a probe's timeout of 1 s: 17.0 s.
"""

from __future__ import annotations

import pytest

from playground.controlplane.health_check import Belief
from playground.design.balancer import HealthCheck
from playground.design.fault import Cut, Kill, Lose, Replace, Slow
from playground.result import S
from tests.controlplane.stories import BALANCER, CHECK, MS, PAGE, PROBE_NS, ROUND_TRIP_NS, WEB, story

DOWN_NS = 16 * S + ROUND_TRIP_NS
UP_NS = 24 * S + PROBE_NS
EVERY_TWO_SECONDS = [2.0 * n for n in range(20)]


def checked(**changes: object) -> object:
    """The balancer with another health check."""
    return BALANCER.model_copy(update={"check": CHECK.model_copy(update=changes)})


def test_nothing_happens_while_nothing_breaks() -> None:
    told = story()
    assert told.marks() == []
    assert told.probes_s(0) == told.probes_s(1) == EVERY_TWO_SECONDS
    assert told.result.probe_counts == (40, 0, 0)


def test_a_refusing_death() -> None:
    told = story(Kill(node="web-2", start_s=11.0, duration_s=None))
    assert told.marks() == [(11 * S, "kill", "web-2"), (DOWN_NS, "mark_down", "web-2")]
    assert told.probes_s(1) == EVERY_TWO_SECONDS
    assert told.result.probe_counts == (20 + 6, 14, 0)
    assert told.result.orders[-1].why == "3 probes missed"


def test_a_silent_death() -> None:
    told = story(Kill(node="web-2", start_s=11.0, duration_s=None, silent=True))
    assert told.marks() == [(11 * S, "kill_silently", "web-2"), (17 * S, "mark_down", "web-2")]
    assert told.result.probe_counts == (20 + 6, 0, 14)


def test_users_meet_the_dead_server_until_it_is_marked_down() -> None:
    """Round robin: every second request is for web-2, also the one born half a millisecond too early."""
    at_s = (0.0, 10.5, 11.5, 12.5, 13.5, 14.5, 15.5, 16.0005, 16.0008, 16.5, 17.5)
    told = story(Kill(node="web-2", start_s=11.0, duration_s=None), at_s=at_s)
    assert list(told.picks.values()) == [0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 0]
    failed = [at for at, fate in told.fates.items() if fate == "node_down"]
    assert failed == [12.5, 14.5, 16.0005]
    assert set(told.fates.values()) == {"served", "node_down"}
    assert told.result.endpoints[0].failure_ns == 3 * ROUND_TRIP_NS
    assert [(chain.causes, chain.count) for chain in told.result.chains] == [
        (("not_yet_detected", "node_down"), 2),
        (("node_down",), 1),  # sent off before the mark, there after it
    ]


def test_who_is_inside_dies_with_the_server() -> None:
    """One at work, one in line, one on its way there, one whose answer has left already; web-1 does not care."""
    at_s = (0.0, 10.990, 10.991, 10.9925, 10.9926, 10.9958, 10.9959, 10.9998)
    told = story(Kill(node="web-2", start_s=11.0, duration_s=None), at_s=at_s)
    assert [told.picks[at] for at in at_s] == [0, 1, 0, 1, 0, 1, 0, 1]
    fates = {at: fate for at, fate in told.fates.items() if told.picks[at] == 1}
    assert fates == {
        10.990: "served",
        10.9925: "died_with_server",
        10.9958: "died_with_server",
        10.9998: "node_down",
    }


def test_rise_on_the_way_back() -> None:
    """Back at 21.0 s: the probes of 22 and 24 are answered."""
    told = story(Kill(node="web-2", start_s=11.0, duration_s=10.0))
    assert told.marks() == [
        (11 * S, "kill", "web-2"),
        (DOWN_NS, "mark_down", "web-2"),
        (21 * S, "revive", "web-2"),
        (UP_NS, "mark_up", "web-2"),
    ]
    assert told.result.orders[-1].why == "2 probes answered"
    assert [server.believed_up for server in told.result.servers] == [True, True]


def test_a_replaced_server_is_checked_like_any_other() -> None:
    told = story(Replace(node="web-2", start_s=11.0, duration_s=10.0))
    assert [what for _, what, _ in told.marks()] == ["kill", "mark_down", "revive", "mark_up"]
    assert told.marks()[1][0] == DOWN_NS
    assert told.marks()[3][0] == UP_NS


@pytest.mark.parametrize(("fall", "down_s"), [(1, 12), (2, 14), (3, 16), (5, 20)])
def test_fall(fall: int, down_s: int) -> None:
    told = story(Kill(node="web-2", start_s=11.0, duration_s=None), balancer=checked(fall=fall))
    assert told.marks()[1] == (down_s * S + ROUND_TRIP_NS, "mark_down", "web-2")


@pytest.mark.parametrize(("rise", "up_s"), [(1, 22), (2, 24), (4, 28)])
def test_rise(rise: int, up_s: int) -> None:
    told = story(Kill(node="web-2", start_s=11.0, duration_s=10.0), balancer=checked(rise=rise))
    assert told.marks()[-1] == (up_s * S + PROBE_NS, "mark_up", "web-2")


def test_a_death_at_the_instant_of_a_probe_comes_first() -> None:
    told = story(Kill(node="web-2", start_s=12.0, duration_s=10.0))
    assert told.marks()[1] == (DOWN_NS, "mark_down", "web-2")
    assert told.marks()[-1] == (UP_NS, "mark_up", "web-2")


def test_a_probe_may_outlive_its_interval() -> None:
    """Timeout 3 s, interval 2 s: after a miss at 15 s the next probe leaves at the next full interval, 16 s."""
    told = story(Kill(node="web-2", start_s=11.0, duration_s=None, silent=True), balancer=checked(timeout_s=3.0))
    assert told.marks()[1] == (23 * S, "mark_down", "web-2")
    assert told.probes_s(1) == [0, 2, 4, 6, 8, 10, 12, 16, 20, 24, 28, 32, 36]
    assert told.probes_s(0) == EVERY_TWO_SECONDS


def test_flapping_faster_than_three_probes_is_never_noticed() -> None:
    flaps = [Kill(node="web-2", start_s=start, duration_s=2.0) for start in (11.0, 15.0, 19.0)]
    told = story(*flaps)
    assert [what for _, what, _ in told.marks()] == ["kill", "revive"] * 3
    assert told.result.probe_counts == (40 - 3, 3, 0)
    nervous = story(*flaps, balancer=checked(fall=1, rise=1))
    seconds = [t // S for t, what, _ in nervous.marks() if what.startswith("mark")]
    assert seconds == [12, 14, 16, 18, 20, 22]


def test_a_short_death_between_two_probes_is_not_seen() -> None:
    told = story(Kill(node="web-2", start_s=12.1, duration_s=1.5), at_s=(0.0, 12.5, 13.0))
    assert [what for _, what, _ in told.marks()] == ["kill", "revive"]
    assert told.fates == {0.0: "served", 12.5: "node_down", 13.0: "served"}


def test_grey_failure() -> None:
    """Work on web-2 takes 10 000 times as long from 11 to 31 s, so a probe takes 5 s.

    Those of 12, 14 and 16 are given up at 13, 15 and 17, and stay in line. The last slow one ends at 32.00035; the six
    behind it and the probe of 32 s take half a millisecond each; that of 34 s is the second answer.
    """
    told = story(Slow(node="web-2", factor=10_000.0, start_s=11.0, duration_s=20.0))
    assert told.marks("web-2") == [
        (11 * S, "slow_down", "web-2"),
        (17 * S, "mark_down", "web-2"),
        (31 * S, "slow_down", "web-2"),
        (34 * S + PROBE_NS, "mark_up", "web-2"),
    ]
    assert [order.value for order in told.result.orders if order.what == "slow_down"] == [10_000.0, 1.0]


def test_a_little_slower_is_not_noticed() -> None:
    told = story(Slow(node="web-2", factor=1000.0, start_s=11.0, duration_s=20.0))
    assert [what for _, what, _ in told.marks()] == ["slow_down", "slow_down"]


def test_a_false_alarm() -> None:
    """One request keeps the only core of web-1 for 100 s. It and the first probe arrive at one instant: users first."""
    busy = PAGE.model_copy(update={"web_work": PAGE.web_work.model_copy(update={"mean_ms": 100_000.0})})
    told = story(page=busy)
    assert told.marks() == [(5 * S, "mark_down", "web-1")]


def test_a_probe_refused_by_a_full_server() -> None:
    """One worker thread, no place in line: the probes of 0, 2 and 4 s are turned away."""
    busy = PAGE.model_copy(update={"web_work": PAGE.web_work.model_copy(update={"mean_ms": 9_000.0})})
    told = story(page=busy, web=WEB.model_copy(update={"worker_threads": 1, "accept_queue": 0}))
    assert told.marks() == [
        (4 * S + ROUND_TRIP_NS, "mark_down", "web-1"),
        (12 * S + PROBE_NS, "mark_up", "web-1"),
    ]


def test_a_cut_link_looks_like_a_silent_death() -> None:
    told = story(Cut(node="web-2", start_s=11.0, duration_s=10.0))
    assert [mark for mark in told.marks() if mark[1].startswith("mark")] == [
        (17 * S, "mark_down", "web-2"),
        (UP_NS, "mark_up", "web-2"),
    ]
    assert [(o.t_ns // S, o.node, o.value) for o in told.result.orders if o.what == "set_loss"] == [
        (11, "balancer>web-2", 1.0),
        (11, "web-2>database", 1.0),
        (21, "balancer>web-2", 0.0),
        (21, "web-2>database", 0.0),
    ]


def test_who_crosses_a_cut_link_hangs_until_the_client_gives_up() -> None:
    told = story(Cut(node="web-2", start_s=11.0, duration_s=10.0), at_s=(0.0, 12.5, 13.5))
    assert told.fates == {0.0: "served", 12.5: "on its way", 13.5: "served"}
    assert told.result.endpoints[0].failures == {"timed_out": 1}
    assert told.result.endpoints[0].failure_ns == 10 * S
    assert {link.name: link.lost for link in told.result.links if link.lost} == {"balancer>web-2": 1 + 5}


def test_a_lossy_link_loses_its_share() -> None:
    """Every second request crosses there and back; of the losses that run together what is left multiplies."""
    at_s = (0.0, *(n / 100 for n in range(101, 3001)))
    told = story(
        Lose(node="web-2", share=0.2, start_s=0.5, duration_s=None),
        Lose(node="web-2", share=0.5, start_s=0.5, duration_s=None),
        at_s=at_s,
        balancer=checked(fall=20, timeout_s=0.1),
    )
    assert [order.value for order in told.result.orders if order.node == "balancer>web-2"] == [
        pytest.approx(0.2),
        pytest.approx(0.6),
    ]
    lost = sum(told.picks[at] == 1 and told.fates[at] != "served" for at in at_s)
    crossing = sum(pick == 1 for pick in told.picks.values())
    chance = 0.6 + 0.4 * 0.6
    assert abs(lost - chance * crossing) < 4 * (crossing * chance * (1 - chance)) ** 0.5
    assert all(told.fates[at] == "served" for at in at_s if told.picks[at] == 0)


def test_belief_counts_in_a_row() -> None:
    belief = Belief(HealthCheck(fall=3, rise=2))
    heard = [belief.hears(answered) for answered in (False, False, True, False, False, False, False)]
    assert heard == [None, None, None, None, None, "mark_down", None]
    assert not belief.is_up
    heard = [belief.hears(answered) for answered in (True, False, True, True, True, False)]
    assert heard == [None, None, None, "mark_up", None, None]
    assert belief.is_up
    assert belief.against == 1


def test_probes_take_what_they_take() -> None:
    """The probe's way is that of users: the round trip and its work, to the nanosecond."""
    assert 2 * int((BALANCER.rtt_ms / 2 + BALANCER.proxy_ms) * MS) + int(CHECK.work_ms * MS) == PROBE_NS
