"""What becomes of an order: the server makes its calls itself, calls a worker, or publishes a message."""

from __future__ import annotations

from playground.design.design import WebSystem
from playground.design.endpoint import CallKind, Endpoint
from playground.plan import sale
from playground.plan.cache_tier_writes import after_write
from playground.plan.calls import Tiers, calls_at_once, make_call
from playground.plan.consumers import reads_of
from playground.plan.copies import Copies
from playground.plan.database import Database, call
from playground.plan.deed import ONE_CHANGE, Deed
from playground.plan.keys import are_followed
from playground.plan.message_queue import publish
from playground.plan.primary import ask_what_to_write, read_primary
from playground.plan.replication import write
from playground.plan.walk import Walk
from playground.plan.worker_call import Called, at_a_worker


def carry_out(walk: Walk, tiers: Tiers, design: WebSystem, endpoint: Endpoint) -> None:
    """The calls of an endpoint."""
    if endpoint.writes and tiers.broker is not None:
        publish(walk, tiers.broker)
    elif endpoint.writes and tiers.workers is not None:
        _by_worker(walk, tiers.workers, design, endpoint)
        _tell(walk, tiers)
    elif sale.is_ticket(design, endpoint):
        _ticket(walk, tiers.base, design)
        _tell(walk, tiers)
    elif endpoint.in_parallel:
        calls_at_once(walk, tiers, design, endpoint)
    else:
        for wanted in endpoint.calls:
            with walk.times(wanted.times):
                make_call(walk, tiers, design, wanted)


def _by_worker(walk: Walk, found: Called, design: WebSystem, endpoint: Endpoint) -> None:
    """The server calls a worker, and waits for it."""
    with at_a_worker(walk, found):
        if sale.is_ticket(design, endpoint):
            _ticket(walk, found.own.base, design)
        else:
            with walk.times(reads_of(design)):
                read_primary(walk, found.own.base, design)
            _write(walk, found.own.base, design, ONE_CHANGE)


def _ticket(walk: Walk, base: Database | Copies, design: WebSystem) -> None:
    """A look at the stock, and the write of a ticket."""
    read_primary(walk, base, design)
    if sale.has_stock_check(design):
        sale.look_at_stock(walk)
    _write(walk, base, design, sale.Ticket())


def _write(walk: Walk, base: Database | Copies, design: WebSystem, deed: Deed) -> None:
    if isinstance(base, Copies):
        write(walk, base, design, deed=deed)
        return
    if are_followed(design) or base.disk is not None:
        ask_what_to_write(walk)
    call(walk, base, design, CallKind.WRITE, deed=deed)


def _tell(walk: Walk, tiers: Tiers) -> None:
    if tiers.tier is not None:
        after_write(walk, tiers.tier)
