"""Tickets on sale: a number in the database that says how many are left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.design.endpoint import Call, CallKind, Endpoint
from playground.design.fault import Sale as Given
from playground.design.fault import StockCheck
from playground.design.service import Exponential

if TYPE_CHECKING:
    from playground.design.design import WebSystem
    from tests.agree.oracle.client import Request

NAME = "ticket"


class Sale:
    """The stock, what has been sold of it, and who got nothing."""

    def __init__(self, given: Given) -> None:
        self.given = given
        self.sold = self.sold_out = self.gave_up = 0
        self.looks_before = given.check is StockCheck.BEFORE
        self.waits_ns = int(given.waits_s * 1e9 + 0.5)

    @property
    def is_left(self) -> bool:
        return self.sold < self.given.stock

    def sells(self, saw_one: bool) -> bool:
        """A write looks now; or it believes what its request saw before."""
        sells = saw_one if self.looks_before else self.is_left
        self.sold += sells
        self.sold_out += not sells
        return sells

    def has_left(self, request: Request, now_ns: int) -> bool:
        """Is it a buyer who has waited too long?"""
        return request.kind.buys and now_ns - request.born_ns > self.waits_ns

    @property
    def endpoint(self) -> Endpoint:
        """What a buyer asks for."""
        calls = (Call(kind=CallKind.READ, times=1), Call(kind=CallKind.WRITE, times=1))
        work = Exponential(mean_ms=self.given.web_ms)
        return Endpoint(name=NAME, writes=True, web_work=work, calls=calls, response_kb=1.0)


def sale_of(design: WebSystem) -> Sale | None:
    """There is at most one."""
    return next((Sale(fault) for fault in design.faults if isinstance(fault, Given)), None)
