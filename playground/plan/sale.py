"""Tickets go on sale: what buyers ask for, and when they come."""

from __future__ import annotations

from playground.dataplane import opcodes as code
from playground.dataplane.tables import SALE
from playground.design.design import WebSystem
from playground.design.device import Device
from playground.design.endpoint import Call, CallKind, Endpoint
from playground.design.fault import Sale, StockCheck
from playground.design.service import Exponential
from playground.plan.builder import Builder, Ref
from playground.plan.deed import Deed
from playground.plan.keys import are_followed
from playground.plan.walk import Walk

NAME = "ticket"


def sale_of(design: WebSystem) -> Sale | None:
    """The sale of a design, if there is one."""
    return next((fault for fault in design.faults if isinstance(fault, Sale)), None)


def endpoint_of(given: Sale) -> Endpoint:
    """What a buyer asks for: a look at the stock, and a ticket."""
    calls = (Call(kind=CallKind.READ, times=1), Call(kind=CallKind.WRITE, times=1))
    return Endpoint(
        name=NAME,
        writes=True,
        device=Device.ANY,
        web_work=Exponential(mean_ms=given.web_ms),
        calls=calls,
        response_kb=1.0,
    )


def stock(builder: Builder, given: Sale, endpoint: int, regions: int) -> None:
    """The row of SALE; `endpoint`: what buyers ask for, the first of one for each region."""
    about = {
        "stock": given.stock,
        "waits_ns": int(given.waits_s * 1e9 + 0.5),
        "endpoint": endpoint,
        "endpoints": regions,
        "checked": int(given.check is StockCheck.BEFORE),
    }
    builder.row("sales", tuple(about.get(column, 0) for column in SALE.names or ()))


class Ticket(Deed):
    """The write of a ticket, if one is left."""

    tells = True

    def make(self, walk: Walk, at: Ref, op: int, design: WebSystem) -> None:
        walk.emit(
            code.SELL, "a ticket, if one is left", at=at, back=int(op == code.APPEND), count=int(are_followed(design))
        )


def look_at_stock(walk: Walk) -> None:
    """Where the write does not look by itself."""
    walk.emit(code.LOOK_AT_STOCK, "is a ticket left?")


def is_ticket(design: WebSystem, endpoint: Endpoint) -> bool:
    """Is it what buyers ask for?"""
    return endpoint.name == NAME and sale_of(design) is not None


def has_stock_check(design: WebSystem) -> bool:
    """Is it asked before the write whether a ticket is left?"""
    given = sale_of(design)
    return given is not None and given.check is StockCheck.BEFORE
