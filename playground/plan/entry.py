"""The way in and out: users cross a link to the system's door, answers leave through the entry link."""

from __future__ import annotations

from dataclasses import dataclass

from playground.dataplane import opcodes as code
from playground.design.design import WebSystem
from playground.design.workload import Region
from playground.plan.builder import Builder, Link, NodeRef, Place
from playground.plan.walk import Walk


@dataclass(frozen=True)
class Entry:
    """The entry link: one answer after the other, each for as long as its bytes take."""

    place: Place | None
    gbit_per_s: float
    node: NodeRef | None = None


def entry(builder: Builder, design: WebSystem) -> Entry:
    """The entry link; without a bandwidth it costs no time."""
    if design.entry.link_gbit_s is None:
        return Entry(None, 0.0)
    node = builder.node(builder.here("entry"))
    place = builder.station("entry link", node, 1, system="entry", slots=1, is_front=True)
    return Entry(place, design.entry.link_gbit_s, node)


def way_in(builder: Builder, region: Region, door: NodeRef, doors: tuple[str, ...], rtt_ms: float) -> Link:
    """From the users of a region to the door, or to each of several; `rtt_ms` there and back."""
    users = "users" if region.name == "home" else f"users-{region.name}"
    names = [f"{users}>{name}" for name in doors]
    return builder.link(f"{users}>{door.name}", rtt_ms / 2, count=len(doors), register=door.register, names=names)


def send_out(walk: Walk, out: Entry) -> None:
    """The answer leaves through the entry link."""
    if out.place is not None and out.node is not None:
        walk.arrive(out.node)
        walk.seize(out.place)
        walk.transmit(out.place, out.gbit_per_s, code.ENTRY_WORK)
        walk.release(out.place)


def own_link(builder: Builder, gbit_per_s: float | None) -> Entry | None:
    """A link of its own for what cannot come by the CDN; None where it leaves through the entry link."""
    if gbit_per_s is None:
        return None
    node = builder.node(builder.here("own-link"))
    place = builder.station("own link", node, 1, system="entry", slots=1, is_front=True)
    return Entry(place, gbit_per_s, node)
