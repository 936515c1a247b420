"""Services that were split off: where they stand, and how a page comes to what each of them knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from playground.dataplane import opcodes as code
from playground.design.design import WebSystem
from playground.design.endpoint import Endpoint
from playground.design.service import Service
from playground.design.services import How, Services, SplitOff
from playground.plan.batch import part_of
from playground.plan.builder import Builder, Group, Link, NodeRef, Place, Ref
from playground.plan.group import group_of
from playground.plan.walk import Walk
from playground.plan.web import Web

SYSTEM = "service"
REGISTER = 4  # which of the machines; what it numbers for a call to the database is over
Errand = tuple[int, Callable[[], None]]  # so many children, and what each of them does


@dataclass(frozen=True)
class Peer:
    """A service at a site. Its machines, all of them together and each for itself; `group`: where they are called in
    turn; `row`: its books."""

    given: SplitOff
    machines: tuple[tuple[NodeRef, Link, Place], ...]
    together: tuple[NodeRef, Link, Place]
    group: Group | None
    row: Ref


@dataclass(frozen=True)
class Peers:
    """The services of a site, and the books of the pages."""

    given: Services
    each: tuple[Peer, ...]
    pages: Ref


def peers(builder: Builder, design: WebSystem, servers: Web) -> Peers | None:
    """None where nothing was split off. The books are the same at all sites."""
    given = design.services
    if given is None:
        return None
    if not builder.rows.get("pages"):
        builder.row("pages", (0, 0))
        for _ in given.parts:
            builder.row("peers", (0, 0, 0))
    asker = servers.names[0] if len(servers.names) == 1 else builder.here("web")
    each = tuple(_peer(builder, given, part, place, asker) for place, part in enumerate(given.parts))
    return Peers(given, each, Ref(0))


def _peer(builder: Builder, given: Services, part: SplitOff, place: int, asker: str) -> Peer:
    names = tuple(builder.here(name) for name in part.names)
    node = builder.nodes_of(names, REGISTER)
    cores = builder.station("service cores", node, len(names), system=SYSTEM, slots=part.cores, is_front=True)
    ways = [f"{asker}>{name}" for name in names]
    link = builder.link(f"web>{part.name}", given.hop_ms / 2, count=len(names), register=REGISTER, names=ways)
    machines = tuple(
        (
            NodeRef(node.first + one, name=name),
            Link(link.first + one, name=ways[one], one_way_ns=link.one_way_ns, part=link.part),
            Place(
                cores.first + one,
                waiting_part=cores.waiting_part,
                service_part=cores.service_part,
                name=cores.name,
            ),
        )
        for one, name in enumerate(names)
    )
    in_turn = len(names) > 1 and given.join is not How.SCATTER
    group = group_of(builder, node, SYSTEM, names, policy=code.ROUND_ROBIN) if in_turn else None
    return Peer(part, machines, (node, link, cores), group, Ref(place))


def has_joins(endpoint: Endpoint) -> bool:
    """Is it a page that is put together? What writes is not."""
    return not endpoint.writes


def put_together(walk: Walk, found: Peers) -> None:
    """Ask every service for its rows, as the design says; then the page is there."""
    how, each = found.given.join, found.each
    if not found.given.side_by_side:
        for peer in each:
            _alone(walk, found, peer)
    elif how in (How.ONE_BY_ONE, How.BATCHED):
        _beside(walk, [(1, partial(_alone, walk, found, peer)) for peer in each])
    else:
        _several(walk, found, each)
    walk.emit(code.PUT_TOGETHER, "the page is there", at=found.pages)


def _alone(walk: Walk, found: Peers, peer: Peer) -> None:
    """All rows of one service."""
    given = found.given
    if given.join in (How.PARALLEL, How.SCATTER):
        _several(walk, found, (peer,))
        return
    size = 1 if given.join is How.ONE_BY_ONE else min(given.batch, given.rows)
    full, rest = divmod(given.rows, size)
    with walk.times(full):
        _call(walk, found, peer, size)
    if rest:
        _call(walk, found, peer, rest)


def _several(walk: Walk, found: Peers, each: Sequence[Peer]) -> None:
    """Calls beside each other: to every machine of each service; or for each row, in rounds."""
    given = found.given
    if given.join is How.SCATTER:
        errands: list[Errand] = []
        for peer in each:
            errands += [(1, partial(_call, walk, found, peer, given.rows, one)) for one in range(len(peer.machines))]
        _beside(walk, errands)
        return
    size = min(given.at_once, given.rows)
    full, rest = divmod(given.rows, size)
    with walk.times(full):
        _beside(walk, [(size, partial(_call, walk, found, peer, 1)) for peer in each])
    if rest:
        _beside(walk, [(rest, partial(_call, walk, found, peer, 1)) for peer in each])


def _beside(walk: Walk, errands: Sequence[Errand]) -> None:
    """Children on these errands; one on the only errand needs no child."""
    if len(errands) == 1 and errands[0][0] == 1:
        errands[0][1]()
        return
    walk.beside(errands)


def _call(walk: Walk, found: Peers, peer: Peer, rows: int, one: int | None = None) -> None:
    """1 to the service, to one of its machines or to this one; 2 its work for so many rows; 3 back. What fails there,
    the page does without, unless it is needed."""
    node, link, cores = peer.together if one is None else peer.machines[one]

    def without() -> None:
        walk.emit(code.LEFT_OUT, f"without {peer.given.name}", at=peer.row)

    with walk.guarded(None if peer.given.needed else without), walk.deadline(found.given.timeout_s):
        if peer.group is not None:
            walk.pick(peer.group)
            walk.close()
        walk.travel(link)
        walk.arrive(node)
        walk.serve(cores, _work(peer.given, rows), code.EXTERNAL_WORK)
        walk.emit(code.ROWS_FOUND, f"{rows} of {peer.given.name}", at=peer.row, count=rows)
        walk.travel(link, back=True)


def _work(given: SplitOff, rows: int) -> Service:
    """A call for so many rows."""
    mean_ms = given.call.mean_ms
    if mean_ms == 0:
        return given.call
    return part_of(given.call, (mean_ms + rows * given.row_ms) / mean_ms)
