"""A worker that is called: whoever calls waits until it has carried the order out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playground.dataplane import opcodes as code
from playground.design.message_queue import MessageQueue
from playground.plan.builder import Builder, Group, Link
from playground.plan.consumers import Workers
from playground.plan.group import group_of
from playground.plan.message_queue import WORKER
from playground.plan.walk import Walk


@dataclass(frozen=True)
class Called:
    """The workers of a site, in turn, and the way there."""

    given: MessageQueue
    own: Workers
    group: Group
    link: Link


def called(builder: Builder, given: MessageQueue, own: Workers) -> Called:
    """Nobody looks after them: each is called in its turn, dead or alive."""
    names = tuple(builder.here(name) for name in given.names)
    group = group_of(builder, own.node, WORKER, names, policy=code.ROUND_ROBIN)
    ways = [f"{builder.here('web')}>{name}" for name in names]
    link = builder.link(f"web>{WORKER}", given.hop_ms / 2, count=len(ways), register=own.node.register, names=ways)
    return Called(given, own, group, link)


@contextmanager
def at_a_worker(walk: Walk, found: Called) -> Iterator[None]:
    """There, a thread, its own work, what is inside, and back. Nobody counts who is where: the turn is all."""
    with walk.guarded(), walk.deadline(found.given.timeout_s):
        walk.pick(found.group)
        walk.close()
        walk.travel(found.link)
        walk.arrive(found.own.node)
        walk.seize(found.own.threads)
        walk.serve(found.own.cores, found.given.workers.work, code.EXTERNAL_WORK)
        yield
        walk.release(found.own.threads)
        walk.travel(found.link, back=True)
