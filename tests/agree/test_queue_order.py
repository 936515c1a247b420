"""Messages of one user are carried out in their order, one batch of a partition at a time; and what that costs."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from playground.design.replication import Replication
from playground.measure.identities import identities
from playground.run import Run
from tests.agree.queued import S, broker, orders_at, played, system

COUNT = 200  # messages, each of which keeps its row, as all are there before the first is carried out
WORK = {"kind": "exponential", "mean_ms": 20.0}


def written(seed: int, *faults: str, batch: int = 1, **queue: Any) -> dict[int, list[int]]:
    """Of every partition the numbers of its messages, in the order in which the primary wrote them."""
    design = system(
        {"partitions": 4, "most_deliveries": 1000, **queue},
        workers={"threads": 16, "batch": batch, "cores": 16, "work": WORK},
        faults=("kill:worker-1@0+3", *faults), seconds=60.0, replication=Replication(replicas=1).model_dump(),
    )  # fmt: skip
    told, trace = orders_at(design, *(10.0 * n for n in range(COUNT)))
    playing = Run(told, seed=seed, trace=trace)
    playing.advance()
    result = playing.result()
    assert identities(result) == ()
    assert (broker(result).orders.published, broker(result).orders.applied) == (COUNT, COUNT)
    rows = playing._plane.world.messages
    rows = rows[rows["number"] > 0]
    assert sorted(rows["number"]) == list(range(1, COUNT + 1))
    rows = rows[np.argsort(rows["position"])]
    return {int(part): rows["number"][rows["partition"] == part].tolist() for part in np.unique(rows["partition"])}


def turned_round(partitions: dict[int, list[int]]) -> int:
    """How often a later message was written right before an earlier one of its partition."""
    return sum(later < earlier for numbers in partitions.values() for earlier, later in pairwise(numbers))


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("batch", [1, 3])
def test_each_partition_is_written_in_its_order_where_order_is_kept(seed: int, batch: int) -> None:
    """And only there, as sixteen threads take anything that there is."""
    kept = written(seed, batch=batch, keeps_order=True)
    assert len(kept) == 4
    assert min(len(numbers) for numbers in kept.values()) > COUNT / 8
    assert turned_round(kept) == 0
    assert turned_round(written(seed, batch=batch, keeps_order=False)) > COUNT / 20


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(
    "faults", [("kill:worker-1@3.2+1",), ("kill:queue@3.2+1",), ("kill:queue@3.2+1", "kill:worker-1@3.2+2")]
)
def test_order_is_kept_when_machines_die(seed: int, faults: tuple[str, ...]) -> None:
    """What a dead worker had in hand comes back before all that is behind it."""
    assert turned_round(written(seed, *faults, keeps_order=True, visibility_s=2.0, kept="disk")) == 0


@pytest.mark.parametrize(("partitions", "batch"), [(1, 1), (4, 1), (4, 5)])
def test_order_limits_what_is_done_to_a_batch_of_each_partition_per_round(partitions: int, batch: int) -> None:
    """A round: the batch travels to the worker, is written, and "done" travels back; the next batch leaves at that
    instant, as there is a thread waiting. 3 + 10 + 3 ms, whatever a batch holds if the commit is all that costs."""
    queue = {"hop_ms": 6.0, "keeps_order": True, "partitions": partitions}
    workers = {"threads": 256, "batch": batch, "commit_share": 1.0}
    limit_rps = partitions * batch / 0.016
    design = system(queue, workers=workers, rate_rps=3 * limit_rps, seconds=20.0)
    result = played(design)
    (done,) = (row.done_in[round(5 * S / result.window_ns) :] for row in result.queues)
    assert done.sum() == pytest.approx(15 * limit_rps, abs=partitions * batch)
    free = played(system({**queue, "keeps_order": False}, workers=workers, rate_rps=3 * limit_rps, seconds=20.0))
    assert broker(free).orders.done > 0.99 * (broker(free).orders.published - 3 * limit_rps * 0.016)


def test_messages_are_spread_over_the_partitions_evenly() -> None:
    """Each user's luck says which of 16: as many in each, as chi-squared sees it, over the runs of 30 seeds."""
    waiting = np.zeros(16)
    for seed in range(1, 31):
        playing = Run(system({"partitions": 16}, faults=("kill:worker-1@0+90",), seconds=60.0), seed=seed)
        playing.advance()
        waiting += playing._plane.world.partitions["waiting"]
    even = waiting.sum() / 16
    assert even > 11_000
    assert abs(((waiting - even) ** 2 / even).sum() - 15) < 4 * (2 * 15) ** 0.5
