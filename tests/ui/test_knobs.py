"""Controls come from the declarations of the knobs, for every knob the page offers."""

from __future__ import annotations

import json
from operator import attrgetter

import pytest

from playground.design.change import COME_WITH_A_KNOB, plain, put, put_all
from playground.design.knob import describe
from playground.design.ladder import STAGES, stage
from playground.design.workload import Patience
from playground.lessons.catalogue import LANGUAGES, translator
from playground.ui import chosen, faults, knobs

BUILT = [row.design for row in STAGES if row.is_built]
WITH_DISK = put(stage("split-tiers").design, "database.disk", {})
WITH_CACHE = put(stage("load-balancer").design, "cache", {"placement": "slots"})
WITH_SERVICES = put(stage("load-balancer").design, "services.join", "parallel")
WITH_DOCUMENTS = put_all(stage("replicas").design, {"queue.way": "queue", "read_model.outbox": False})
PARTED = [WITH_CACHE, WITH_DISK, WITH_SERVICES, WITH_DOCUMENTS]
GROWING = put(stage("load-balancer").design, "web.autoscale.max_servers", 8)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("design", [*BUILT, *PARTED, GROWING], ids=lambda design: design.name)
def test_every_offered_knob_exists_and_every_stop_of_it_is_allowed(design: object, language: str) -> None:
    has = frozenset(part for part in COME_WITH_A_KNOB if attrgetter(part)(design) is not None)
    groups = chosen.groups(design.name, (), has=has)  # type: ignore[attr-defined]
    rows = knobs.panel(groups, design, language, translator(language))  # type: ignore[arg-type]
    told = [row for group in rows for row in group["knobs"]]
    assert [row["path"] for row in told] == [path for group in groups for path in group.paths]
    assert json.loads(json.dumps(rows, allow_nan=False)) == rows
    for row in told:
        changed = {id(WITH_CACHE): "cache.placement", id(GROWING): "web.autoscale.max_servers"}
        changed |= {id(WITH_SERVICES): "services.join", id(WITH_DOCUMENTS): "read_model.outbox"}
        assert row["is_changed"] == (row["path"] == changed.get(id(design)))
        assert row["label"]
        assert row["help"].endswith((".", "다."))
        if row["kind"] == "slider":
            assert row["value"] in row["values"]
            assert len(row["values"]) == len(row["texts"]) <= 80
            for value in (row["values"][0], row["values"][-1]):
                put(design, row["path"], value)  # type: ignore[arg-type]


def test_births_are_offered_where_there_are_keys_to_be_born() -> None:
    design = put(stage("cache").design, "workload.popularity.missing_keys", 1000)
    path = "workload.popularity.births_share"
    offered = [
        path in {path for group in chosen.groups("cache", (), has=has) for path in group.paths}
        for has in (frozenset(), frozenset({"births"}))
    ]
    assert offered == [False, True]
    row = knobs.control(path, design, "en", translator("en"), (plain(design), plain(design)))
    assert row is not None
    assert row["values"][-1] == 0.5
    put_all(design, {path: row["values"][-1], "workload.popularity.deaths_share": 0.5})


def test_the_app_is_offered_where_files_have_kinds() -> None:
    """From the stage of the CDN on: which of them an app needs is known then."""
    offered = {}
    for row in STAGES:
        if row.is_built:
            has = frozenset(part for part in COME_WITH_A_KNOB if attrgetter(part)(row.design) is not None)
            groups = {group.title: group.paths for group in chosen.groups(row.name, (), has=has)}
            offered[row.name] = "workload.app_share" in groups["panel.habits"]
    assert [name for name, there in offered.items() if there] == [
        "cdn",
        "stateless",
        "multi-dc",
        "queue",
        "operations",
        "shards",
        "timelines",
    ]


def test_a_changed_knob_says_so() -> None:
    design = put(stage("load-balancer").design, "web.servers", 5)
    rows = knobs.panel(chosen.groups("load-balancer", ()), design, "en", translator("en"))
    row = next(row for row in rows[0]["knobs"] if row["path"] == "web.servers")
    assert (row["value"], row["default"], row["is_changed"]) == (5, 4, True)


def test_no_knob_of_a_part_that_is_not_there() -> None:
    rows = knobs.panel([chosen.Group("panel.stage", ("balancer.policy",))], BUILT[0], "en", translator("en"))
    assert rows == []


def test_none_is_a_stop_of_an_optional_knob() -> None:
    knob = describe(Patience, "timeout_s")
    assert knobs.notches(knob, 0.1, 120, extra=(10.0,))[-1] is None
    assert 10.0 in knobs.notches(knob, 0.1, 120, extra=(10.0,))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("timeout_s", None, "none"),
        ("write_share", 0.1, "10 %"),
        ("mean_ms", 1.2, "1.2 ms"),
        ("servers", 4, "4"),
        ("seconds", 120, "120 s"),
    ],
)
def test_values_have_their_units(field: str, value: object, words: str) -> None:
    assert knobs.show(field, value, translator("en")) == words


def test_a_fault_is_made_taken_back_and_timed() -> None:
    design = stage("load-balancer").design
    for wanted in faults.wanted("web-2", has_database=True, has_address=True).values():
        broken = faults.toggle(design, wanted)
        assert faults.is_on(broken, wanted)  # type: ignore[arg-type]
        assert faults.toggle(broken, wanted) == design  # type: ignore[arg-type]
        rows = knobs.panel(chosen.groups(design.name, faults.clocks(broken)), broken, "ko", translator("ko"))  # type: ignore[arg-type]
        assert {"faults.0.start_s", "faults.0.duration_s"} <= {row["path"] for row in rows[1]["knobs"]}
    scan = faults.wanted("web-2", has_database=True, has_address=True)["scan"]
    paths = faults.clocks(faults.toggle(design, scan))  # type: ignore[arg-type]
    assert paths == (("faults.0.start_s", "faults.0.duration_s", "faults.0.rate_rps", "faults.0.work_ms"),)
    assert "scan" not in faults.wanted("external-api", has_database=True)
    both = put_all(design, {"faults": [{"kind": "slow", "node": "web-1"}, {"kind": "cut", "node": "database"}]})
    assert faults.heal(faults.remove(both, 0)).faults == ()  # type: ignore[arg-type]


def test_what_is_counted_a_second_has_its_own_word() -> None:
    told = {
        field: knobs.show(field, 1000.0, translator("ko")) for field in ("move_rate_keys_per_s", "index_lines_per_s")
    }
    assert told == {"move_rate_keys_per_s": "1,000개/s", "index_lines_per_s": "1,000줄/s"}
    assert knobs.show("rate_rps", 1000.0, translator("ko")) == "1,000건/s"
    assert {knobs.show(field, 1000.0, translator("en")) for field in told} == {"1,000/s"}
