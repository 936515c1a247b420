"""Signals: tokens wait for one, and go on, in the order in which they came, when somebody gives it."""

from __future__ import annotations

from playground.dataplane.jit import block
from playground.dataplane.opcodes import SIGNALLED
from playground.dataplane.tables import NONE
from playground.dataplane.token import make_ready


@block
def wait_for(tokens, signal, number, token):
    """Stand behind the others who wait for this signal."""
    token["state"] = SIGNALLED
    token["station"] = number
    token["next"] = NONE
    token["prev"] = signal["tail"]
    if signal["tail"] == NONE:
        signal["head"] = token["row"]
    else:
        tokens[signal["tail"]]["next"] = token["row"]
    signal["tail"] = token["row"]
    signal["waiting"] += 1


@block
def leave_signal(tokens, signal, token):
    """Take the token out of those who wait."""
    before, after = token["prev"], token["next"]
    if before == NONE:
        signal["head"] = after
    else:
        tokens[before]["next"] = after
    if after == NONE:
        signal["tail"] = before
    else:
        tokens[after]["prev"] = before
    signal["waiting"] -= 1


@block
def give_signal(clock, tokens, ready, signal):
    """Everyone who waits goes on at this instant."""
    row = signal["head"]
    while row != NONE:
        following = tokens[row]["next"]
        tokens[row]["due_ns"] = 0  # nobody's patience ends any more
        make_ready(clock, ready, tokens[row])
        row = following
    signal["head"] = NONE
    signal["tail"] = NONE
    signal["waiting"] = 0
