"""Who is what: a copy is promoted, locked out, or comes back. Rare acts of the control plane, in ordinary Python."""

from __future__ import annotations

import numpy as np

from playground.dataplane.opcodes import UP
from playground.dataplane.replication.tables import FIRST_CHANGES, GONE_ROWS, MOST_CHANGES
from playground.dataplane.shards.grow import is_away, is_cut, take_back
from playground.dataplane.state import World

COPY_CHOICE = 1  # where a token has the copy that it means


def fence(world: World, place: int) -> None:
    """The copy accepts no writes any more."""
    world.copies[place]["writable"], world.copies[place]["fenced"] = 0, 1


def history_of(world: World, place: int) -> np.void:
    """The history that the copy follows, or leads."""
    return world.history[int(world.copies[place]["history"])]


def members(history: np.void) -> range:
    """The places of the copies of one history."""
    first = int(history["first"])
    return range(first, first + int(history["copies"]))


def pause(world: World, place: int) -> None:
    """The replicas of this copy's history stop listening to the primary, so that it stays as it is who is how far."""
    history = history_of(world, place)
    for one in members(history):
        world.copies[one]["paused"] = one != int(history["primary"])


def promote(world: World, place: int) -> None:
    """This copy leads from now on. What it has not applied of the history is lost, or lives on as a branch when the old
    primary is alive and not locked out."""
    history = history_of(world, place)
    old = int(history["primary"])
    branch = bool(world.copies[old]["writable"]) and world.nodes[int(world.copies[old]["node"])]["state"] == UP
    keep = int(world.copies[place]["applied"])
    _cut(world, history, keep, branch)
    _forget_in_hand(world, history, keep)
    world.copies[old]["attached"] = 0
    world.copies[place]["writable"] = world.copies[place]["attached"] = 1
    history["primary"] = place
    world.copies[place]["fenced"] = 0
    _follow(world, history, int(world.clock[0]["now_ns"]))


def rejoin(world: World, place: int) -> None:
    """The copy comes back with what it had applied, less what the history no longer knows, and follows it from there.
    What it had only received is fetched again."""
    copy = world.copies[place]
    history = history_of(world, place)
    is_primary = place == int(history["primary"])
    applied = int(history["position"]) if is_primary and not history["several"] else int(copy["applied"])
    copy["received"] = copy["taken"] = copy["applied"] = applied
    copy["attached"] = copy["held"] and not copy["lacking"]
    copy["writable"] = (is_primary or bool(copy["writer"])) and not copy["fenced"]
    copy["since_ns"] = world.clock[0]["now_ns"]
    copy["stalled"] = 0


def empty(world: World, place: int) -> None:
    """The copy's machine is new: it has nothing until somebody has given it a copy, and leads nobody, though it may
    have done so before."""
    copy = world.copies[place]
    copy["lacking"], copy["attached"] = 1, 0
    copy["writable"] = copy["writer"] and not copy["fenced"]


def abandon(world: World, history: np.void) -> None:
    """The copy that is furthest behind has to be made anew, so that the history need not be kept for it."""
    held = [place for place in members(history) if world.copies[place]["held"]]
    place = min(held, key=lambda one: int(world.copies[one]["applied"]))
    world.copies[place]["held"] = world.copies[place]["attached"] = 0
    left = [int(world.copies[one]["applied"]) for one in held if one != place]
    history["oldest"] = max(int(history["oldest"]), min(left, default=int(history["position"])) + 1)


def is_full(world: World, history: np.void) -> bool:
    """Is the history as long as it may become? All share what there may be."""
    return int(history["mask"]) + 1 >= max(FIRST_CHANGES, MOST_CHANGES // len(world.history))


def _forget_in_hand(world: World, history: np.void, keep: int) -> None:
    """Whoever carries a change that has been taken out has nothing in hand. A token's second choice is its copy."""
    tokens = world.tokens
    copies = np.minimum(tokens["pick"][:, COPY_CHOICE], len(world.copies) - 1)
    is_here = world.copies["history"][copies] == world.copies[int(history["first"])]["history"]
    tokens["position"][is_here & (tokens["position"] > keep)] = 0
    messages = world.messages
    undone = (messages["history"] == world.copies[int(history["first"])]["history"]) & (messages["position"] > keep)
    messages["applied"][undone] = 0  # with the change goes the note that the message is done
    messages["position"][undone] = 0


def _cut(world: World, history: np.void, keep: int, branch: bool) -> None:
    """Take the changes after `keep` out of the history, the last first: what they created or deleted is as it was."""
    changing, last = bool(world.keys[0]["changing"]), int(history["position"])
    keys, mask, base = int(history["keys"]), int(history["mask"]), int(history["base"])
    number = int(world.copies[int(history["first"])]["history"])
    for position in range(keep + 1, last + 1):
        change = world.changes[base + (position & mask)]
        if is_away(world, number, int(change["key"])):
            history["carried"] += 1
        elif not change["moved"]:
            _note(world, history, change, position, branch)
    for position in range(last, keep, -1):
        change = world.changes[base + (position & mask)]
        key, before = int(change["key"]), int(change["prev"])
        is_cut(world, number, key)
        if change["moved"]:
            take_back(world, number, key)
        elif not is_away(world, number, key):
            world.last[key] = before
        if changing and not change["moved"]:
            world.alive[key] = change["existed"]
        if before >= history["oldest"]:
            world.changes[base + (before & mask)]["next"] = 0
        for place in members(history):
            if world.first[place * keys + key] == position:
                world.first[place * keys + key] = 0
    for place in members(history):
        copy = world.copies[place]
        for name in ("received", "taken", "applied", "known"):
            copy[name] = min(int(copy[name]), keep)
    history["position"] = keep


def _note(world: World, history: np.void, change: np.void, position: int, branch: bool) -> None:
    """Count a change that leaves the history, and write it down if it is among the first."""
    history["diverged" if branch else "lost"] += 1
    if not branch:
        history["lost_acknowledged"] += int(change["acknowledged"])
    books = world.history[0]
    place = int(books["gone_n"])
    if place == GONE_ROWS:
        return
    books["gone_n"] = place + 1
    row = world.gone[place]
    row["position"], row["diverged"] = position, branch
    for name in ("key", "at_ns", "origin", "acknowledged"):
        row[name] = change[name]


def _follow(world: World, history: np.void, now_ns: int) -> None:
    """All streams begin again, from the new primary."""
    for place in members(history):
        copy = world.copies[place]
        copy["stalled"] = copy["paused"] = 0
        copy["since_ns"] = now_ns
