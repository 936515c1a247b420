"""A machine dies, and before those who were on it have heard of that, so does the machine where they would."""

from __future__ import annotations

import pytest

from playground.design.change import parse
from playground.design.design import Common
from tests.agree.engine import differences, engine

MS = 1_000_000
NONE = {"kind": "deterministic", "mean_ms": 0.0}


@pytest.mark.parametrize("cache_lock", ["none", "process"])
@pytest.mark.parametrize("second_s", [0.5, 0.504])
def test_whoever_hears_of_the_second_death_hangs_up(cache_lock: str, second_s: float) -> None:
    """The way between web servers and their database takes 10 ms. The connections of those who were at the database
    end with the web server, before the error is there that tells it to fill its cache no more."""
    design = parse(
        {
            "kind": "web-system",
            "seconds": 2.0,
            "warmup_s": 0.0,
            "start": "cold",
            "workload": {
                "rate_rps": 100.0,
                "write_share": 0.0,
                "endpoints": [
                    {"name": "page", "web_work": NONE, "calls": [{"kind": "read", "times": 1}], "response_kb": 0.0},
                    {"name": "order", "writes": True, "calls": [{"kind": "write", "times": 1}], "response_kb": 0.0},
                ],
                "bundle_kb": 0.0,
                "regions": [{"name": "home", "rtt_ms": 50.0}],
                "popularity": {"keys": 100},
                "patience": {"timeout_s": 1.0, "retries": 1, "backoff": "none", "budget_share": None},
                "visits": {"session_s": 30.0, "keep_alive_s": 60.0, "handshake_round_trips": 1},
            },
            "dns": {"ttl_s": 1.0},
            "web": {"servers": 2, "cache_items": 10, "cache_ttl_s": 10.0, "cache_lock": cache_lock},
            "database": {"own_machine": True, "hop_ms": 20.0, "read": {"kind": "deterministic", "mean_ms": 5.0}},
            "faults": [
                {"kind": "kill", "node": "database", "start_s": 0.5, "duration_s": 0.5},
                {"kind": "kill", "node": "web-1", "start_s": second_s, "duration_s": 0.5},
            ],
        }
    )
    assert isinstance(design, Common)
    assert not differences(design)
    hung_up = [at for at, _, _, _, what, _ in engine(design, 1).steps if what == "HANG_UP"]
    assert any(at == int(second_s * 1000) * MS + 25 * MS for at in hung_up)
