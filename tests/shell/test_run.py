"""`run`: its JSON, its files, its gate, and the same bytes for the same seed."""

from __future__ import annotations

import csv
import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.shell.terminal import alone, said

FIELDS = [
    *("design", "seed", "seconds", "window_s", "requests", "attempts", "failures", "latency_ms", "time_to_failure_ms"),
    *("throughput_rps", "goodput_rps", "error_rate", "hit_ratio", "caches", "nodes", "orders", "where_time_goes_ms"),
    *("objectives", "cost_usd_month"),
]
CACHE = [
    *("hits", "misses", "evicted", "expired", "negative", "refused", "slipped", "coalesced", "refreshed"),
    *("stale", "stale_ns", "stale_max_ns", "dropped", "wronged"),
]
TIMES = ["mean", "p50", "p95", "p99", "p999"]
SHORT = ("--seconds", "5", "--set", "workload.rate_rps=100")


def loads(text: str) -> dict[str, Any]:
    """One object of JSON and nothing else; NaN and Infinity are no JSON."""

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} in the JSON")

    found: dict[str, Any] = json.loads(text, parse_constant=refuse)
    assert text.startswith("{\n")
    assert text.endswith("}\n")
    return found


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a design with --json and read what it says."""

    def tell(*words: str) -> dict[str, Any]:
        code, out, err = said(capsys, "run", *words, "--json")
        assert (code, err) == (0, "")
        return loads(out)

    return tell


def test_every_field_in_its_order(told: Any) -> None:
    found = told(
        "load-balancer", "--seconds", "20", "--set", "workload.rate_rps=100", "--set", "web.cache_items=50",
        "--fault", "kill:web-2@5+5",
    )  # fmt: skip
    assert list(found)[: len(FIELDS)] == FIELDS
    assert list(found)[-1] == "wall_s"
    assert list(found["requests"]) == ["offered", "served", "failed", "in_flight"]
    assert list(found["attempts"])[:5] == ["sent", "answered", "failed", "abandoned", "in_flight"]
    assert list(found["latency_ms"]) == list(found["time_to_failure_ms"]) == TIMES
    assert list(found["nodes"]) == ["entry", "web-1", "web-2", "web-3", "web-4", "balancer", "database"]
    for node in found["nodes"].values():
        assert list(node) == ["utilisation", "queue_mean", "queue_max", "served", "failed"]
    for cache in found["caches"].values():
        assert list(cache) == CACHE
    assert list(found["hit_ratio"]) == ["cache"]
    assert [(row["t_s"], row["node"], row["what"]) for row in found["orders"]] == [
        (5.0, "web-2", "kill"),
        (10.0, "web-2", "revive"),
    ]
    assert all(list(row) == ["t_s", "node", "what", "why"] for row in found["orders"])
    assert list(found["where_time_goes_ms"]) == ["mean", "p99"]
    assert all(list(row) == ["name", "limit", "got", "ok"] for row in found["objectives"])


def test_the_numbers_add_up(told: Any) -> None:
    found = told("load-balancer", *SHORT, "--fault", "kill:web-2@2+2")
    requests, attempts = found["requests"], found["attempts"]
    assert requests["offered"] == requests["served"] + requests["failed"] + requests["in_flight"] > 0
    assert attempts["sent"] == sum(attempts[name] for name in ("answered", "failed", "abandoned", "in_flight"))
    assert sum(found["failures"].values()) == requests["failed"] > 0
    assert sum(found["where_time_goes_ms"]["mean"].values()) == pytest.approx(found["latency_ms"]["mean"])
    assert found["error_rate"] == pytest.approx(requests["failed"] / (requests["served"] + requests["failed"]))
    assert (found["design"], found["seed"], found["seconds"]) == ("load-balancer", 1, 5.0)


@pytest.mark.parametrize("name", ["single-server", "split-tiers", "mm1", "mmck", "tandem", "web-chain"])
def test_every_kind_of_design(name: str, told: Any) -> None:
    found = told(name, "--seconds", "3")
    assert set(FIELDS) < set(found)
    assert found["requests"]["served"] > 0


def test_nothing_happens_and_it_is_still_json(told: Any) -> None:
    """Nobody comes: no latency, no error rate, no utilisation; null and not NaN."""
    found = told("split-tiers", "--seconds", "0.001", "--set", "workload.rate_rps=0.01")
    assert found["requests"]["offered"] == 0
    assert found["latency_ms"] == dict.fromkeys(TIMES)
    assert found["error_rate"] is None


def test_the_same_seed_gives_the_same_bytes_but_for_the_clock() -> None:
    words = ("run", "load-balancer", *SHORT, "--fault", "kill:web-2@1+2", "--json", "--seed", "7")
    first, second = alone(*words), alone(*words)
    assert first.code == second.code == 0
    assert first.err == second.err == ""
    clock = re.compile(r'"wall_s": [0-9.]+')
    assert clock.sub("", first.out) == clock.sub("", second.out)
    assert len(clock.findall(first.out)) == 1
    assert loads(first.out)["seed"] == 7


def test_another_seed_gives_other_bytes(told: Any) -> None:
    assert told("mm1", "--seconds", "3")["latency_ms"] != told("mm1", "--seconds", "3", "--seed", "2")["latency_ms"]


def test_a_summary_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(
        capsys, "run", "load-balancer", *SHORT, "--fault", "kill:web-2@2+2", "--fault", "kill:web-9@1"
    )
    assert (code, err) == (0, "")
    for words in (
        "load-balancer, seed 1, 5 s",
        "failures   node_down",
        "kill web-2: fault",
        "objective",
        "kill:web-9 sleeps",
    ):
        assert words in out
    assert "nan" not in out.lower()


def test_the_gate(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("run", "split-tiers", *SHORT)
    assert said(capsys, *words, "--gate").code == 0
    slow = ("--set", "objectives.latency_ms_p99.limit=1")
    assert said(capsys, *words, *slow).code == 0
    code, out, _ = said(capsys, *words, *slow, "--gate", "--json")
    assert code == 1
    verdicts = {row["name"]: row["ok"] for row in loads(out)["objectives"]}
    assert verdicts == {"latency_ms_p99": False, "error_rate": True}


def test_an_objective_that_nobody_can_judge_is_missed(capsys: pytest.CaptureFixture[str]) -> None:
    nobody = ("--seconds", "0.001", "--set", "workload.rate_rps=0.01")
    code, out, _ = said(capsys, "run", "split-tiers", *nobody, "--gate", "--json")
    assert code == 1
    assert [row["ok"] for row in loads(out)["objectives"]] == [None, None]


def test_replications(told: Any) -> None:
    one, many = told("mm1", "--seconds", "20"), told("mm1", "--seconds", "20", "--replications", "5")
    assert many["latency_ms"] == one["latency_ms"]
    assert many["replications"] == 5
    row = many["intervals"]["latency_ms.mean"]
    assert row["low"] < row["mean"] < row["high"]
    assert row["standard_error"] > 0


def test_set_and_fault_change_the_design(told: Any) -> None:
    found = told("load-balancer", *SHORT, "--set", "web.servers=2", "--set", "balancer.policy=least_connections")
    assert [name for name in found["nodes"] if name.startswith("web")] == ["web-1", "web-2"]
    bare = told("split-tiers", "--seconds", "3", "--set", "workload.patience.timeout_s=null")
    assert bare["attempts"]["abandoned"] == 0


def test_a_run_shorter_than_its_warm_up(told: Any) -> None:
    found = told("load-balancer", "--seconds", "2")
    assert found["seconds"] == 2.0
    assert found["warmup_s"] == 0.2
    assert found["requests"]["offered"] > 0


def test_the_table(tmp_path: Path, told: Any) -> None:
    path = tmp_path / "windows.csv"
    found = told("load-balancer", *SHORT, "--set", "warmup_s=0", "--csv", str(path))
    with path.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == round(5 / found["window_s"])
    assert sum(int(row["offered"]) for row in rows) == found["requests"]["offered"]
    assert {"start_s", "latency_ms_p99", "utilisation_web-1", "state_database"} <= set(rows[0])


def test_the_journeys(tmp_path: Path, told: Any) -> None:
    path = tmp_path / "journeys.json"
    told("load-balancer", *SHORT, "--fault", "kill:web-2@2+2", "--journeys", str(path))
    found = json.loads(path.read_text())
    assert len(found) > 50
    assert list(found[0]) == ["number", "endpoint", "born_ms", "steps"]
    assert list(found[0]["steps"][0]) == [
        *("at_ms", "attempt", "child", "block", "what", "system", "kind", "node"),
    ]
    assert {journey["steps"][0]["block"] for journey in found} == {"SEND"}
    assert {journey["steps"][-1]["block"] for journey in found} == {"ANSWER", "FAILED"}


def log(lines: int) -> str:
    """An access log with two malformed lines, the 3rd and the last."""
    rows = [
        f"10.0.0.{n % 9} - - [01/Mar/2024:10:00:{n // 10:02d} +0000] "
        f'"{("GET", "POST")[n % 5 == 0]} /p/{n % 13} HTTP/1.1" 200 {n * 10}'
        for n in range(lines)
    ]
    return "\n".join([*rows[:2], "this is no line", *rows[2:], '10.0.0.1 - - [32/Foo/2024] "GET /" 200 1'])


def test_a_log_is_replayed_to_its_last_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "access.log.gz"
    path.write_bytes(gzip.compress(log(200).encode()))
    code, out, err = said(capsys, "run", "load-balancer", "--set", f"workload.replay={path}", "--json")
    assert code == 0
    assert loads(out)["requests"]["offered"] == 200
    first, second = err.splitlines()
    assert first == "replaying 200 requests of access.log.gz; 180 moved within their second"
    assert second == "2 lines could not be read: 3, 202"


def test_a_log_brings_its_speed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "log.csv"
    path.write_text("t_s,key\n" + "".join(f"{n},k{n % 3}\n" for n in range(50)))
    words = ("run", "split-tiers", "--set", f"workload.replay={path}", "--seconds", "60", "--json")
    slow = loads(said(capsys, *words, "--set", "workload.replay.speed_up=1").out)
    fast = loads(said(capsys, *words).out)
    assert slow["requests"]["offered"] == fast["requests"]["offered"] == 50
    assert slow["goodput_rps"] == pytest.approx(50 / 60)


def test_a_file_and_a_link(tmp_path: Path, capsys: pytest.CaptureFixture[str], told: Any) -> None:
    words = ("load-balancer", *SHORT, "--set", "web.servers=3")
    direct = told(*words)
    path = tmp_path / "design.yaml"
    path.write_text(said(capsys, "show", "load-balancer", "--set", "web.servers=3", "--yaml").out)
    link = said(capsys, "show", "load-balancer", "--set", "web.servers=3", "--link").out.strip()
    for design in (str(path), link, f"https://example.org/journey?d={link}&lang=ko"):
        again = told(design, *SHORT)
        assert {**again, "wall_s": 0} == {**direct, "wall_s": 0}


def test_a_run_that_needs_too_much_memory_has_failed(capsys: pytest.CaptureFixture[str]) -> None:
    from playground.dataplane.plane import DataPlane

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(DataPlane.__init__.__kwdefaults__, "budget_bytes", 1 << 20)
        words = ("--seconds", "2", "--set", "workload.rate_rps=20000", "--set", "station.service_ms=10000")
        code, out, err = said(capsys, "run", "mm1", *words, "--json")
    assert (code, out) == (1, "")
    assert err.startswith("error: at 0 s more requests are on their way than the memory of a run can hold")
    assert err.count("\n") == 1
