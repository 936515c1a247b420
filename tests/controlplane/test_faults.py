"""Faults: overlapping ones add up, the last to end heals, random ones keep their means, absent nodes let them sleep."""

from __future__ import annotations

import math
from itertools import pairwise

from playground.controlplane.damage import Damage, Target
from playground.design.database import Database
from playground.design.endpoint import Call
from playground.design.fault import Crowd, Cut, Fault, Kill, Lose, Replace, Slow
from playground.design.service import Deterministic
from playground.design.web import Web
from playground.result import S
from tests.controlplane.stories import PAGE, story

QUICK_READ = Database(read=Deterministic(mean_ms=4.0), hop_ms=1.0, cores=1, contention=0.0, coherency=0.0)
READS = PAGE.model_copy(update={"calls": (Call(),)})


class _View:
    """Who is dead, without a run; everybody is there."""

    def __init__(self) -> None:
        self.dead: set[int] = set()

    def is_up(self, node: int) -> bool:
        return node not in self.dead

    def is_there(self, _: str) -> bool:
        return True

    def note_death(self, node: int) -> None:
        self.dead.add(node)

    def note_return(self, node: int) -> None:
        self.dead.discard(node)


class _Orders:
    """What was ordered, without a run."""

    def __init__(self) -> None:
        self.given: list[tuple[str, str, str, int, float]] = []

    def give(self, what: str, node: str, why: str, *, row: int = 0, value: float = 0.0) -> None:
        self.given.append((what, node, why, row, round(value, 9)))


def damage(*acts: tuple[str, Fault, Target], machines: dict[int, int] | None = None) -> list[tuple[str, str, float]]:
    """(what, why, value) of the orders that these beginnings and ends lead to."""
    orders = _Orders()
    done = Damage(orders, _View(), machines)  # type: ignore[arg-type]  # as much of both as it needs
    for act, fault, target in acts:
        (done.begin if act == "begin" else done.end)(fault, target)
    return [(what, why, value) for what, _, why, _, value in orders.given]


NODE = Target(node=3)
LINKS = Target(links=((0, "a>b"), (1, "b>c")))
KILL, HUSH, SWAP = Kill(node="web-2"), Kill(node="web-2", silent=True), Replace(node="web-2")


def test_the_last_death_to_end_revives() -> None:
    acts = [("begin", KILL, NODE), ("begin", SWAP, NODE), ("end", KILL, NODE), ("end", SWAP, NODE)]
    assert damage(*acts) == [("kill", "fault", 0.0), ("revive", "fault over", 0.0)]


def test_a_silent_death() -> None:
    assert damage(("begin", HUSH, NODE)) == [("kill_silently", "fault", 0.0)]
    assert damage(("begin", KILL, NODE), ("begin", HUSH, NODE)) == [("kill", "fault", 0.0)]


def test_slow_factors_multiply_and_leave_one_by_one() -> None:
    twice, thrice = Slow(node="web-2", factor=2.0), Slow(node="web-2", factor=3.0)
    acts = [("begin", twice, NODE), ("begin", thrice, NODE), ("end", twice, NODE), ("end", thrice, NODE)]
    assert [value for _, _, value in damage(*acts)] == [2.0, 6.0, 3.0, 1.0]


def test_what_losses_leave_multiplies() -> None:
    half, cut = Lose(node="b", share=0.5), Cut(node="b")
    acts = [("begin", half, LINKS), ("begin", half, LINKS), ("begin", cut, LINKS)]
    acts += [("end", cut, LINKS), ("end", half, LINKS), ("end", half, LINKS)]
    values = [value for _, _, value in damage(*acts)]
    assert values[::2] == values[1::2] == [0.5, 0.75, 1.0, 0.75, 0.5, 0.0]


def test_a_pair_has_another_machine() -> None:
    acts = [("begin", KILL, NODE), ("end", KILL, NODE)]
    assert damage(*acts, machines={3: 2}) == [("kill", "fault", 0.0), ("revive", "fault over", 0.0)]


def test_a_crowd_is_only_written_down() -> None:
    spike = Crowd(factor=4.0)
    assert damage(("begin", spike, Target()), ("end", spike, Target())) == [
        ("spike_begins", "fault", 4.0),
        ("spike_ends", "fault over", 0.0),
    ]


def test_overlapping_kills_in_a_run() -> None:
    told = story(
        Kill(node="web-2", start_s=11.0, duration_s=10.0),
        Kill(node="web-2", start_s=15.0, duration_s=20.0, silent=True),
        Kill(node="web-2", start_s=12.0, duration_s=1.0),
    )
    deaths = [(t, what) for t, what, _ in told.marks() if not what.startswith("mark")]
    assert deaths == [(11 * S, "kill"), (35 * S, "revive")]


def test_a_fault_without_an_end_lasts() -> None:
    told = story(Kill(node="web-2", start_s=11.0, duration_s=None))
    assert "revive" not in [what for _, what, _ in told.marks()]
    assert next(node for node in told.result.nodes if node.name == "web-2").state[-1] == 1


def test_a_fault_at_the_very_beginning() -> None:
    told = story(Kill(node="web-1", start_s=0.0, duration_s=1.0))
    assert told.fates == {0.0: "node_down"}


def test_a_fault_after_the_end_does_not_happen() -> None:
    assert story(Kill(node="web-1", start_s=40.0)).marks() == []


def test_a_fault_on_a_node_that_is_not_there_sleeps() -> None:
    told = story(Kill(node="web-3", start_s=5.0), Cut(node="cache", start_s=5.0), Slow(node="web-2", start_s=5.0))
    assert told.result.asleep == ("kill:web-3", "cut:cache")
    assert {node for _, _, node in told.marks()} == {"web-2"}


def test_the_database_dies() -> None:
    """5 ms of work, a hop of 1 ms, 4 ms of reading: who is there at 11 s dies with it, who comes later is refused."""
    at_s = (0.0, 10.985, 10.9925, 10.997, 11.5, 15.9, 15.9955, 16.5)
    told = story(Kill(node="database", start_s=11.0, duration_s=5.0), at_s=at_s, page=READS, database=QUICK_READ)
    assert told.fates == {
        0.0: "served",
        10.985: "served",
        10.9925: "died_with_server",
        10.997: "node_down",
        11.5: "node_down",
        15.9: "node_down",
        15.9955: "served",
        16.5: "served",
    }
    assert [what for _, what, _ in told.marks()] == ["kill", "revive"]


def test_a_slow_database_is_slow_for_work_that_starts_later() -> None:
    told = story(
        Slow(node="database", factor=100.0, start_s=11.0, duration_s=5.0),
        at_s=(0.0, 11.5, 17.0),
        page=READS,
        database=QUICK_READ,
    )
    quick = story(at_s=(0.0, 11.5, 17.0), page=READS, database=QUICK_READ)
    assert set(told.fates.values()) == {"served"}
    assert told.result.endpoints[0].latency_ns - quick.result.endpoints[0].latency_ns == 99 * 4_000_000


def test_slowness_is_one_factor_on_the_work() -> None:
    """Without a database: 5 ms of work become 50 ms, and nothing else changes."""
    told = story(Slow(node="web-1", factor=10.0, start_s=11.0, duration_s=9.0), at_s=(0.0, 11.5, 12.5, 20.5, 20.6))
    quick = story(at_s=(0.0, 11.5, 12.5, 20.5, 20.6))
    extra_ns = told.result.endpoints[0].latency_ns - quick.result.endpoints[0].latency_ns
    assert extra_ns == 45_000_000


def test_random_faults_keep_their_means() -> None:
    """A machine that runs for 100 s and is repaired in 25 s, for two days and more: 80 % up."""
    told = story(
        Kill(node="web-1", mtbf_s=100.0, mttr_s=25.0, start_s=None, duration_s=None),
        seconds=200_000.0,
        balancer=None,
        web=Web(servers=1),
    )
    orders = told.result.orders
    assert [order.what for order in orders[:4]] == ["kill", "revive", "kill", "revive"]
    times = [0, *(order.t_ns for order in orders)]
    spans = [later - earlier for earlier, later in pairwise(times)]
    for mean_s, found in ((100.0, spans[::2]), (25.0, spans[1::2])):
        mean = sum(found) / len(found) / S
        assert len(found) > 1400
        assert abs(mean - mean_s) < 4 * mean_s / math.sqrt(len(found))
        beyond = sum(span > 2 * mean_s * S for span in found) / len(found)
        assert abs(beyond - math.exp(-2)) < 4 * math.sqrt(math.exp(-2) / len(found))


def test_two_random_faults_have_their_own_dates() -> None:
    random = [Kill(node=node, mtbf_s=5.0, mttr_s=1.0, start_s=None, duration_s=None) for node in ("web-1", "web-2")]
    told = story(*random)
    first, second = (
        [t for t, what, of in told.marks() if what == "kill" and of == node] for node in ("web-1", "web-2")
    )
    assert first
    assert second
    assert not set(first) & set(second)
