"""What must add up: every request and every attempt, to the last one, and Little's law to the nanosecond."""

from __future__ import annotations

from collections.abc import Iterator

from playground.design.design import WebSystem
from playground.design.sites import at_site
from playground.measure import latency
from playground.result import Behind, Endpoint, Result
from playground.result.queues import Story
from playground.result.timelines import Timelines


def identities(result: Result) -> tuple[str, ...]:
    """A sentence for each identity that does not hold; empty when everything adds up.

    What is in flight was counted one by one at the end, so these are checks and not definitions.
    """
    return (*(line for row in result.endpoints for line in _endpoint(row)), *_histograms(result), *_whole(result))


def _endpoint(row: Endpoint) -> Iterator[str]:
    ended = row.served + row.failed + row.in_flight
    if row.offered != ended:
        yield f"{row.name}: {row.offered} requests offered, but {ended} served, failed or in flight"
    tried = row.answered + row.errors + row.abandoned + row.attempts_in_flight
    if row.sent != tried:
        yield f"{row.name}: {row.sent} attempts sent, but {tried} answered, failed, abandoned or in flight"
    reasons = sum(row.failures.values())
    if row.failed != reasons:
        yield f"{row.name}: {row.failed} failed, but {reasons} have a reason"
    if row.late > row.abandoned:
        yield f"{row.name}: {row.late} late answers to {row.abandoned} abandoned attempts"


def _histograms(result: Result) -> Iterator[str]:
    for row, histogram in zip(result.endpoints, result.latency, strict=True):
        if histogram.counts.sum() != row.served:
            yield f"{row.name}: {row.served} served, but {histogram.counts.sum()} in the histogram"
    requests = [row for row in result.endpoints if row.is_request]
    failed, found = sum(row.failed for row in requests), int(result.time_to_failure.counts.sum())
    if failed != found:
        yield f"{failed} requests failed, but {found} in the histogram of times to failure"
    sum_ns, split_ns = sum(row.latency_ns for row in requests), int(result.split.ns.sum())
    if sum_ns != split_ns:
        yield f"the served took {sum_ns} ns, but the parts of their time add up to {split_ns} ns"
    if (result.split.ns.sum(axis=1)[latency.served(result).counts == 0] != 0).any():
        yield "there are parts of time where nobody was served"


def _whole(result: Result) -> Iterator[str]:
    little = result.little
    if little.inside_ns != little.stay_ns + little.left_ns:
        yield f"inside for {little.inside_ns} ns, but stays of {little.stay_ns} + {little.left_ns} ns"
    for station in result.stations:
        inside_ns = int(station.busy_ns.sum() + station.line_ns.sum())
        if inside_ns != station.stay_ns + station.left_ns:
            yield (
                f"{station.node} {station.name}: busy or in line for {inside_ns} ns, "
                f"but stays of {station.stay_ns} + {station.left_ns} ns"
            )
    if result.replication is not None:
        written, found = sum(log.durable for log in result.logs), result.replication
        ended_well = found.kept + found.lost + found.diverged
        if written != ended_well:
            yield f"{written} writes were durable, but {ended_well} are kept, lost or diverged"
    if result.behind is not None:
        yield from _behind(result.behind)
    yield from _messages(result)
    if result.timelines is not None:
        yield from _timelines(result.timelines)
    yield from _pages(result)
    yield from _events(result)
    series = result.requests
    if (series.failed != result.window_failures.sum(axis=1)).any():
        yield "failed requests per window differ from their reasons"
    if (series.served != result.window_latency.counts.sum(axis=1)).any():
        yield "served requests per window differ from the windows' histograms"


def _behind(found: Behind) -> Iterator[str]:
    ended = found.flushed + found.coalesced + found.lost + found.dirty
    if found.taken != ended:
        yield f"cache nodes took {found.taken} writes, but {ended} are flushed, coalesced, lost or dirty"


def _pages(result: Result) -> Iterator[str]:
    """What was put together, and what the services have done for it."""
    found, design = result.pages, result.design
    if found is None or not isinstance(design, WebSystem) or design.services is None:
        return
    if found.degraded > found.shown:
        yield f"{found.shown} pages were put together, but {found.degraded} of them lack something"
    each = {row.node: row.served for row in result.stations if row.name == "service cores"}
    for part, peer in zip(design.services.parts, found.peers, strict=True):
        names = [at_site(name, site) for site in range(design.places) for name in part.names]
        served = sum(each[name] for name in names) if part.call.mean_ms > 0 else peer.calls
        if served != peer.calls:
            yield f"{part.name}: {peer.calls} calls answered, but {served} served by its machines"


def _events(result: Result) -> Iterator[str]:
    """Every event of a read model."""
    found = result.read_model
    if found is not None and found.events != found.projected + found.lost + found.open:
        ended = found.projected + found.lost + found.open
        yield f"{found.events} events happened, but {ended} are projected, lost or open"
    if found is not None and found.given != found.restored + found.restoring:
        yield f"{found.given} orders are indexed anew, but {found.restored} are there and {found.restoring} to come"
    if found is not None and found.copies == 0 and found.history + found.events != found.documents + found.missing:
        orders = found.history + found.events
        yield f"{orders} orders, but {found.documents} have a document and {found.missing} have none"
    if found is not None and found.projected * found.copies != found.copied + found.copying:
        yield f"{found.projected} events go on to {found.copies} stores, but {found.copied} came and {found.copying} go"


def _messages(result: Result) -> Iterator[str]:
    """Every message, and every change that one has made."""
    for queue in result.queues:
        for what, story in (("orders", queue.orders), ("tickets", queue.tickets)):
            yield from _story(f"{queue.name}, {what}", story)
        if queue.redelivered > queue.expired:
            yield f"{queue.name}: {queue.redelivered} deliveries came again, but {queue.expired} had expired"
    changed = sum(row.orders.applied + row.orders.duplicates for row in result.queues)
    changed += sum(row.tickets.applied + row.tickets.duplicates for row in result.queues)
    durable = sum(log.durable for log in result.logs)
    if result.queues and changed != durable:
        yield f"messages made {changed} changes, but {durable} writes were durable"


def _story(name: str, story: Story) -> Iterator[str]:
    ended = story.done + story.dead + story.lost + story.waiting + story.in_flight
    if story.published != ended:
        yield f"{name}: {story.published} published, but {ended} done, dead, lost, waiting or in flight"
    if story.lost_acknowledged > story.lost:
        yield f"{name}: {story.lost} lost, but {story.lost_acknowledged} of them acknowledged"


def _timelines(found: Timelines) -> Iterator[str]:
    """Every post, every entry that it asks for, and every fetch."""
    begun, ended = found.pushed + found.pulled, found.delivered + found.cut_off + found.under_way
    if begun != ended:
        yield f"{begun} posts were begun, but {ended} are delivered, cut off or under way"
    entries = found.inserted + found.missing + found.left
    if found.due != entries:
        yield f"posts ask for {found.due} entries, but {entries} are made, missing or left"
    if found.reads != found.fan_in.sum():
        yield f"{found.reads} timelines were read, but {found.fan_in.sum()} are in the histogram"
    if found.lasts.sum() > found.delivered:
        yield f"{found.delivered} posts were delivered, but {found.lasts.sum()} are in the histogram"
