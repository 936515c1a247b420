"""A failover takes changes of the database out of the hands of those who carry them, and nothing else."""

from __future__ import annotations

from playground.design.cdn import Cdn
from playground.design.change import put_all
from playground.design.fault_text import parse
from playground.design.stages import cdn
from playground.run import run


def test_files_that_are_under_way_stay_what_they_are() -> None:
    """Everybody asks for version 1, which is as new as there is; hardly anybody writes; and a primary is replaced while
    many files are on their way from the origin, 200 ms away."""
    changes = {
        "seconds": 8.0,
        "warmup_s": 0.0,
        "start": "cold",
        "cdn": Cdn(publishing="versioned", html_ttl_s=0.0, edge_gb=0.001, shield=False).model_dump(mode="json"),
        "workload.rate_rps": 50.0,
        "workload.write_share": 0.0,
        "workload.regions": [{"name": "home", "rtt_ms": 200.0}],
        "database.own_machine": True,
        "replication": {"replicas": 1, "failover": {"interval_s": 1.0, "timeout_s": 0.5, "election_s": 0.0}},
        "faults": [parse(text).model_dump(mode="json") for text in ("publish:cdn@0", "kill:database@1.5")],
    }
    result = run(put_all(cdn(), changes))
    assert "promote" in [order.what for order in result.orders]
    assert sum(shelf.sent for shelf in result.shelves) > 0
    assert [shelf.old for shelf in result.shelves] == [0] * len(result.shelves)
