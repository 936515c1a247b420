"""A read model: a store of flat documents beside the database, which workers bring up to date after each order."""

from __future__ import annotations

from playground.design.facts import value
from playground.design.knob import System, knob
from playground.design.service import Exponential, Service

STORE = "documents"  # the name of its machine


class ReadModel(System):
    """Pages read one document, with everything in it, instead of asking services. A worker that has written an order
    then indexes its event in the store; it can be found from the next refresh on.

    Without the `outbox` the event is only in the worker's memory between the commit and the store's word: it is lost
    when the worker dies, or does not get through. With it the event is part of the order's transaction: an order is
    done when its event is in the store, too, and whoever gets the message again brings the event along.
    `look_after_s`: each user looks for the own order once, an exponential time after the commit.

    Each order has a document, and so have as many as `past_orders` from before the beginning. At `rebuild_at_s` the
    index is thrown away and built anew from all orders that the database has, with those whose events were lost, a
    `rebuild_batch` at a time and by as many builders as the store has cores, which live events and pages share.
    `rebuild_beside`: the old index is read until the new one has caught up with it.
    """

    refresh_s: float = knob(1.0, ge=0, le=3600, source="Elasticsearch: index.refresh_interval is 1 s")
    cores: int = knob(fact="ladder.cores", ge=1, le=64)
    index: Service = Exponential(mean_ms=1.0)
    read: Service = Exponential(mean_ms=value("ladder.db_read_ms"))
    hop_ms: float = knob(fact="ladder.hop_ms", ge=0, le=1000)
    timeout_s: float = knob(2.0, gt=0, le=3600, log=True, source="assumed; as for somebody else's service")
    outbox: bool = knob(True, source="assumed; the experiment of the notes is without")
    look_after_s: float = knob(1.0, gt=0, le=3600, log=True, source="assumed; the next click")
    past_orders: int = knob(20_000, ge=0, le=10**9, source="assumed; so that it is indexed within a run")
    rebuild_at_s: float = knob(0.0, ge=0, le=1e6, source="0: the index is not built anew")
    rebuild_batch: int = knob(100, ge=1, le=100_000, log=True, source="assumed; a bulk request")
    rebuild_beside: bool = knob(False, source="assumed; the index is thrown away first")
