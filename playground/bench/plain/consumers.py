"""Workers of the plain web system, whose threads carry out what waits at the broker of their site.

Long polls that end with nothing, and the time after which a message appears again whose worker has died, are not
written: to SimPy's favour, as nobody dies and there is always something soon.
"""

from __future__ import annotations

from dataclasses import dataclass

import simpy

from playground.bench.plain.brokers import Broker
from playground.bench.plain.copies import Copies
from playground.bench.plain.draw import Sampler, sampler
from playground.bench.plain.keys import Keys
from playground.bench.plain.site import Failed, Site
from playground.bench.plain.steps import Steps
from playground.bench.plain.timelines import Timelines
from playground.design.design import WebSystem
from playground.design.endpoint import CallKind
from playground.design.message_queue import MessageQueue


@dataclass(eq=False)
class Worker:
    """A machine: its cores, and connections to each copy of the database. `reads`: for one message, and the chance of
    one more."""

    site: Site
    broker: Broker
    behind: Copies
    keys: Keys
    fans: Timelines | None
    cores: simpy.Resource
    pools: list[simpy.Resource]
    think: Sampler
    reads: tuple[int, float]
    given: MessageQueue

    def consume(self) -> Steps:
        """A thread: fetch a message, carry it out, say so, and again. What has failed appears again later."""
        env, broker = self.site.env, self.broker
        while True:
            yield env.timeout(broker.hop_s)
            is_post = yield broker.messages.get()
            yield env.timeout(broker.hop_s)
            try:
                yield from self._carry_out(is_post)
            except Failed:
                env.process(self._appears_again(is_post))
                yield env.timeout(self.given.workers.retry_s)
                continue
            yield env.timeout(broker.hop_s)
            yield from broker.work()
            yield env.timeout(broker.hop_s)

    def _carry_out(self, is_post: bool) -> Steps:
        env, (times, share) = self.site.env, self.reads
        with self.cores.request() as core:
            yield core
            yield env.timeout(self.think())
        if share and self.site.rng.random() < share:
            times += 1
        for _ in range(times):
            yield from self.behind.read_primary(self.site, self.pools, self.keys.draw())
        yield from self.behind.write(self.site, self.pools, self.keys.draw())
        if is_post and self.fans is not None:
            yield from self.fans.copy(self.site)

    def _appears_again(self, is_post: bool) -> Steps:
        yield self.site.env.timeout(self.given.visibility_s)
        self.broker.messages.put(is_post)


def start_workers(
    design: WebSystem, site: Site, broker: Broker, behind: Copies, keys: Keys, fans: Timelines | None
) -> None:
    """All threads of the workers of a site."""
    given = design.queue
    assert given is not None  # noqa: S101 - the caller has looked
    env, threads, reads = site.env, given.workers.threads, _reads_of(design)
    for _ in range(given.workers.count):
        worker = Worker(
            site, broker, behind, keys, fans,
            cores=simpy.Resource(env, given.workers.cores),
            pools=[simpy.Resource(env, threads) for _ in range(behind.number)],
            think=sampler(given.workers.work, keys.rng) or float,
            reads=(int(reads), reads % 1),
            given=given,
        )  # fmt: skip
        for _ in range(threads):
            env.process(worker.consume())


def _reads_of(design: WebSystem) -> float:
    """As often as the first endpoint that writes."""
    order = next((endpoint for endpoint in design.workload.asked if endpoint.writes), None)
    return 0.0 if order is None else sum(call.times for call in order.calls if call.kind is CallKind.READ)
