"""What goes with a message queue, with a sentence for what does not, as in `fitting.py`."""

from __future__ import annotations

from playground.design.cache_tier import CacheTier, Writes
from playground.design.database import Database
from playground.design.endpoint import Endpoint
from playground.design.fault import AnyFault, Sale
from playground.design.message_queue import MessageQueue, Way
from playground.design.read_model import ReadModel
from playground.design.sharding import Sharding
from playground.design.workload import Workload


def queue_fits(
    given: MessageQueue | None,
    load: Workload,
    database: Database,
    cache: CacheTier | None,
    sharding: Sharding | None,
) -> None:
    """Workers are machines of their own, which write to one database that all share."""
    if given is None:
        return
    for name, is_so in (("own_machine", database.own_machine), ("shared", database.shared)):
        if not is_so:
            raise ValueError(
                f"database.{name} must be true where there is a queue, not false: workers write to it, too"
            )
    if database.disk is not None and given.workers.batch > 1:
        raise ValueError(
            f"queue.workers.batch must be 1 where the database has a disk, not {given.workers.batch}: "
            "the rows of a batch lie on several pages"
        )
    if sharding is not None and given.workers.batch > 1:
        raise ValueError(
            f"queue.workers.batch must be 1 where there is sharding, not {given.workers.batch}: "
            "the rows of a batch lie on several shards"
        )
    if sharding is not None and sharding.salts > 1:
        raise ValueError(f"sharding.salts must be 1 where there is a queue, not {sharding.salts}")
    if cache is not None and cache.writes is not Writes.AROUND:
        raise ValueError(f"cache.writes must be around where there is a queue, not {cache.writes}")
    if load.popularity.changing:
        name = "births_share" if load.popularity.births_share > 0 else "deaths_share"
        raise ValueError(
            f"workload.popularity.{name} must be 0 where there is a queue, not {getattr(load.popularity, name):g}"
        )
    _orders_are_alike(tuple(row for row in load.asked if row.writes))


def _orders_are_alike(rows: tuple[Endpoint, ...]) -> None:
    """A worker does the same for every message."""
    for row in rows[1:]:
        if row.calls != rows[0].calls:
            raise ValueError(
                f"workload.endpoints: {row.name} must have the calls of {rows[0].name} where there is a queue, "
                "as workers do the same for every message"
            )


def read_model_fits(flat: ReadModel | None, given: MessageQueue | None) -> None:
    """Workers of a queue bring the events."""
    if flat is None:
        return
    if given is None:
        raise ValueError("queue must not be nothing where there is a read model: its workers bring the events")
    if given.way is not Way.QUEUE:
        raise ValueError(
            f"queue.way must be queue where there is a read model, not {given.way}: its workers bring the events"
        )


def sales_fit(faults: tuple[AnyFault, ...], sharding: Sharding | None) -> None:
    """There is one stock of tickets, of which a buyer gets one."""
    sales = [fault for fault in faults if isinstance(fault, Sale)]
    if len(sales) > 1:
        raise ValueError(f"faults must have at most one sale, not {len(sales)}: there is one stock of tickets")
    if sales and sharding is not None and sharding.salts > 1:
        raise ValueError(
            f"sharding.salts must be 1 where there is a sale, not {sharding.salts}: "
            "each copy of a key would be sold a ticket"
        )
