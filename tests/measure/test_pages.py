"""Pages that are put together from services, in numbers, in the picture and in the bill."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest

from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.ladder import stage
from playground.figures.names import node, tier
from playground.figures.pages import pages_over_time
from playground.figures.read_model import documents_over_time, lag_over_time
from playground.lessons.catalogue import LANGUAGES, translator
from playground.measure.cost import machines
from playground.measure.identities import identities
from playground.measure.pages import pages
from playground.measure.report import report
from playground.result import Result
from playground.run import run
from tests.measure import factory

DEAD = {"kind": "kill", "node": "service-delivery", "start_s": 3.0, "duration_s": 4.0}


def parted(name: str, **knobs: object) -> WebSystem:
    """A stage for ten seconds, whose pages can do without deliveries, which are dead for a while."""
    design = put_all(
        stage(name).design,
        {
            "seconds": 10.0,
            "warmup_s": 1.0,
            "workload.rate_rps": 40.0,
            "services.join": "batched",
            "services.parts.1.needed": False,
            "faults": [DEAD],
            **knobs,
        },
    )
    assert isinstance(design, WebSystem)
    return design


@pytest.fixture(scope="module")
def result() -> Result:
    return run(parted("load-balancer"))


def test_everything_adds_up(result: Result) -> None:
    assert identities(result) == ()
    found = result.pages
    assert found is not None
    assert (found.shown_in.sum(), found.degraded_in.sum()) == (found.shown, found.degraded)
    assert 0 < found.degraded < found.shown
    assert found.peers[1].left_out == found.degraded


def test_a_wrong_count_is_named(result: Result) -> None:
    found = result.pages
    assert found is not None
    first, *others = found.peers
    wrong = replace(result, pages=replace(found, peers=(replace(first, calls=first.calls + 1), *others)))
    assert identities(wrong) == (f"orders: {first.calls + 1} calls answered, but {first.calls} served by its machines",)
    wrong = replace(result, pages=replace(found, degraded=found.shown + 1))
    assert identities(wrong) == (
        f"{found.shown} pages were put together, but {found.shown + 1} of them lack something",
    )


@pytest.mark.parametrize("how", ["one_by_one", "parallel", "batched", "scatter"])
@pytest.mark.parametrize("name", ["single-server", "cdn", "multi-dc", "queue"])
def test_at_every_stage(name: str, how: str) -> None:
    """Behind caches, replicas and a CDN, at several sites, and where orders go into a queue."""
    found = run(parted(name, **{"services.join": how, "services.rows": 4, "services.parts.0.machines": 2}))
    assert identities(found) == ()
    told = report(found)["pages"]
    assert told["shown"] > 200
    calls = {"one_by_one": 12, "parallel": 12, "batched": 3, "scatter": 4}[how]
    assert calls * 0.6 < told["calls_mean"] < calls * 1.01


def test_nothing_is_told_where_nothing_was_split_off() -> None:
    assert pages(factory.result()) is None
    assert report(factory.result())["pages"] is None
    with pytest.raises(ValueError, match="pages"):
        pages_over_time(factory.result(), translator("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chart_shows_both_kinds_of_pages(result: Result, language: str) -> None:
    words, found = translator(language), result.pages
    assert found is not None
    drawn = go.Figure(pages_over_time(result, words))
    span_s = result.window_ns / 1e9
    whole, degraded = (np.array(trace.y, float) for trace in drawn.data)
    assert np.allclose(whole, (found.shown_in - found.degraded_in)[: len(whole)] / span_s)
    assert np.allclose(degraded, found.degraded_in[: len(degraded)] / span_s)


def test_services_have_names() -> None:
    words, korean = translator("en"), translator("ko")
    assert node(words, "service-orders-2") == "service orders 2"
    assert node(korean, "b-service-delivery") == korean("node.at_site", name="배달 서비스", site="B")
    assert node(words, "service-of-mine") == "service of-mine"
    assert tier(words, "service-members") == "service members"


def test_services_are_paid_for_by_their_size() -> None:
    design = parted("multi-dc", **{"services.parts.0.machines": 3, "services.parts.2.cores": 8})
    small, large = (line for line in machines(design) if line.what == "services")
    assert (small.count, large.count) == (2 * (3 + 1), 2)
    assert large.unit_usd > small.unit_usd


@pytest.fixture(scope="module")
def flat() -> Result:
    knobs = {"queue.way": "queue", "read_model.outbox": False, "seconds": 10.0, "warmup_s": 1.0}
    dead = {"kind": "kill", "node": "documents", "start_s": 3.0, "duration_s": 2.0}
    return run(put_all(stage("replicas").design, {**knobs, "workload.rate_rps": 100.0, "faults": [dead]}))


def test_every_event_is_accounted_for(flat: Result) -> None:
    assert identities(flat) == ()
    found = flat.read_model
    assert found is not None
    assert found.lost > 0
    assert found.lost_in.sum() == found.lost
    wrong = replace(flat, read_model=replace(found, open=found.open + 1))
    assert identities(wrong) == (f"{found.events} events happened, but {found.events + 1} are projected, lost or open",)


def test_a_timeline_is_no_page() -> None:
    """Nothing dies; a page asks three services row by row, and gives up, while timelines are read."""
    found = run(parted("timelines", **{"services.join": "one_by_one", "services.rows": 30, "faults": []}))
    rows = {row.name.split("@")[0]: row for row in found.endpoints}
    pages_ended = [row for row in found.endpoints if row.name.split("@")[0] == "page"]
    assert rows["timeline"].served > rows["page"].served
    used = pages(found)
    assert used is not None
    served = sum(row.served for row in pages_ended)
    assert used.shown_share == served / (served + sum(row.failed for row in pages_ended))
    assert used.mean_ms == pytest.approx(sum(row.latency_ns for row in pages_ended) / served / 1e6)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chart_shows_the_lag_and_what_is_lost(flat: Result, language: str) -> None:
    found = flat.read_model
    assert found is not None
    behind, lost = go.Figure(lag_over_time(flat, translator(language))).data
    some = found.projected_in[: len(behind.y)] > 0
    expected = (found.lag_ns_in[: len(some)] / np.maximum(found.projected_in[: len(some)], 1) / 1e9)[some]
    assert np.allclose(np.array(behind.y, float)[some], expected, rtol=1e-4)
    assert float(lost.y[-1]) == found.lost_in[: len(lost.y)].sum()
    with pytest.raises(ValueError, match="read model"):
        lag_over_time(factory.result(), translator(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chart_shows_who_finds_no_document_and_what_is_made_good(language: str) -> None:
    """The store is away, without an outbox, and built anew afterwards. Nobody reads while it is away."""
    knobs = {"queue.way": "queue", "read_model.outbox": False, "seconds": 20.0, "warmup_s": 1.0}
    knobs |= {"read_model.rebuild_at_s": 8.0, "workload.rate_rps": 100.0, "read_model.past_orders": 4000}
    dead = {"kind": "kill", "node": "documents", "start_s": 3.0, "duration_s": 2.0}
    result = run(put_all(stage("replicas").design, {**knobs, "faults": [dead]}))
    found = result.read_model
    assert found is not None
    assert identities(result) == ()
    absent, divergent = go.Figure(documents_over_time(result, translator(language))).data
    count = len(absent.y)
    share = found.absent_in[:count] / np.maximum(found.reads_in[:count], 1)
    drawn = np.array(absent.y, float) / 100
    assert (np.isnan(drawn) == (found.reads_in[:count] == 0)).all()
    assert np.allclose(np.nan_to_num(drawn), share, rtol=1e-4)
    assert share.max() > 0.5
    assert float(divergent.y[-1]) == (found.lost_in - found.cured_in)[:count].sum() == 0
    assert max(divergent.y) == found.lost == found.cured > 0
    for name, more in (("restoring", "indexed anew"), ("missing", "have a document")):
        wrong = replace(result, read_model=replace(found, **{name: getattr(found, name) + 1}))
        assert more in identities(wrong)[0]
    with pytest.raises(ValueError, match="read model"):
        documents_over_time(factory.result(), translator(language))


def test_a_store_of_documents_is_paid_for(flat: Result) -> None:
    assert isinstance(flat.design, WebSystem)
    assert [line.count for line in machines(flat.design) if line.what == "documents"] == [1]
