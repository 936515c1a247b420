"""The search for the break, against a queue whose break is known, and against looking at every notch."""

from __future__ import annotations

import math

import pytest

from playground.design import catalogue
from playground.design.change import put, put_all
from playground.design.design import WebSystem
from playground.measure.objectives import objectives
from playground.run import run
from playground.study.break_point import NOTCH, Break, find, search


def _small() -> WebSystem:
    design = put_all(catalogue.find("split-tiers"), {"seconds": 20.0, "warmup_s": 2.0})
    assert isinstance(design, WebSystem)
    return design


def test_one_notch_further_a_promise_is_missed() -> None:
    found = find(_small(), seeds=(1, 2))
    for seed, users in zip((1, 2), found.users, strict=True):
        kept = [row.ok for row in objectives(run(put(_small(), "workload.daily_users", users), seed=seed))]
        beyond = [row.ok for row in objectives(run(put(_small(), "workload.daily_users", users * NOTCH), seed=seed))]
        assert all(kept)
        assert not all(beyond)


def test_it_is_the_part_with_too_little_that_is_named() -> None:
    wide = put_all(_small(), {"web.cores": 32, "database.pool_size": 200, "entry.link_gbit_s": None})
    assert isinstance(wide, WebSystem)
    found = find(wide, seeds=(1,))
    assert (found.node, found.station) == ("database", "database cores")
    assert found.utilisation > 0.85
    assert found.missed in ("latency_ms_p99", "error_rate")


def test_where_the_search_begins_does_not_matter() -> None:
    assert find(_small(), seeds=(1,)).users == pytest.approx(
        find(_at(_small(), 2e6), seeds=(1,)).users, rel=NOTCH - 1 + 1e-9
    )


def _at(design: WebSystem, users: float) -> WebSystem:
    there = put(design, "workload.daily_users", users)
    assert isinstance(there, WebSystem)
    return there


def test_faults_do_not_count() -> None:
    kill = {"kind": "kill", "node": "database", "start_s": 5.0, "duration_s": 5.0}
    broken = put(_small(), "faults", [kill])
    assert isinstance(broken, WebSystem)
    assert find(broken, seeds=(1,)) == find(_small(), seeds=(1,))


def test_promises_that_nobody_can_keep_or_break() -> None:
    never, always = {"kind": "latency_ms_p99", "limit": 1e-3}, {"kind": "error_rate", "limit": 1.0}
    for objective in ([never], [always]):
        design = put_all(_small(), {"objectives": objective, "seconds": 1.0, "warmup_s": 0.1})
        assert isinstance(design, WebSystem)
        with pytest.raises(ValueError, match=r"no number of users|requests/s"):
            find(design, seeds=(1,))


def test_a_search_can_be_stopped_between_two_slices() -> None:
    steps = search(_small(), seeds=(1,))
    looked_at = {next(steps) for _ in range(10)}
    assert all(users > 0 for users in looked_at)
    steps.close()


def test_the_interval_is_never_narrower_than_the_grid() -> None:
    same = Break((1e6, 1e6, 1e6), "web-1", "cores", 1.0, "error_rate")
    low, high = same.span
    assert (low, high) == pytest.approx((0.99e6, 1.01e6))
    apart = Break((1e6, 1.1e6, 1.2e6), "web-1", "cores", 1.0, "error_rate")
    half = 4.302652729749464 * 1e5 / math.sqrt(3)  # Student's t, two degrees of freedom
    assert apart.span == pytest.approx((1.1e6 - half, 1.1e6 + half))
