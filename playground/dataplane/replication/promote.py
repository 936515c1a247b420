"""Who is what: a copy is promoted, locked out, or comes back. Rare acts of the control plane, in ordinary Python."""

from __future__ import annotations

import numpy as np

from playground.dataplane.opcodes import UP
from playground.dataplane.replication.tables import GONE_ROWS, MOST_CHANGES
from playground.dataplane.state import World


def fence(world: World, place: int) -> None:
    """The copy accepts no writes any more."""
    world.copies[place]["writable"], world.copies[place]["fenced"] = 0, 1


def pause(world: World) -> None:
    """The replicas stop listening to the primary, so that it stays as it is who is how far."""
    for copy in world.copies:
        copy["paused"] = int(copy["place"]) != int(world.history[0]["primary"])


def promote(world: World, place: int) -> None:
    """This copy leads from now on. What it has not applied of the history is lost, or lives on as a branch when the old
    primary is alive and not locked out."""
    history = world.history[0]
    old = int(history["primary"])
    branch = bool(world.copies[old]["writable"]) and world.nodes[int(world.copies[old]["node"])]["state"] == UP
    keep = int(world.copies[place]["applied"])
    _cut(world, keep, branch)
    world.tokens["position"][world.tokens["position"] > keep] = 0  # whoever carries such a change has nothing in hand
    made = world.messages["position"] > keep
    world.messages["applied"][made] = 0  # with the change goes the note that the message is done
    world.messages["position"][made] = 0
    world.copies[old]["attached"] = 0
    world.copies[place]["writable"] = world.copies[place]["attached"] = 1
    history["primary"] = place
    world.copies[place]["fenced"] = 0
    _follow(world, int(world.clock[0]["now_ns"]))


def rejoin(world: World, place: int) -> None:
    """The copy comes back with what it had applied, less what the history no longer knows, and follows it from there.
    What it had only received is fetched again."""
    copy = world.copies[place]
    history = world.history[0]
    is_primary = place == int(history["primary"])
    applied = int(history["position"]) if is_primary and not history["several"] else int(copy["applied"])
    copy["received"] = copy["taken"] = copy["applied"] = applied
    copy["attached"] = copy["held"] and not copy["lacking"]
    copy["writable"] = (is_primary or bool(copy["writer"])) and not copy["fenced"]
    copy["since_ns"] = world.clock[0]["now_ns"]
    copy["stalled"] = 0


def empty(world: World, place: int) -> None:
    """The copy's machine is new: it has nothing until somebody has given it a copy."""
    world.copies[place]["lacking"], world.copies[place]["attached"] = 1, 0


def abandon(world: World) -> None:
    """The copy that is furthest behind has to be made anew, so that the history need not be kept for it."""
    held = [place for place, copy in enumerate(world.copies) if copy["held"]]
    place = min(held, key=lambda one: int(world.copies[one]["applied"]))
    world.copies[place]["held"] = world.copies[place]["attached"] = 0
    history = world.history[0]
    left = [int(world.copies[one]["applied"]) for one in held if one != place]
    history["oldest"] = max(int(history["oldest"]), min(left, default=int(history["position"])) + 1)


def is_full(world: World) -> bool:
    """Is the history as long as it may become?"""
    return len(world.changes) >= MOST_CHANGES


def _cut(world: World, keep: int, branch: bool) -> None:
    """Take the changes after `keep` out of the history, the last first: what they created or deleted is as it was."""
    history, changing = world.history[0], bool(world.keys[0]["changing"])
    keys, mask, copies = int(history["keys"]), int(history["mask"]), int(history["copies"])
    last = int(history["position"])
    for position in range(keep + 1, last + 1):
        _note(world, world.changes[position & mask], position, branch)
    for position in range(last, keep, -1):
        change = world.changes[position & mask]
        key, before = int(change["key"]), int(change["prev"])
        world.last[key] = before
        if changing:
            world.alive[key] = change["existed"]
        if before >= history["oldest"]:
            world.changes[before & mask]["next"] = 0
        for place in range(copies):
            if world.first[place * keys + key] == position:
                world.first[place * keys + key] = 0
    for copy in world.copies:
        for name in ("received", "taken", "applied", "known"):
            copy[name] = min(int(copy[name]), keep)
    history["position"] = keep


def _note(world: World, change: np.void, position: int, branch: bool) -> None:
    """Count a change that leaves the history, and write it down if it is among the first."""
    history = world.history[0]
    history["diverged" if branch else "lost"] += 1
    if not branch:
        history["lost_acknowledged"] += int(change["acknowledged"])
    place = int(history["gone_n"])
    if place == GONE_ROWS:
        return
    history["gone_n"] = place + 1
    row = world.gone[place]
    row["position"], row["diverged"] = position, branch
    for name in ("key", "at_ns", "origin", "acknowledged"):
        row[name] = change[name]


def _follow(world: World, now_ns: int) -> None:
    """All streams begin again, from the new primary."""
    for copy in world.copies:
        copy["stalled"] = copy["paused"] = 0
        copy["since_ns"] = now_ns
