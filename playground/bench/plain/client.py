"""The client of the plain web system: tries, waits as long as its patience lasts, pauses and tries again.

One process per attempt, which is one per request where nothing is retried. The deadline is a timeout with a callback,
so that waiting for it costs no second process.
"""

from __future__ import annotations

from playground.bench.plain.site import Errand, Failed, Site
from playground.bench.plain.steps import Steps
from playground.bench.plain.visit import visit
from playground.design.patience import Backoff


def attempt(site: Site, errand: Errand, way_s: float, born_s: float, number: int = 1, pause_s: float = 0.0) -> Steps:
    """One attempt; when its client gives up, it is worked on to its end. `way_s`: from users to door, one way."""
    env = site.env
    if pause_s:
        yield env.timeout(pause_s)
    timeout_s = site.patience.timeout_s
    patience = env.event() if timeout_s is None else env.timeout(timeout_s)
    patience.callbacks.append(lambda _: try_again(site, errand, way_s, born_s, number))
    answered = True
    try:
        yield from trip(site, errand, way_s)
    except Failed as failure:
        answered = False
        yield env.timeout(failure.hops_s + way_s)
    if patience.processed:
        return
    patience.callbacks.clear()
    if not answered:
        try_again(site, errand, way_s, born_s, number)
    elif born_s >= site.warmup_s and not errand.is_bundle:
        site.latencies_s.append(env.now - born_s)


def trip(site: Site, errand: Errand, way_s: float) -> Steps:
    """To the door, to a server and back, and out through the entry link. Raises Failed."""
    env = site.env
    if way_s:
        yield env.timeout(way_s)
    server = site.pick()
    if server is None:
        raise Failed(0.0)
    server.open += 1
    try:
        if site.hop_s:
            yield env.timeout(site.hop_s)
        if not errand.is_bundle:
            yield from visit(site, server, errand)
        if site.hop_s:
            yield env.timeout(site.hop_s)
    finally:
        server.open -= 1
    if site.entry is not None:
        with site.entry.request() as turn:
            yield turn
            yield env.timeout(errand.send_s)
    if way_s:
        yield env.timeout(way_s)


def try_again(site: Site, errand: Errand, way_s: float, born_s: float, number: int) -> None:
    """The next attempt after a pause, or the end of the request."""
    if number <= site.patience.retries:
        site.env.process(attempt(site, errand, way_s, born_s, number + 1, _pause_s(site, number)))
    elif born_s >= site.warmup_s and not errand.is_bundle:
        site.failed += 1


def _pause_s(site: Site, number: int) -> float:
    given = site.patience
    if given.backoff is Backoff.NONE:
        return 0.0
    if given.backoff is Backoff.FIXED:
        return given.backoff_ms / 1000
    pause_s = min(given.backoff_max_ms, given.backoff_ms * 2.0 ** (number - 1)) / 1000
    return pause_s * site.rng.random() if given.backoff is Backoff.JITTERED else pause_s
