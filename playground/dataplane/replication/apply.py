"""Applying: a copy's appliers take what was received, in order, and do its work; they work beside each other, but
commit one after the other.

Source: MySQL 8.4 reference manual, 19.5.1.34 "Replication and transaction inconsistencies"
(replica_preserve_commit_order, on by default).
"""

from __future__ import annotations

from playground.dataplane.jit import block
from playground.dataplane.luck import mix, u64
from playground.dataplane.replication.history import NO_CHANGE, forget_old, see
from playground.dataplane.replication.pace import change_at, history_of, relay, sleep, turn, wake
from playground.dataplane.tables import PURPOSES


@block
def begin_with(token, position, key):
    """The applier's luck is that of the change, whoever of them takes it."""
    token["position"] = position
    token["key"] = key
    token["luck"] = mix(token["user"], u64(position))
    for purpose in range(PURPOSES):
        token["visits"][purpose] = 0


@block
def take(w, copy, token):
    """The next change that was received, or sleep until there is one. True when the token halts."""
    history = history_of(w, copy)
    while copy["taken"] < copy["received"]:
        position = copy["taken"] + 1
        change = change_at(w, history, position)
        if change["origin"] != copy["place"]:
            copy["taken"] = position
            begin_with(token, position, change["key"])
            return False
        if copy["applied"] != position - 1:
            break  # its own change: it is visible, but in order
        copy["taken"] = position
        copy["applied"] = position
        forget_old(w, history)
    sleep(w, token, relay(copy))
    return True


@block
def apply(w, copy, token):
    """The change becomes visible, in its turn. True when the token halts."""
    position = token["position"]
    if position == NO_CHANGE:  # a promotion has taken it out of the history meanwhile
        wake(w, turn(copy))
        return False
    if position != copy["applied"] + 1:
        sleep(w, token, turn(copy))
        return True
    see(w, copy, position)
    copy["applied"] = position
    forget_old(w, history_of(w, copy))
    wake(w, turn(copy))
    if history_of(w, copy)["several"]:
        wake(w, relay(copy))
    return False
