"""Who asks for what: shares of endpoints and of files as page views come from browsers and from an app."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from playground.design import file, link
from playground.design.catalogue import find
from playground.design.change import put_all
from playground.design.design import WebSystem
from playground.design.device import Device
from playground.design.endpoint import API, ORDER, PAGE, Endpoint
from playground.design.files import CODE, PICTURES, FileKind
from playground.design.ladder import STAGES
from playground.design.problem import BadDesign
from playground.design.service import Exponential
from playground.design.workload import Workload

SHARES = st.floats(0, 1)
DEVICES = st.sampled_from(list(Device))
ROWS = st.lists(st.tuples(st.booleans(), DEVICES, st.floats(0.01, 1)), min_size=1, max_size=6)


def load(rows: list[tuple[bool, Device, float]], app_share: float, write_share: float) -> Workload:
    """With such endpoints; a mix for which there is something missing is no example."""
    kinds = tuple(
        Endpoint(name=f"kind-{place}", writes=writes, device=device, share=share)
        for place, (writes, device, share) in enumerate(rows)
    )
    try:
        return Workload(endpoints=kinds, app_share=app_share, write_share=write_share)
    except ValueError:
        assume(False)
        raise


@given(ROWS, SHARES, SHARES)
def test_every_request_is_for_an_endpoint_that_its_device_may_ask_for(
    rows: list[tuple[bool, Device, float]], app_share: float, write_share: float
) -> None:
    found = load(rows, app_share, write_share)
    shares = {row: found.share_of(row) for row in found.endpoints}
    assert sum(shares.values()) == pytest.approx(1)
    assert sum(share for row, share in shares.items() if row.writes) == pytest.approx(write_share)
    for device, coming in ((Device.WEB, 1 - app_share), (Device.APP, app_share)):
        own = sum(share for row, share in shares.items() if row.device is device)
        assert own <= coming + 1e-9, "what only one of them asks for is no more than comes from it"
    assert {row for row, share in shares.items() if share > 0} <= set(found.asked)


@given(ROWS, SHARES, SHARES)
def test_the_mix_is_the_mean_of_the_two(
    rows: list[tuple[bool, Device, float]], app_share: float, write_share: float
) -> None:
    """Shares, work and bytes are those of browsers alone and of apps alone, in proportion."""
    mixed, web, app = (load(rows, share, write_share) for share in (app_share, 0.0, 1.0))
    for row in mixed.endpoints:
        mean = (1 - app_share) * web.share_of(row) + app_share * app.share_of(row)
        assert mixed.share_of(row) == pytest.approx(mean)
    assert mixed.web_ms == pytest.approx((1 - app_share) * web.web_ms + app_share * app.web_ms)
    assert mixed.page_kb == pytest.approx((1 - app_share) * web.page_kb + app_share * app.page_kb)


@given(ROWS, SHARES, SHARES)
def test_who_is_not_told_apart_is_not_divided(
    rows: list[tuple[bool, Device, float]], app_share: float, write_share: float
) -> None:
    """To the last bit: a share among those that write, or among those that do not."""
    found = load([(writes, Device.ANY, share) for writes, _, share in rows], 0.0, write_share)
    for row in found.endpoints:
        part = write_share if row.writes else 1 - write_share
        assert found.share_of(row) == part * row.share / sum(r.share for r in found.endpoints if r.writes is row.writes)
    mixed = found.model_copy(update={"app_share": app_share})
    for row in found.endpoints:
        assert mixed.share_of(row) == pytest.approx(found.share_of(row))


@given(SHARES, st.lists(st.tuples(DEVICES, st.floats(0.1, 5)), min_size=1, max_size=4))
def test_files_go_to_whom_they_are_for(app_share: float, kinds: list[tuple[Device, float]]) -> None:
    files = tuple(
        FileKind(name=f"file-{place}", device=device, per_page=per_page, mean_kb=10.0)
        for place, (device, per_page) in enumerate(kinds)
    )
    found = Workload(files=files, app_share=app_share)
    pages = {Device.ANY: found.pages_rps, Device.WEB: found.pages_rps * (1 - app_share)}
    for kind in files:
        asked_rps = pages.get(kind.device, found.pages_rps * app_share) * kind.per_page
        assert found.files_rps(kind) == pytest.approx(asked_rps)
    kb_s = sum(found.files_rps(kind) * kind.mean_kb for kind in files)
    assert kb_s == pytest.approx(found.pages_rps * found.page_kb)
    assert found.bundles_rps == 0


@pytest.mark.parametrize("stage", [row.design for row in STAGES if row.is_built], ids=lambda stage: stage.name)
def test_every_stage_has_what_an_app_asks_for_and_nobody_asks(stage: WebSystem) -> None:
    given = stage.workload
    more = ["post", "timeline"] if stage.timelines is not None else []
    assert [row.name for row in given.asked] == ["page", "order", *more]
    assert given.share_of(API) == 0
    app = put_all(stage, {"workload.app_share": 1.0})
    assert isinstance(app, WebSystem)
    assert [row.name for row in app.workload.asked] == ["order", "api", *more]
    brought = sum(kind.mean_kb for kind in given.files if kind.device is Device.WEB) if given.files else 832
    assert given.page_kb - app.workload.page_kb == pytest.approx(brought)


def test_the_pair_comes_from_the_facts() -> None:
    """Stack Overflow 2016: 3.16 requests of 7.7 ms make a page view, and one of them is the page, 19.1 ms."""
    page, api = PAGE.web_work, API.web_work
    assert isinstance(page, Exponential)
    assert isinstance(api, Exponential)
    assert 19.1 + 2.16 * api.mean_ms == pytest.approx(3.16 * page.mean_ms, rel=0.01)
    assert API.response_kb == pytest.approx(2 * 0.224 * 151 / 51, rel=0.03)
    assert API.calls == PAGE.calls, "the same data"
    assert (PAGE.device, ORDER.device, API.device) == (Device.WEB, Device.ANY, Device.APP)
    assert (CODE.device, PICTURES.device) == (Device.WEB, Device.ANY)


def test_a_link_and_a_file_hold_the_mix() -> None:
    design = put_all(find("cdn"), {"workload.app_share": 0.35, "workload.files.1.device": "web"})
    assert "workload.app_share=0.35" in link.encode(design)
    assert link.decode(link.encode(design)) == design
    assert file.loads(file.dumps(design)) == design


LOG = {"sha256": "0" * 64, "lines": 3}
READER = {"name": "page", "device": "web"}
WRITER = {"name": "order", "writes": True}
REFUSED: list[tuple[dict[str, Any], str]] = [
    (
        {"workload.endpoints": [WRITER]},
        "workload: write_share is 0.1, but there is no endpoint that does not write",
    ),
    ({"workload.app_share": 1.5}, "workload.app_share must be a number from 0 to 1, not 1.5"),
    (
        {"workload.endpoints.page.device": "phone"},
        "workload.endpoints.0.device must be one of any, web, app, not phone",
    ),
    (
        {"workload.app_share": 0.3, "workload.endpoints": [READER, WRITER]},
        "workload: app_share is 0.3, but there is no endpoint that reads for an app",
    ),
    (
        {"workload.app_share": 0.3, "workload.endpoints.order.device": "web"},
        "workload: app_share is 0.3, but there is no endpoint that writes for an app",
    ),
    (
        {"workload.endpoints.page.device": "app"},
        "workload: app_share is 0, but there is no endpoint that reads for a browser",
    ),
    (
        {"workload.app_share": 0.3, "workload.replay": LOG},
        "workload: app_share must be 0 where a log is replayed, not 0.3: its lines are what was asked for",
    ),
]


@pytest.mark.parametrize(("knobs", "sentence"), REFUSED)
def test_what_is_wrong_is_said_in_one_sentence(knobs: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadDesign) as caught:
        put_all(find("cdn"), knobs)
    assert str(caught.value) == sentence


def test_a_device_that_nobody_has_need_not_be_served() -> None:
    """An app alone needs no page, browsers alone no data, and who only reads needs nothing that writes."""
    own = {"workload.endpoints.page.device": "app", "workload.app_share": 1.0}
    assert put_all(find("cdn"), own)
    assert put_all(find("cdn"), {"workload.endpoints": [READER, WRITER]})
    only_reads = {"workload.write_share": 0.0, "workload.endpoints.order.device": "web", "workload.app_share": 0.3}
    assert put_all(find("cdn"), only_reads)
