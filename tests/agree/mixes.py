"""Random small designs whose users come with browsers and apps."""

from __future__ import annotations

from typing import Any

from hypothesis.strategies import DrawFn, composite

from playground.design.change import parse, plain
from playground.design.design import WebSystem
from tests.agree.designs import web_systems
from tests.agree.ingredients import one_of


def divide(draw: DrawFn, load: dict[str, Any]) -> None:
    """Of a workload as plain data: browsers ask for the page and apps for its data, and orders are both's, or each
    has its own."""
    page, order = load["endpoints"]
    data = {**page, "name": "api", "device": "app", "response_kb": draw(one_of([0.0, 1.3]))}
    sale = {**order, "name": "sale", "device": "app"}
    rows = [{**page, "device": draw(one_of(["web", "any"]))}, data]
    own = [{**order, "device": "web"}, sale]
    rows += draw(one_of([[order], own, own]))
    load["endpoints"] = draw(one_of([rows, rows[::-1]]))
    load["app_share"] = draw(one_of([0.0, 0.3, 0.3, 1.0]))


@composite
def mixed(draw: DrawFn, stage: str) -> WebSystem:
    """One of the stages without a log, whose lines say what was asked for."""
    design, _ = draw(web_systems(stage).filter(lambda drawn: drawn[1] is None))
    data = plain(design)
    divide(draw, data["workload"])
    found = parse(data)
    assert isinstance(found, WebSystem)
    return found
