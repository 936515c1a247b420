"""Where keys may be born and die, and where a sentence says why they may not."""

from __future__ import annotations

import re

import pytest

from playground.design.catalogue import find
from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.problem import BadDesign

SOME = {"workload.popularity.missing_keys": 10, "workload.popularity.births_share": 0.2}
LOG = {"sha256": "0" * 64, "lines": 3}

REFUSED: tuple[tuple[str, dict[str, object], str], ...] = (
    (
        "load-balancer",
        {"workload.popularity.births_share": 0.2},
        "workload.popularity: missing_keys must be at least 1 with births_share 0.2, not 0: "
        "they are the keys that are born",
    ),
    (
        "load-balancer",
        {**SOME, "workload.popularity.deaths_share": 0.9},
        "workload.popularity: deaths_share must be from 0 to 0.8 with births_share 0.2, not 0.9: "
        "both are shares of the writes",
    ),
    (
        "load-balancer",
        {**SOME, "workload.popularity.missing_keys": 9_000_000, "workload.popularity.keys": 2_000_000},
        "workload.popularity: missing_keys must be from 0 to 8,000,000 with 2,000,000 keys where keys are born or die, "
        "not 9,000,000",
    ),
    (
        "load-balancer",
        {**SOME, "workload.replay": LOG},
        "workload: popularity.births_share must be 0 where a log is replayed, not 0.2: all its keys exist",
    ),
    (
        "load-balancer",
        {"workload.popularity.deaths_share": 0.1, "workload.replay": LOG},
        "workload: popularity.deaths_share must be 0 where a log is replayed, not 0.1: all its keys exist",
    ),
    (
        "load-balancer",
        {**SOME, "cache.writes": "back"},
        "workload.popularity.births_share must be 0 where cache.writes is back, not 0.2: "
        "the database would not know which keys exist",
    ),
    (
        "replicas",
        {"workload.popularity.deaths_share": 0.1, "replication.replicas": 1, "replication.multi_primary": True},
        "workload.popularity.deaths_share must be 0 with replication.multi_primary, not 0.1: "
        "the primaries would not agree which keys exist",
    ),
    (
        "replicas",
        {**SOME, "workload.popularity.missing_keys": 9_000_000, "replication.replicas": 2},
        "workload.popularity.missing_keys must be from 0 to",
    ),
)


@pytest.mark.parametrize(("name", "knobs", "sentence"), REFUSED)
def test_what_is_refused_and_why(name: str, knobs: dict[str, object], sentence: str) -> None:
    with pytest.raises(BadDesign, match=re.escape(sentence)):
        put_all(find(name), knobs)


@pytest.mark.parametrize("name", ["single-server", "split-tiers", "load-balancer", "replicas", "cache"])
def test_every_stage_may_have_births_and_deaths(name: str) -> None:
    design = put_all(find(name), {**SOME, "workload.popularity.deaths_share": 0.8})
    assert isinstance(design, WebSystem)
    keys = design.workload.popularity
    assert keys.changing
    assert keys.columns == keys.keys + 10
    assert put_all(find(name), {"workload.popularity.missing_keys": 10}).workload.popularity.columns == keys.keys  # type: ignore[attr-defined]
