"""Browsers and an app: who asks for what, how much work that is and how many bytes, against the exact expectation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.design import catalogue, change
from playground.design.cdn import Cdn
from playground.design.device import Device
from playground.design.endpoint import API, ORDER, PAGE
from playground.design.files import FileKind
from playground.design.service import Deterministic
from playground.measure import asked, cost, files, utilisation
from playground.measure.identities import identities
from playground.result import Result
from playground.run import run
from playground.theory import lru_by_bytes
from playground.traffic.files import shares, sizes
from tests.agree.one_cdn import file_system
from tests.agree.replications import agrees, many

CODE = FileKind(name="code", device=Device.WEB, objects=20, mean_kb=100.0)
PICTURES = FileKind(name="pictures", objects=20, mean_kb=300.0)
KINDS = (
    PAGE.model_copy(update={"web_work": Deterministic(mean_ms=1.0), "calls": (), "response_kb": 20.0}),
    API.model_copy(update={"web_work": Deterministic(mean_ms=0.2), "calls": (), "response_kb": 2.0}),
    ORDER.model_copy(update={"web_work": Deterministic(mean_ms=0.5), "calls": (), "response_kb": 5.0}),
)
PAGES_RPS, LINK_GBIT_S, WRITES, SECONDS = 200.0, 10.0, 0.2, 20.0


def site(app_share: float, net: Cdn | None = None, **knobs: Any) -> Any:
    """Two requests a page view, a fifth of them orders; files of two kinds, of which an app has brought one along."""
    design = file_system(
        (CODE, PICTURES), net, files_rps=PAGES_RPS, seconds=SECONDS, pages=2.0, link_gbit_s=LINK_GBIT_S
    )
    given = {
        "workload.endpoints": [kind.model_dump(mode="json") for kind in KINDS],
        "workload.write_share": WRITES,
        "workload.app_share": app_share,
        "web.cores": 1,
    }
    return change.put_all(design, {**given, **knobs})


def used(result: Result, node: str) -> float:
    return next(row.utilisation or 0.0 for row in utilisation.nodes(result) if row.name == node)


@pytest.mark.parametrize("app_share", [0.25, 0.75])
def test_who_asks_for_what(app_share: float) -> None:
    """Of the requests that read: the app's part for data, the browsers' for pages; orders are both's. Of the files:
    pictures with every page view, code with a browser's."""

    def look(result: Result) -> tuple[float, ...]:
        of = asked.asked(result)
        counts = {row.name: row.offered for row in result.endpoints}
        views = SECONDS * PAGES_RPS
        return (
            of["api"].share or 0.0,
            of["page"].share or 0.0,
            of["order"].share or 0.0,
            counts["code"] / views,
            counts["pictures"] / views,
        )

    api, page, order, code, pictures = zip(*many(site(app_share), look, 80), strict=True)
    assert agrees(list(api), (1 - WRITES) * app_share)
    assert agrees(list(page), (1 - WRITES) * (1 - app_share))
    assert agrees(list(order), WRITES)
    assert agrees(list(code), 1 - app_share)
    assert agrees(list(pictures), 1.0)


@pytest.mark.parametrize("app_share", [0.0, 0.4, 1.0])
def test_bytes_and_work_are_the_mean_of_both(app_share: float) -> None:
    """Without a CDN all of it leaves through the entry link: answers of 20, 2 and 5 kB, code and pictures."""
    reads_kb, reads_ms = 20 * (1 - app_share) + 2 * app_share, (1 - app_share) + 0.2 * app_share
    page_kb = 2 * ((1 - WRITES) * reads_kb + WRITES * 5) + 100 * (1 - app_share) + 300
    found = many(site(app_share), lambda result: (used(result, "entry"), used(result, "web-1")), 60)
    sent, worked = zip(*found, strict=True)
    assert agrees(list(sent), PAGES_RPS * page_kb * 8e-6 / LINK_GBIT_S)
    assert agrees(list(worked), 2 * PAGES_RPS * ((1 - WRITES) * reads_ms + WRITES * 0.5) / 1000)


@pytest.mark.parametrize("app_share", [0.0, 0.5, 1.0])
def test_every_request_of_both_is_accounted_for(app_share: float) -> None:
    """Also where an edge and the origin die."""
    design = change.put(catalogue.find("cdn"), "workload.app_share", app_share)
    faults = [
        {"kind": "kill", "node": node, "start_s": start_s, "duration_s": 2.0}
        for node, start_s in (("edge-1", 3.0), ("web-2", 4.0), ("database", 6.0))
    ]
    result = run(change.put_all(design, {"seconds": 10.0, "warmup_s": 1.0, "faults": faults}))
    assert identities(result) == ()
    of = asked.asked(result)
    assert list(of) == [name for name in ("page", "order", "api") if name != {0.0: "api", 1.0: "page"}.get(app_share)]
    assert all(row.failed > 0 for row in of.values())
    assert sum(row.share or 0.0 for row in of.values()) == pytest.approx(1)


def test_an_edge_begins_with_what_both_ask_for() -> None:
    """From its first second on: what only browsers need is asked for less, and is pushed out by pictures."""
    app_share, edge_gb = 0.8, 0.02
    kinds = (
        FileKind(name="code", device=Device.WEB, objects=500, zipf_exponent=0.5, mean_kb=50.0),
        FileKind(name="pictures", objects=1000, zipf_exponent=0.8, mean_kb=50.0, size_cv=1.0),
    )
    design = file_system(kinds, Cdn(edges=1, edge_gb=edge_gb), files_rps=1500.0, seconds=20.0)
    mixed = change.put_all(design, {"workload.app_share": app_share})
    weights = [
        shares(kind.objects, kind.zipf_exponent) * views
        for kind, views in zip(kinds, (1 - app_share, 1.0), strict=True)
    ]
    popularity = np.concatenate(weights) / (2 - app_share)
    bytes_ = np.concatenate([sizes(kind) for kind in kinds]).astype(float)
    expected = lru_by_bytes.hit_ratio(popularity, bytes_, edge_gb * 1e9)
    assert np.mean(many(mixed, lambda r: files.files(r).hit_ratio, 8)) == pytest.approx(expected, abs=0.005)
    early = many(mixed, lambda r: files.over_time(r, 20).hit_ratio[0], 8)
    assert np.mean(early) == pytest.approx(expected, abs=0.01)


def test_an_app_spares_the_stage_work_bytes_and_money() -> None:
    """With half of the page views: the web servers have a third less to do, the bill is a sixth smaller, and the edges
    hit less often, as pictures are what they miss."""
    stage = catalogue.find("cdn")
    results = [run(change.put(stage, "workload.app_share", share)) for share in (0.0, 0.5)]
    work = [sum(used(result, f"web-{number}") for number in range(1, 17)) for result in results]
    assert work[1] / work[0] == pytest.approx(2 / 3, abs=0.04)
    usd = [getattr(cost.bill(result), "usd_month", 0.0) for result in results]
    assert usd[1] / usd[0] == pytest.approx(5 / 6, abs=0.02)
    hits = [getattr(files.files(result), "hit_ratio", 0.0) for result in results]
    assert hits[1] < hits[0] - 0.01
