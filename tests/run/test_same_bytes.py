"""The same design and seed give the same bytes: again, elsewhere, in slices, and as plain Python."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.result import Result
from playground.run import Run, replications, run
from tests.agree.designs import chains, queues, web_systems
from tests.run.child import digests
from tests.run.designs import CASES, Case

RANDOM_DESIGNS = 16


@cache
def whole(name: str, seed: int = 1) -> Result:
    """The run of a case in one go."""
    return run(CASES[name].design, seed=seed, trace=CASES[name].trace)


def by_chance() -> list[tuple[Case, int]]:
    """Random small designs, the same ones every time."""
    found: list[tuple[Case, int]] = []
    stages = st.sampled_from(["single-server", "split-tiers", "load-balancer"]).flatmap(web_systems)

    @settings(max_examples=RANDOM_DESIGNS)
    @given(stages | st.tuples(queues() | chains(), st.none()), st.integers(0, 99))
    def collect(pair: tuple, seed: int) -> None:
        found.append((Case(*pair), seed))

    collect()
    return found


@pytest.mark.parametrize("name", CASES)
def test_again(name: str) -> None:
    case = CASES[name]
    assert run(case.design, trace=case.trace).digest() == whole(name).digest()


def test_in_another_process() -> None:
    assert digests((case, 1) for case in CASES.values()) == [whole(name).digest() for name in CASES]


def test_as_plain_python() -> None:
    """The same sources without the compiler, on designs with deaths, retries, losses, children, caches, a standby."""
    jobs = [(case, 1) for case in CASES.values()] + by_chance()
    ours = [run(case.design, seed=seed, trace=case.trace) for case, seed in jobs]
    theirs = digests(jobs, plain=True)
    for (case, seed), one, other in zip(jobs, ours, theirs, strict=True):
        assert one.digest() == other, f"seed {seed}: {case.design.text()}"


@pytest.mark.parametrize("name", CASES)
def test_another_seed_is_another_day(name: str) -> None:
    found = {whole(name, seed).digest() for seed in range(1, 6)}
    assert len(found) == 5


def test_the_digest_sees_more_than_the_seed() -> None:
    """Two seeds differ in what happened, not only in the number that is written down."""
    one, other = whole("balanced", 1), whole("balanced", 2)
    assert one.requests.offered.tolist() != other.requests.offered.tolist()
    assert one.split.ns.tobytes() != other.split.ns.tobytes()


@pytest.mark.parametrize("slices", [2, 7, 10_000])
@pytest.mark.parametrize("name", CASES)
def test_slices_are_invisible(name: str, slices: int) -> None:
    case = CASES[name]
    sliced = Run(case.design, trace=case.trace)
    for part in range(1, slices + 1):
        sliced.advance(part * sliced.end_ns // slices)
    assert sliced.is_complete
    assert sliced.result().digest() == whole(name).digest()


def test_slices_at_the_very_instants_of_orders_and_probes() -> None:
    """Stopping exactly where something is due, one nanosecond before and one after."""
    for name in ("balanced", "at-random", "grid"):
        case, result = CASES[name], whole(name)
        instants = {order.t_ns for order in result.orders} | {int(t) for t in result.probes[:, 0]}
        sliced = Run(case.design, trace=case.trace)
        for instant in sorted({t + by for t in instants for by in (-1, 0, 1)}):
            sliced.advance(max(instant, 0))
        sliced.advance()
        assert sliced.result().digest() == result.digest()


@pytest.mark.parametrize("name", CASES)
def test_looking_at_a_part_changes_nothing(name: str) -> None:
    case = CASES[name]
    looked_at = Run(case.design, trace=case.trace)
    for third in (1, 2, 3):
        looked_at.advance(third * looked_at.end_ns // 3)
        assert looked_at.result().is_complete == (third == 3)
    assert looked_at.result().digest() == whole(name).digest()


def test_a_part_is_what_the_whole_had_by_then() -> None:
    """The windows that are over look the same at a third of the run as at its end."""
    part = Run(CASES["balanced"].design)
    part.advance(part.end_ns // 3)
    early, late = part.result(), whole("balanced")
    over = early.until_ns // early.window_ns
    assert early.until_ns == part.now_ns == part.end_ns // 3
    assert 0 < over < late.windows
    for name in ("offered", "served", "failed", "sent", "answered"):
        assert getattr(early.requests, name)[:over].tolist() == getattr(late.requests, name)[:over].tolist()


def test_replication_0_is_the_run_itself() -> None:
    case = CASES["balanced"]
    found = [result.digest() for result in replications(case.design, 1, 4)]
    assert found[0] == whole("balanced").digest()
    assert len(set(found)) == 4
    assert found == [result.digest() for result in replications(case.design, 1, 4)]
