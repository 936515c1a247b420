"""The books of replicated databases: a history for each primary of the beginning, and where each copy stands in it."""

from __future__ import annotations

from collections.abc import Mapping

from playground.dataplane.tables import COPY, FIRST_CHANGES, HISTORY, NONE, PER_COPY, PER_HISTORY
from playground.design.design import WebSystem
from playground.design.replication import Commit, Replication
from playground.design.sites import Writers, site_of
from playground.plan.builder import Builder, Ref
from playground.plan.registers import COPY_REGISTER

COMMITS = {commit: number for number, commit in enumerate(Commit)}


def histories(
    builder: Builder,
    design: WebSystem,
    given: Replication,
    names: tuple[str, ...],
    first_node: int,
    writers: tuple[int, ...],
    count: int = 1,
) -> Ref:
    """`count` histories, each of as many consecutive copies. `writers`: the places of all that accept writes. Returns
    the copies."""
    each = len(names) // count
    has_several = len(writers) > count
    for number in range(count):
        places = range(number * each, (number + 1) * each)
        _history(builder, design, given, places, has_several)
        for place in places:
            about = {"history": number, "writable": place in writers, "writer": has_several and place in writers}
            _copy(builder, design, given, names, places, place, {**about, "node": first_node + place})
    return Ref(0, 1, COPY_REGISTER)


def _history(builder: Builder, design: WebSystem, given: Replication, places: range, has_several: bool) -> None:
    sites = design.sites
    history = {
        "oldest": 1,
        "mask": FIRST_CHANGES - 1,
        "primary": places[0],
        "first": places[0],
        "copies": len(places),
        "acks": given.acks,
        "waits": COMMITS[given.commit],
        "several": int(has_several),
        "merges": int(sites is not None and sites.writers is Writers.MERGE),
        "keys": _columns(design),
        "signal": _signals(builder, PER_HISTORY),
    }
    builder.row("history", _row(history, HISTORY.names))


def _copy(
    builder: Builder,
    design: WebSystem,
    given: Replication,
    names: tuple[str, ...],
    places: range,
    place: int,
    about: Mapping[str, int],
) -> None:
    """A copy, and the links to it from all of its history."""
    first_link = len(builder.links)
    for source in places:
        builder.link(f"{names[source]}>{names[place]}", _ship_s(design, given, names[source], names[place]) * 1000)
    always = {"place": place, "attached": 1, "held": 1, "counts": 1}
    ours = {"first_link": first_link, "signal": _signals(builder, PER_COPY)}
    builder.row("copies", _row({**always, **ours, **about}, COPY.names))


def _columns(design: WebSystem) -> int:
    """Keys that are told apart, and behind them the copies of salted ones."""
    keys, given = design.workload.popularity, design.sharding
    return keys.columns + (0 if given is None or given.salts == 1 else keys.famous * given.salts)


def _row(values: Mapping[str, int], columns: tuple[str, ...] | None) -> tuple[int, ...]:
    return tuple(int(values.get(column, 0)) for column in columns or ())


def _signals(builder: Builder, count: int) -> int:
    """So many signals; the first one's number."""
    rows = [builder.row("signals", (NONE, NONE, 0)) for _ in range(count)]
    return rows[0]


def _ship_s(design: WebSystem, given: Replication, source: str, name: str) -> float:
    """How long a change takes from one copy to another."""
    if design.sites is None or site_of(source) == site_of(name):
        return given.ship_delay_s
    return design.sites.lag_s
