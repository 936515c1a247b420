"""How busy people are when a run begins: what they ask for per second, by host."""

from __future__ import annotations

import pytest

from playground.design.catalogue import find
from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.plan.people import paces


@pytest.mark.parametrize("app_share", [0.0, 0.4, 1.0])
def test_browsers_ask_for_more_files_than_an_app(app_share: float) -> None:
    """Of the stage's two kinds both need pictures, and code is the browsers'; the edges carry the pages, too."""
    design = put_all(find("cdn"), {"workload.app_share": app_share})
    assert isinstance(design, WebSystem)
    load = design.workload
    for asks_rps, (origin_rps, edges_rps, spare_rps) in paces(design):
        assert asks_rps * load.seats == pytest.approx(load.requests_rps)
        assert edges_rps * load.seats == pytest.approx(load.requests_rps + load.pages_rps * (2 - app_share))
        assert (origin_rps, spare_rps) == (pytest.approx(0.0), 0.0)


@pytest.mark.parametrize("app_share", [0.0, 0.4, 1.0])
def test_a_bundle_is_asked_for_by_browsers(app_share: float) -> None:
    visits = {"workload.visits.session_s": 300.0}
    design = put_all(find("load-balancer"), {**visits, "workload.app_share": app_share})
    assert isinstance(design, WebSystem)
    load = design.workload
    ((_, (origin_rps, edges_rps, _)),) = paces(design)
    assert origin_rps * load.seats == pytest.approx(load.requests_rps + load.pages_rps * (1 - app_share))
    assert edges_rps == 0
