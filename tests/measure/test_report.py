import json

from playground.design.textbook import textbook
from playground.measure.report import report
from tests.measure import factory

FIRST = [
    "design",
    "seed",
    "seconds",
    "window_s",
    "requests",
    "attempts",
    "failures",
    "latency_ms",
    "time_to_failure_ms",
    "throughput_rps",
    "goodput_rps",
    "error_rate",
    "hit_ratio",
    "caches",
    "nodes",
    "orders",
    "where_time_goes_ms",
    "objectives",
    "cost_usd_month",
]


def test_the_report_is_json_in_a_fixed_order():
    found = report(factory.result())
    assert list(found)[: len(FIRST)] == FIRST
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_fields_have_the_names_of_the_documentation():
    found = report(factory.result())
    assert found["design"] == "load-balancer"
    assert (found["seconds"], found["window_s"]) == (40, 10)
    assert list(found["requests"]) == ["offered", "served", "failed", "in_flight"]
    assert list(found["attempts"])[:5] == ["sent", "answered", "failed", "abandoned", "in_flight"]
    assert list(found["latency_ms"]) == ["mean", "p50", "p95", "p99", "p999"]
    assert list(found["nodes"]["web-1"]) == ["utilisation", "queue_mean", "queue_max", "served", "failed"]
    assert found["orders"][1] == {"t_s": 24.0, "node": "web-2", "what": "mark_down", "why": "3 probes missed"}
    assert found["where_time_goes_ms"]["p99"]["web"] > 0
    assert found["bundles"]["requests"]["offered"] == 70


def test_the_report_says_how_long_a_death_went_unnoticed_and_who_knows_our_addresses():
    found = report(factory.result())
    assert found["detections"][0]["node"] == "web-2"
    assert found["detections"][0]["marked_s"] == 24.0
    assert found["exposure"]["reachable"] == ["balancer"]
    assert found["exposure"]["clients_to_change"] == 0
    assert found["availability"]["expected"] is None  # nothing fails at random
    assert report(factory.result(design=textbook()["mm1"]))["exposure"] is None


def test_what_is_infinite_or_missing_is_null():
    objectives = {row["name"]: row for row in report(factory.result())["objectives"]}
    assert objectives["latency_ms_p99"] == {"name": "latency_ms_p99", "limit": 500.0, "got": None, "ok": False}
    assert report(factory.result(design=textbook()["mm1"]))["cost_usd_month"] is None


def test_the_report_holds_plain_values_only():
    def types(value):
        if isinstance(value, dict):
            return {kind for item in value.values() for kind in types(item)}
        if isinstance(value, list):
            return {kind for item in value for kind in types(item)}
        return {type(value)}

    assert types(report(factory.result())) <= {int, float, str, bool, type(None)}
