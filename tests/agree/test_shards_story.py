"""What happens to one shard is nothing to the others: a story that is timed by hand."""

from __future__ import annotations

import pytest

from playground.design.fault_text import parse
from playground.run import run
from tests.agree.engine import differences
from tests.agree.sharded import sharded


@pytest.mark.parametrize(
    "faults", [(), ("kill:shard-2-database@5",), ("kill:shard-2-database@5+1",)], ids=["calm", "failover", "restart"]
)
def test_a_copy_is_made_whatever_happens_to_another_shard(faults: tuple[str, ...]) -> None:
    """The first shard's replica gets a new machine at 3 s, and a copy of its primary takes 20 s: it reads again from
    the monitor's look at 24 s on. Neither another one's promotion at 15 s, nor its restart at 6 s, makes that begin
    anew."""
    design = sharded(
        {"shards": 2},
        {"keys": 10},
        faults=[parse(fault) for fault in ("replace:shard-1-replica-1@2+1", *faults)],
        rate_rps=10.0,
        seconds=40.0,
        replicas=1,
        copy_s=20.0,
        copy_cores=0.0,
    )
    orders = run(design).orders
    assert [(o.t_ns / 1e9, o.what) for o in orders if o.node == "shard-1-replica-1" and o.what == "mark_up"] == [
        (24.0, "mark_up")
    ]
    promoted = [o.t_ns / 1e9 for o in orders if o.what == "promote"]
    assert promoted == ([pytest.approx(15.0, abs=0.05)] if faults == ("kill:shard-2-database@5",) else [])
    assert differences(design) == []
