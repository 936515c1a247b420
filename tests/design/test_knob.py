"""Every knob is described: range, default, source, and the unit in its name."""

from __future__ import annotations

import re

import pytest
from pydantic import BaseModel

from playground.design.catalogue import find, names
from playground.design.change import put
from playground.design.facts import fact
from playground.design.knob import Knob, describe
from playground.design.problem import BadDesign
from tests.design.designs import knobs, parts

ALL = [(part, field) for part in parts() for field in part.model_fields]
NUMBERS = [(part, field) for part, field in ALL if describe(part, field).kind in ("number", "integer")]

UNITS = ("seconds", "_s", "_ms", "_days", "_rps", "_bytes", "_kb", "_gb", "_gb_month", "_gbit_s")
# Counts, shares and factors have no unit; their names say what is counted or compared.
WITHOUT_UNIT = re.compile(
    r"(^|_)(count|servers|machines|rows|at_once|buyers|stock|partitions|threads|batch|most_messages|most_deliveries|most_open|resolvers|workers|cores|worker_threads|accept_queue|pool_size|connections|cache_items|size_items|pages|memory_pages|drives|nodes|replicas|shards|vnodes|famous|famous_moved|salts|acks|appliers|sentinels|quorum|flush_batch|filter_bits_per_key|filter_hashes|nodes|line|lines|keys|retries"
    r"|edges|objects|per_page|round_trips|fall|rise|times|daily_users|sessions_per_user_day|pages_per_session|requests_per_page"
    r"|lines_per_request|deploys_per_day|most_per_minute"
    r"|past_orders|threshold_followers|followers_mean|followers_most|followers_exponent|post_exponent|at_once"
    r"|target_utilisation|share|share_of_orders|factor|max_to_min|speed|speed_up|contention|coherency|cv|zipf_exponent|xfetch_beta)$"
)
TIME_OR_RATE = re.compile(r"(time|timeout|rtt|interval|delay|start|duration|period|latency|rate|ttl|backoff|window)")


def _id(row: tuple[type[BaseModel], str]) -> str:
    return f"{row[0].__name__}.{row[1]}"


def test_all_parts_are_found() -> None:
    found = {part.__name__ for part in parts()}
    assert {
        "WebSystem",
        "Queueing",
        "WebChain",
        "Workload",
        "HealthCheck",
        "Lognormal",
        "OnOff",
        "Kill",
        "Replay",
    } <= found
    assert len(NUMBERS) > 80


@pytest.mark.parametrize("row", NUMBERS, ids=_id)
def test_a_number_has_a_range_and_its_default_lies_inside(row: tuple[type[BaseModel], str]) -> None:
    knob = describe(*row)
    if knob.field == "limit":
        assert row[0].model_fields["kind"].default  # its unit is in the objective's kind, such as latency_ms_p99
    assert knob.low is not None
    assert knob.high is not None
    assert knob.low < knob.high
    if knob.default is None:
        assert knob.optional
    else:
        assert knob.low <= knob.default <= knob.high
        assert not (knob.low_is_open and knob.default == knob.low)


@pytest.mark.parametrize("row", NUMBERS, ids=_id)
def test_a_number_carries_its_unit_in_its_name(row: tuple[type[BaseModel], str]) -> None:
    name = row[1]
    if name in ("limit", "threshold"):
        return  # the unit stands in the objective's kind, or in the rule's metric: latency_ms_p99, error_rate
    assert name.endswith(UNITS) or WITHOUT_UNIT.search(name), f"{name} has no unit"
    if TIME_OR_RATE.search(name) and not WITHOUT_UNIT.search(name):
        assert name.endswith(UNITS)


@pytest.mark.parametrize("row", ALL, ids=_id)
def test_a_knob_says_where_its_default_comes_from(row: tuple[type[BaseModel], str]) -> None:
    knob = describe(*row)
    assert knob.source.strip()
    assert knob.name == _id(row)
    assert knob.kind in ("number", "integer", "choice", "switch", "text", "other")
    assert knob.allowed.strip()
    assert (knob.kind == "choice") == bool(knob.choices)


@pytest.mark.parametrize("row", NUMBERS, ids=_id)
def test_a_logarithmic_slider_does_not_begin_below_nothing(row: tuple[type[BaseModel], str]) -> None:
    knob = describe(*row)
    if knob.log:
        assert knob.low is not None
        assert knob.low >= 0


def test_a_knob_with_a_fact_has_its_value_and_source() -> None:
    knob = describe(type(find("load-balancer").balancer.check), "interval_s")  # type: ignore[attr-defined]
    assert knob.default == fact("lb.haproxy_interval_s").value == 2.0
    assert knob.source.startswith("lb.haproxy_interval_s: ")


def test_a_fact_without_a_source_says_that_it_is_assumed() -> None:
    assumed = fact("cost.amdahl_serial")
    assert assumed.status == "GK"
    assert assumed.cited.startswith("assumed; ")
    assert not fact("lb.haproxy_fall").cited.startswith("assumed")


def _outside(knob: Knob) -> list[float]:
    """Values just outside of the range."""
    assert knob.low is not None
    assert knob.high is not None
    step = 1 if knob.kind == "integer" else max(abs(knob.high), 1e-3) * 1e-3
    below = knob.low if knob.low_is_open else knob.low - step
    return [below, knob.high + step, float("nan"), float("inf"), -float("inf")]


@pytest.mark.parametrize("name", names())
def test_every_number_refuses_what_is_outside_and_says_so(name: str) -> None:
    design = find(name)
    count = 0
    for path, knob in knobs(design):
        if knob.kind not in ("number", "integer"):
            continue
        for value in [*_outside(knob), True, "much", [1], {}]:
            with pytest.raises(BadDesign) as caught:
                put(design, path, value)
            sentence = str(caught.value)
            assert sentence.startswith(f"{path} must be {knob.allowed}, not "), sentence
            assert "\n" not in sentence
            assert (caught.value.knob, caught.value.allowed) == (path, knob.allowed)
            count += 1
    assert count > 20


@pytest.mark.parametrize("name", names())
def test_every_number_takes_both_ends_of_its_range(name: str) -> None:
    """Each end alone is fine, or contradicts another knob, which the sentence then names."""
    design = find(name)
    for path, knob in knobs(design):
        if knob.kind not in ("number", "integer") or knob.low is None:
            continue
        for value in ([] if knob.low_is_open else [knob.low]) + [knob.high]:
            try:
                put(design, path, value)
            except BadDesign as error:
                sentence = str(error)
            else:
                continue
            assert "must be a number from" not in sentence, sentence
