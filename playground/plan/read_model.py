"""The read model: where its store stands, how a worker brings an event there, and how a page reads a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from playground.dataplane import opcodes as code
from playground.dataplane.tables import READ_MODEL
from playground.design.read_model import STORE, ReadModel
from playground.plan.builder import Builder, Link, NodeRef, Place
from playground.plan.message_queue import WORKER, Broker
from playground.plan.walk import Walk
from playground.plan.web import Web

SYSTEM = STORE
S = 1e9


@dataclass(frozen=True)
class Documents:
    """Its machine, and the ways there: from a web server, and from a worker."""

    given: ReadModel
    node: NodeRef
    cores: Place
    link: Link
    back: Link


def documents(builder: Builder, given: ReadModel | None, servers: Web, workers: Sequence[str]) -> Documents | None:
    """None where there is none. `workers`: names of those that bring events."""
    if given is None:
        return None
    about = {"refresh_ns": int(given.refresh_s * S + 0.5), "look_ns": given.look_after_s * S, "outbox": given.outbox}
    builder.row("read_models", tuple(about.get(column, 0) for column in READ_MODEL.names or ()))
    node = builder.node(builder.here(STORE))
    cores = builder.station("store cores", node, 1, system=SYSTEM, slots=given.cores, is_front=True)
    ways = [f"{name}>{node.name}" for name in servers.names]
    link = builder.link(f"web>{STORE}", given.hop_ms / 2, count=len(ways), register=servers.node.register, names=ways)
    ways = [f"{name}>{node.name}" for name in workers]
    back = builder.link(f"{WORKER}>{STORE}", given.hop_ms / 2, count=len(ways), names=ways)
    return Documents(given, node, cores, link, back)


def read_document(walk: Walk, found: Documents) -> None:
    """One call for a whole page; without an answer the page fails."""
    with walk.guarded(), walk.deadline(found.given.timeout_s):
        walk.travel(found.link)
        walk.arrive(found.node)
        walk.serve(found.cores, found.given.read, code.EXTERNAL_WORK)
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
        walk.arrive(found.node)
        walk.serve(found.cores, found.given.index, code.EXTERNAL_WORK)
        walk.emit(code.PROJECTED, "it is in the index", at=broker.row)
        walk.travel(found.back, back=True)
