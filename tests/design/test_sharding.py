"""What goes with sharded databases, and the one sentence about what does not; how many shards there are."""

from __future__ import annotations

import pytest

from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.fault_text import parse, text_of
from playground.design.ladder import stage
from playground.design.problem import BadDesign

REPLICAS = stage("cache").design


def changed(**knobs: object) -> WebSystem:
    """The stage with replicas and caches, sharded; dots are written as two lines."""
    found = put_all(
        REPLICAS, {"sharding.shards": 4, **{name.replace("__", "."): value for name, value in knobs.items()}}
    )
    assert isinstance(found, WebSystem)
    return found


def test_a_knob_brings_the_part() -> None:
    assert REPLICAS.sharding is None
    assert changed().sharding is not None


def test_how_many_there_are() -> None:
    """Four primaries with two replicas each; those of the beginning are paid for, those that may come are simulated."""
    design = changed(faults=[{"kind": "reshard", "start_s": 5, "shards": 6}])
    assert (design.databases, design.most_shards) == (12, 6)
    assert (REPLICAS.databases, REPLICAS.most_shards) == (3, 0)


def test_the_text_of_adding_shards() -> None:
    fault = parse("reshard*6:database@30")
    assert (fault.kind, fault.shards, fault.start_s, fault.duration_s) == ("reshard", 6, 30.0, None)
    assert text_of(fault) == "reshard*6:database@30"
    assert parse(text_of(fault)) == fault


FAMOUS = {"workload__popularity__famous": 2}


@pytest.mark.parametrize(
    ("knobs", "sentence"),
    [
        ({"database__shared": False}, "database.shared must be true where there is"),
        ({"cache__writes": "back"}, "cache.writes must be around or through where there is sharding, not back"),
        (
            {"sharding__famous_moved": 1, **FAMOUS},
            "sharding.scheme must be directory where famous_moved is at least 1, not modulo",
        ),
        (
            {"sharding__famous_moved": 3, "sharding__scheme": "directory", **FAMOUS},
            "sharding.famous_moved must be from 0 to 2 with 2 famous keys, not 3",
        ),
        ({"sharding__salts": 3}, "sharding.salts must be 1 without workload.popularity.famous keys, not 3"),
        (
            {"sharding__salts": 3, "faults": [{"kind": "sale", "start_s": 1.0}], **FAMOUS},
            "sharding.salts must be 1 where there is a sale, not 3: each copy of a key would be sold a ticket",
        ),
        (
            {
                "sharding__salts": 3,
                "workload__popularity__deaths_share": 0.1,
                **FAMOUS,
            },
            "workload.popularity.deaths_share must be 0 where sharding.salts is 3, not 0.1",
        ),
        (
            {"sharding__salts": 2, "workload__endpoints__0__in_parallel": True, **FAMOUS},
            "workload.endpoints must not make calls in parallel where sharding.salts is 2",
        ),
        ({"sharding__shards": 64, "web__servers": 43}, "web.servers must be from 1 to 42 with 192 databases, not 43"),
        (
            {"sharding__shards": 64, "workload__popularity__keys": 200_000},
            "workload.popularity.keys must be from 1 to 130,208 with 192 databases",
        ),
        (
            {"faults": [{"kind": "reshard", "shards": 4}]},
            "shards of a reshard must be from 5 to 64 with sharding.shards 4, not 4",
        ),
        (
            {"faults": [{"kind": "reshard", "shards": 5}, {"kind": "reshard", "shards": 6}]},
            "faults must have at most one reshard, not 2",
        ),
        (
            {"faults": [{"kind": "reshard", "mtbf_s": 10, "mttr_s": 1}]},
            "shards are added on a date: give start_s, not mtbf_s and mttr_s",
        ),
        (
            {"workload__popularity__famous_reads_share": 0.1},
            "famous must be at least 1 with famous_reads_share 0.1, not 0",
        ),
        (
            {"workload__popularity__keys": 3, "workload__popularity__famous": 4},
            "famous must be from 0 to 3 with 3 keys, not 4",
        ),
    ],
)
def test_one_sentence(knobs: dict[str, object], sentence: str) -> None:
    with pytest.raises(BadDesign) as found:
        changed(**knobs)
    assert sentence in str(found.value)


def test_of_several_sites_one_writes() -> None:
    spread = put_all(stage("multi-dc").design, {"sharding.shards": 4})
    assert isinstance(spread, WebSystem)
    assert spread.databases == 4 * 2 * 3
    with pytest.raises(BadDesign, match="writers must be one where there is sharding, not home"):
        put_all(spread, {"sites.writers": "home"})
