"""Designs and logs leave and enter the page: links, YAML, access logs; what is wrong with one is told in a sentence."""

from __future__ import annotations

import gzip

import pytest
from streamlit.testing.v1 import AppTest

from playground.design import file, link
from playground.design.change import put
from playground.design.ladder import stage
from playground.lessons.catalogue import strings
from tests.pages.page import given, link_of, open_page, tiles

EN = strings("en")
LINE = '10.0.0.{0} - - [10/Oct/2025:13:55:{1:02d} +0000] "GET /page/{0} HTTP/1.1" 200 5120\n'
LOG = "".join(LINE.format(number % 200, number % 60) for number in range(1200)).encode()


def _unfolded(d: str = "1~load-balancer") -> AppTest:
    app = open_page(d=d)
    app.session_state["share"] = True
    return app.run()


def _give(app: AppTest, field: str, name: str, data: bytes) -> AppTest:
    return app.file_uploader(key=field).set_value((name, data, "text/plain")).run()


def test_the_link_is_the_designs() -> None:
    app = _unfolded("1~load-balancer~web.servers=5")
    assert app.code[0].value == "?d=1~load-balancer~web.servers=5&lang=en"
    app.number_input(key="seed").set_value(7).run()
    assert app.code[0].value.endswith("&seed=7")
    assert app.query_params["seed"] in ("7", ["7"])


def test_yaml_is_opened() -> None:
    design = put(stage("split-tiers").design, "database.cores", 6)
    app = _give(_unfolded(), "yaml-file", "mine.yaml", file.dumps(design).encode())
    assert not app.exception
    assert link_of(app) == link.encode(design)


@pytest.mark.parametrize(
    "data", [b"", b"- 1", b"stage: nowhere", b"stage: single-server\nweb: {servers: many}", b"\xff\xfe"]
)
def test_bad_yaml_gets_one_sentence_and_changes_nothing(data: bytes) -> None:
    app = _give(_unfolded(), "yaml-file", "bad.yaml", data)
    assert not app.exception
    assert len(app.warning) == 1
    assert link_of(app) == "1~load-balancer"


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_log_is_replayed(pack: object) -> None:
    app = _give(_unfolded("1~single-server"), "log-file", "<i>x</i>.log", pack(b"rubbish\n" + LOG))  # type: ignore[operator]
    assert not app.exception
    assert "1,200" in app.success[0].value
    assert "\\<i\\>" in app.success[0].value
    assert "line 1" in app.warning[0].value
    assert "workload.replay" in link_of(app)
    assert len(given(app, "live_plot")) == 4
    assert tiles(app)["served"]["value"].startswith(("9", "10"))
    app.button(key="log-stop").click().run()
    assert link_of(app) == "1~single-server"


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02\x03", b"no log at all\n" * 3, gzip.compress(LOG)[:200]])
def test_a_bad_log_gets_one_sentence_and_changes_nothing(data: bytes) -> None:
    app = _give(_unfolded(), "log-file", "bad.log", data)
    assert not app.exception
    assert len(app.warning) == 1
    assert app.warning[0].value.startswith("This file cannot be replayed")
    assert link_of(app) == "1~load-balancer"


def test_a_link_is_shown_again_when_its_log_is_given() -> None:
    mine = _give(_unfolded("1~single-server"), "log-file", "a.log", LOG)
    other = open_page(d=link_of(mine))
    assert given(other, "live_plot") == []
    given_again = _give(other, "log-file", "b.log", LOG)
    assert not given_again.exception
    assert not given_again.info
    assert link_of(given_again) == link_of(mine)
    assert tiles(given_again) == tiles(mine)


def test_another_log_than_the_link_means_is_refused() -> None:
    mine = _give(_unfolded("1~single-server"), "log-file", "a.log", LOG)
    other = _give(open_page(d=link_of(mine)), "log-file", "b.log", LOG[:-200])
    assert "another file" in other.warning[0].value
    assert link_of(other) == link_of(mine)
    assert given(other, "live_plot") == []


def test_what_is_kept_is_said_first() -> None:
    assert EN["share.log_first"] in [row.value for row in _unfolded().caption]
