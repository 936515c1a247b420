"""A message queue of the plain web system: a broker that writes down what producers bring, and a line of consumers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import simpy

from playground.bench.plain.server import Server
from playground.bench.plain.site import Failed, Site
from playground.bench.plain.steps import Steps
from playground.bench.plain.within import within
from playground.design.message_queue import Confirms, MessageQueue


@dataclass(eq=False)
class Broker:
    """One core and one disk. `messages`: those that wait, each of which says whether it is a post. `unflushed`: those
    who wait for the disk; `coming`: its own sleep, where nobody does."""

    env: simpy.Environment
    core: simpy.Resource
    messages: Any  # a SimPy store
    hop_s: float
    work_s: float
    flush_s: float
    timeout_s: float
    waits_for_disk: bool
    unflushed: list[simpy.Event] = field(default_factory=list)
    coming: simpy.Event | None = None

    def publish(self, site: Site, _server: Server, *, is_post: bool = False) -> Steps:
        """A server brings an order, and hears that the broker has it. Raises Failed."""
        if not (yield from within(self.env, self.timeout_s, self._take(is_post))):
            raise Failed(site.hop_s)

    def _take(self, is_post: bool) -> Steps:
        yield self.env.timeout(self.hop_s)
        yield from self.work()
        self.messages.put(is_post)
        if self.waits_for_disk:
            on_disk = self.env.event()
            self.unflushed.append(on_disk)
            if self.coming is not None and not self.coming.triggered:
                self.coming.succeed()
            yield on_disk
        yield self.env.timeout(self.hop_s)

    def work(self) -> Steps:
        with self.core.request() as core:
            yield core
            yield self.env.timeout(self.work_s)

    def flush(self) -> Steps:
        """All that has come goes to disk at once, and then what has come meanwhile."""
        while True:
            if not self.unflushed:
                self.coming = self.env.event()
                yield self.coming
            waiting, self.unflushed = self.unflushed, []
            yield self.env.timeout(self.flush_s)
            for on_disk in waiting:
                on_disk.succeed()


def broker_of(env: simpy.Environment, given: MessageQueue) -> Broker:
    """That of one site, at work."""
    found = Broker(
        env,
        core=simpy.Resource(env, 1),
        messages=simpy.Store(env),
        hop_s=given.hop_ms / 2000,
        work_s=given.work_ms / 1000,
        flush_s=given.flush_ms / 1000,
        timeout_s=given.timeout_s,
        waits_for_disk=given.confirms is Confirms.WHEN_FLUSHED,
    )
    env.process(found.flush())
    return found
