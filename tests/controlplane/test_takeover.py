"""The balancer dies: with a standby for as long as its takeover takes, without one until the fault is over."""

from __future__ import annotations

from playground.design.fault import Kill
from playground.result import S
from tests.controlplane.stories import BALANCER, ROUND_TRIP_NS, story

PAIR = BALANCER.model_copy(update={"standby": True, "takeover_s": 3.0})
AT_S = (0.0, 10.5, 10.998, 11.0, 11.5, 12.5, 13.5, 13.999, 14.0, 14.5, 20.5, 21.5, 22.5, 30.5, 31.5)
DEATH = Kill(node="balancer", start_s=11.0, duration_s=20.0)


def test_the_standby_takes_the_address() -> None:
    told = story(DEATH, at_s=AT_S, balancer=PAIR)
    assert told.marks() == [(11 * S, "kill", "balancer"), (14 * S, "revive", "balancer")]
    assert told.result.orders[1].why == "the standby takes the address"
    assert {at: fate for at, fate in told.fates.items() if fate != "served"} == {
        10.998: "died_with_server",
        11.0: "node_down",
        11.5: "node_down",
        12.5: "node_down",
        13.5: "node_down",
        13.999: "node_down",
    }


def test_without_a_standby_all_fail_until_the_fault_is_over() -> None:
    told = story(DEATH, at_s=AT_S)
    assert told.marks() == [(11 * S, "kill", "balancer"), (31 * S, "revive", "balancer")]
    served = [at for at, fate in told.fates.items() if fate == "served"]
    assert served == [0.0, 10.5, 31.5]


def test_nobody_probes_while_the_balancer_is_dead() -> None:
    alone, pair = story(DEATH, at_s=AT_S), story(DEATH, at_s=AT_S, balancer=PAIR)
    assert alone.probes_s(0) == [0, 2, 4, 6, 8, 10, 32, 34, 36, 38]
    assert pair.probes_s(0) == [0, 2, 4, 6, 8, 10, *range(14, 40, 2)]


def test_the_standby_may_die_too() -> None:
    """The second death hits the one that serves; the address stays dead until the first of them is repaired."""
    second = Kill(node="balancer", start_s=20.0, duration_s=2.0)
    told = story(DEATH, second, at_s=AT_S, balancer=PAIR)
    assert told.marks() == [
        (11 * S, "kill", "balancer"),
        (14 * S, "revive", "balancer"),
        (20 * S, "kill", "balancer"),
        (22 * S, "revive", "balancer"),
    ]
    assert (told.fates[20.5], told.fates[21.5], told.fates[22.5]) == ("node_down", "node_down", "served")
    assert told.result.orders[3].why == "fault over"


def test_a_repair_before_the_takeover_comes_first() -> None:
    told = story(Kill(node="balancer", start_s=11.0, duration_s=1.0), balancer=PAIR)
    assert told.marks() == [(11 * S, "kill", "balancer"), (12 * S, "revive", "balancer")]
    assert told.result.orders[1].why == "fault over"


def test_two_deaths_one_after_the_other() -> None:
    """The machine that was repaired is the standby of the second death."""
    deaths = [Kill(node="balancer", start_s=start, duration_s=5.0) for start in (5.0, 15.0)]
    told = story(*deaths, balancer=PAIR)
    assert [(t // S, what) for t, what, _ in told.marks()] == [(5, "kill"), (8, "revive"), (15, "kill"), (18, "revive")]


def test_a_takeover_that_takes_no_time() -> None:
    told = story(DEATH, at_s=AT_S, balancer=PAIR.model_copy(update={"takeover_s": 0.0}))
    assert [(t, what) for t, what, _ in told.marks()] == [(11 * S, "kill"), (11 * S, "revive")]
    assert [at for at, fate in told.fates.items() if fate != "served"] == [10.998]


def test_a_fresh_balancer_believes_everybody_up() -> None:
    """web-2 is dead from 5 s on and known to be at 10 s; the balancer forgets it, and learns it again."""
    told = story(Kill(node="web-2", start_s=5.0, duration_s=None), Kill(node="balancer", start_s=20.0, duration_s=5.0))
    assert told.marks("web-2") == [
        (5 * S, "kill", "web-2"),
        (10 * S + ROUND_TRIP_NS, "mark_down", "web-2"),
        (26 * S, "mark_up", "web-2"),
        (30 * S + ROUND_TRIP_NS, "mark_down", "web-2"),
    ]
    assert told.result.orders[4].why == "a fresh balancer believes everybody up"


def test_an_answer_that_comes_after_the_death_is_not_heard() -> None:
    """The probe of 16 s is on its way back when the balancer dies, so the third miss counts for nobody."""
    told = story(
        Kill(node="web-2", start_s=11.0, duration_s=None), Kill(node="balancer", start_s=16.0005, duration_s=1.0)
    )
    assert told.marks("web-2")[1] == (22 * S + ROUND_TRIP_NS, "mark_down", "web-2")
