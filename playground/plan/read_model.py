"""The read model: where its stores stand, how a worker brings an event there, how it goes on to other sites, and how a
page reads a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from playground.dataplane import opcodes as code
from playground.dataplane.tables import INDEX, READ_MODEL
from playground.design.design import WebSystem
from playground.design.read_model import STORE, ReadModel
from playground.design.sites import apart_ms, at_site
from playground.plan.builder import Builder, Link, NodeRef, Place, Ref
from playground.plan.message_queue import WORKER, Broker
from playground.plan.walk import Walk
from playground.plan.web import Web

SYSTEM, COPIER, REBUILDER = STORE, "document copier ", "rebuilder"
S = 1e9


@dataclass(frozen=True)
class Store:
    """A machine with documents."""

    node: NodeRef
    cores: Place
    index: Ref


@dataclass(frozen=True)
class Documents:
    """The store of a site, and the ways there: from a web server, and from a worker. `copiers`: where the programs
    begin that bring what it has indexed to the store of every other site."""

    given: ReadModel
    store: Store
    link: Link
    back: Link
    copiers: tuple[int, ...]


def stores(builder: Builder, design: WebSystem) -> tuple[Store, ...]:
    """One at every site; none where there is no read model."""
    given = design.read_model
    if given is None:
        return ()
    about = {"refresh_ns": int(given.refresh_s * S + 0.5), "look_ns": given.look_after_s * S, "outbox": given.outbox}
    about |= {"copies": design.places - 1, "history": given.past_orders}
    about |= {"batch": given.rebuild_batch, "beside": given.rebuild_beside}
    builder.row("read_models", tuple(about.get(column, 0) for column in READ_MODEL.names or ()))
    return tuple(_store(builder, given, at_site(STORE, site)) for site in range(design.places))


def _store(builder: Builder, given: ReadModel, name: str) -> Store:
    """With a document of every order from before the beginning."""
    node, begins = builder.node(name), {"documents": given.past_orders, "findable": given.past_orders, "until_ns": -1}
    index = builder.row("indexes", tuple(begins.get(column, 0) for column in INDEX.names or ()))
    cores = builder.station("store cores", node, 1, system=SYSTEM, slots=given.cores, is_front=True)
    return Store(node, cores, Ref(index))


def documents(builder: Builder, design: WebSystem, each: Sequence[Store], servers: Web) -> Documents | None:
    """As this site sees them; None where there are none."""
    given, queue = design.read_model, design.queue
    if given is None or queue is None:
        return None
    own, half_ms = each[builder.site], given.hop_ms / 2
    ways = [f"{name}>{own.node.name}" for name in servers.names]
    link = builder.link(f"web>{STORE}", half_ms, count=len(ways), register=servers.node.register, names=ways)
    ways = [f"{builder.here(name)}>{own.node.name}" for name in queue.names]
    back = builder.link(f"{WORKER}>{STORE}", half_ms, count=len(ways), names=ways)
    copiers = []
    for site, other in enumerate(each):
        if site != builder.site:
            more_ms = apart_ms(design.sites, builder.site, site) / 2
            copiers.append(_copier(builder, given, own, other, more_ms, queue.workers.retry_s))
    return Documents(given, own, link, back, tuple(copiers))


def _copier(builder: Builder, given: ReadModel, own: Store, other: Store, more_ms: float, retry_s: float) -> int:
    """Where the program begins of an event that goes on to the store of another site, so much farther away, and tries
    until it is there."""
    name = f"{own.node.name}>{other.node.name}"
    link = builder.link(name, given.hop_ms / 2, names=[name], more_ms=[more_ms])
    walk = Walk(builder, f"{COPIER}{name}", on_failure=code.VANISH)
    begin = len(builder.blocks)
    with walk.guarded(otherwise=lambda: walk.pause(retry_s)):
        with walk.deadline(given.timeout_s):
            walk.travel(link)
            walk.arrive(other.node)
            walk.serve(other.cores, given.index, code.EXTERNAL_WORK)
            walk.emit(code.COPIED, "the other store has it, too", at=other.index)
            walk.travel(link, back=True)
        over = walk.emit(code.JUMP, "")
    walk.emit(code.JUMP, "once more", jump=begin)
    walk.patch(over)
    return walk.end(code.VANISH, "gone")[0]


def rebuilder(builder: Builder, found: Documents | None, retry_s: float) -> int | None:
    """Where the program begins of whoever indexes orders anew, batch by batch; None where nobody does."""
    if found is None or found.given.rebuild_at_s == 0:
        return None
    store, given = found.store, found.given
    walk = Walk(builder, builder.here(REBUILDER), on_failure=code.VANISH)
    walk.pause(given.rebuild_at_s)
    again = walk.emit(code.NEXT_HISTORY, "the next orders", at=store.index)
    with walk.guarded(otherwise=lambda: _once_more(walk, store, retry_s)):
        walk.arrive(store.node)
        walk.seize(store.cores)
        walk.work_each(store.cores, given.index.mean_ms, code.EXTERNAL_WORK)
        walk.emit(code.HISTORY_DONE, "they are in the new index", at=store.index)
        walk.release(store.cores)
    walk.emit(code.JUMP, "", jump=again)
    walk.patch(again)
    return walk.end(code.VANISH, "gone")[0]


def _once_more(walk: Walk, store: Store, retry_s: float) -> None:
    walk.emit(code.HISTORY_BACK, "somebody has to bring them", at=store.index)
    walk.pause(retry_s)


def read_document(walk: Walk, found: Documents) -> None:
    """One call for a whole page; without an answer the page fails."""
    with walk.guarded(), walk.deadline(found.given.timeout_s):
        walk.travel(found.link)
        walk.arrive(found.store.node)
        walk.serve(found.store.cores, found.given.read, code.EXTERNAL_WORK)
        walk.emit(code.LOOK_FOR_DOCUMENT, "is it there?", at=found.store.index)
        walk.travel(found.link, back=True)


def project(walk: Walk, broker: Broker, found: Documents) -> None:
    """A worker brings the events of what it has written, one after another. Without an outbox it goes on where it does
    not get through; with one it tries again, as after any error, when the message comes again."""
    following = walk.emit(code.NEXT_EVENT, "the next event", at=broker.row)
    if found.given.outbox:
        _index(walk, broker, found)
    else:
        with walk.guarded(otherwise=lambda: None):
            _index(walk, broker, found)
    walk.emit(code.JUMP, "", jump=following)
    walk.patch(following)


def _index(walk: Walk, broker: Broker, found: Documents) -> None:
    with walk.deadline(found.given.timeout_s):
        walk.travel(found.back)
        walk.arrive(found.store.node)
        walk.serve(found.store.cores, found.given.index, code.EXTERNAL_WORK)
        again = walk.emit(code.PROJECTED, "it is in the index", at=found.store.index)
        for copier in found.copiers:
            walk.emit(code.SPAWN, "and goes on to another site", jump=copier)
        walk.patch(again)
        walk.travel(found.back, back=True)
