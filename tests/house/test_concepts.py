"""What tests/CONCEPTS.md says of the concepts is true: its knobs, outputs and tests are there."""

from __future__ import annotations

from typing import Any

import pytest

from playground.design import catalogue, fault_text
from playground.design.change import put_all
from playground.design.design import Common
from playground.design.ladder import STAGES
from playground.measure.report import report
from playground.run import run
from tests.house.concepts import (
    CONCEPTS,
    NOT_YET,
    ROOT,
    House,
    complaints,
    designs,
    flat,
    growing,
    named,
    not_yet,
    on_disk,
    parted,
    rows,
    sharded,
    tiered,
    values_at,
)
from tests.run.lined import lined

TEXT = (ROOT / "tests" / "CONCEPTS.md").read_text("utf-8")
SHORT = {"seconds": 3.0, "warmup_s": 0.3, "web.cache_items": 500, "external.share_of_orders": 0.5}
QUICK_PROBES = {"balancer.check.interval_s": 0.2, "balancer.check.timeout_s": 0.1}
# Something dies in each stage, on a date and at random: what is told of deaths has then something to tell.
DEATHS = {
    "single-server": ("kill:server@1+0.5",),
    "load-balancer": ("kill:web-2@1+1", "kill:web-3@~1+0.5"),
    "replicas": ("kill:database@1+1",),
    "stateless": ("deploy:web@0.5",),
    "operations": ("deploy*1:web@0.3", "flush:cache@1", "kill:web-2@1+1", "deploy:web@2"),
    "queue": ("sale*300/30:ticket@0.5+1",),
}
QUICK_DEPLOY = {"web.release.compatible": False, "web.release.drain_s": 0.1, "web.release.restart_s": 0.1}
QUICK_WATCH = {
    "web.release": {"batch_share": 0.5, "drain_s": 0.05, "restart_s": 0.05},
    "operations.delivery.watch_s": 0.2,
    "operations.scrape_s": 0.1,
    "operations.notify.group_wait_s": 0.1,
    "operations.rules.down.for_s": 0.0,
    "operations.rules.canary.window_s": 1.0,
}
QUICK_MONITOR = {
    "replication.failover.interval_s": 0.1,
    "replication.failover.timeout_s": 0.05,
    "replication.failover.election_s": 0.05,
    "replication.failover.promotion_s": 0.1,
    "replication.failover.reroute_s": 0.2,
    "workload.daily_users": 100_000,
    "workload.popularity.keys": 20,
    "web.cache_items": 0,
}


WATCHED = {"operations": QUICK_WATCH}


def short(name: str) -> Common:
    """A stage for three seconds, with a cache in its process, a service that it calls, and deaths."""
    faults = [fault_text.parse(text).model_dump(mode="json") for text in DEATHS.get(name, ())]
    design = catalogue.find(name)
    own = {"web.cache_items": 0} if getattr(design, "cache", None) is not None else {}
    stage = put_all(design, {**SHORT, **own, "faults": faults})
    quick = {"load-balancer": QUICK_PROBES, "replicas": QUICK_MONITOR, "stateless": QUICK_DEPLOY, **WATCHED}.get(
        name, {}
    )
    return put_all(stage, quick)


@pytest.fixture(scope="module")
def house() -> House:
    reports = [report(run(short(stage.name))) for stage in STAGES if stage.is_built]
    more = (tiered(), growing(), on_disk(), named(), sharded(), lined(faults=()), parted(), flat())
    others = [report(run(put_all(design, {"seconds": 3.0, "warmup_s": 0.3}))) for design in more]
    return House(designs(), (*reports, *others))


def test_what_is_said_of_the_concepts_is_true(house: House) -> None:
    assert complaints(TEXT, house) == []


def test_the_reader_finds_the_whole_table() -> None:
    """A reader that finds nothing would never complain of a row."""
    found = rows(TEXT)
    assert len(found) == sum(line.startswith("| C") for line in TEXT.splitlines())
    assert len(found) + len(not_yet(TEXT)) == len(CONCEPTS)
    assert found[0].knobs[0] == "workload.daily_users"
    assert all("::" in test for row in found for test in row.tests)


def test_the_checker_complains(house: House) -> None:
    """A row with a wrong knob, a wrong output and a missing test; an empty row; concepts twice, never and unknown."""
    here = "tests/house/test_concepts.py::test_the_checker_complains"
    table = "\n".join(
        [
            f"| C1 | fine | `web.cores`, `kill:server` | `orders`, `nodes.*.utilisation` | `{here}` |",
            f"| C2 | wrong | `web.corse`, `kill:web-99`, `bend:web-2` | `nodes.*.joy`, `latency_ms` | `{here}_not` |",
            "| C7 |  |  |  |  |",
            "| C199 | unknown | `seconds` | `seed` | `tests/house/gone.py::test_it`, `tests/house/concepts.py::rows` |",
        ]
    )
    rest = ", ".join(f"C{number}" for number in sorted(CONCEPTS - {2, 7, 8}))
    assert complaints(f"{table}\n\n{NOT_YET}\n\n{rest}\n", house) == [
        "C1 is told of 2 times",
        "C8 is not spoken of",
        "C199 is none of these concepts",
        "C2: there is no knob web.corse",
        "C2: there is no knob kill:web-99",
        "C2: there is no knob bend:web-2",
        "C2: no report has nodes.*.joy",
        f"C2: there is no test {here}_not",
        "C7 has no words",
        "C7 has no knobs",
        "C7 has no outputs",
        "C7 has no tests",
        "C199: there is no test tests/house/gone.py::test_it",
        "C199: there is no test tests/house/concepts.py::rows",
    ]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.b", [1]),
        ("a", [{"b": 1, "c": 2}]),
        ("*.c", [2]),
        ("a.*", [1, 2]),
        ("rows.*.t", [3, 4]),
        ("rows.t", []),
        ("a.b.c", []),
        ("", []),
    ],
)
def test_values_at_a_path(path: str, expected: list[Any]) -> None:
    told = {"a": {"b": 1, "c": 2}, "rows": [{"t": 3}, {"t": 4}]}
    assert values_at(told, path.split(".")) == expected
