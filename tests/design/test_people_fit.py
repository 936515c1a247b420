"""Which people, sessions, names and changes by hand a design can have; each refusal is one sentence."""

from __future__ import annotations

from typing import Any

import pytest

from playground.design.catalogue import find
from playground.design.change import put_all
from playground.design.problem import BadDesign

VISITS = {"workload.visits.session_s": 300.0}
CASES: list[tuple[str, dict[str, Any], str]] = [
    (
        "load-balancer",
        {"sessions.sticky": "cookie"},
        "workload.visits must be there where there are sessions, not nothing: people have them",
    ),
    (
        "split-tiers",
        {**VISITS, "sessions.sticky": "ring"},
        "sessions.sticky must be none without a balancer, not ring",
    ),
    (
        "load-balancer",
        {"dns.ttl_s": 60.0},
        "workload.visits must be there where there is dns, not nothing: people look names up",
    ),
    (
        "load-balancer",
        {**VISITS, "dns.ttl_s": 60.0, "dns.violator_ttl_s": 30.0},
        "dns.violator_ttl_s must be at least dns.ttl_s (60 s), not 30",
    ),
    (
        "load-balancer",
        {"web.drift.changed_every_s": 0.1, "seconds": 100_000.0},
        "web.drift.changed_every_s must be at least 8 s in 100000 s, not 0.1: at most 50,000 changes are written down",
    ),
    (
        "load-balancer",
        {"web.drift.apply_every_s": 0.1, "seconds": 10_000.0},
        "web.drift.apply_every_s must be at least 0.2 s in 10000 s, not 0.1: at most 50,000 changes are written down",
    ),
    (
        "load-balancer",
        {"balancer.most_open": 0},
        "balancer.most_open must be a whole number from 1 to 100,000 or nothing, not 0",
    ),
]


@pytest.mark.parametrize(("name", "knobs", "sentence"), CASES, ids=range(len(CASES)))
def test_one_sentence(name: str, knobs: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadDesign) as caught:
        put_all(find(name), knobs)
    assert str(caught.value) == sentence
