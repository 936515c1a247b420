"""Which documents of a read model stay wrong when events are lost between the commit and the queue.

Without an outbox a server commits the order and then publishes the event. What is lost is what it had committed and not
yet published when it died: with a window of g seconds from the commit to the broker's acknowledgement and w writes a
second on a server, w g on average at each crash. A write is hit with the chance that a crash falls into its window,
1 - e^(-δ g) for δ crashes a second. While the broker cannot be reached, all events are lost that give up. With an
outbox the event is in the same transaction as the order, and is published until it is acknowledged: none is lost, some
come twice.

A document is written anew by u writes a second, each of whose events is lost with the chance p:

*If an event carries the whole state*, a document is wrong while its last event was a lost one: p (1 - e^(-ut)) after t,
never more than p, as the next event repairs it.
*If it carries a change*, each lost one stays: 1 - e^(-put), in the end all of them.

A comparison of both sides every so often (reconciliation) begins again from nothing each time: the mean share between
two is that of a random instant.

Every function raises a ValueError of one sentence for chances, rates or times that cannot be.

Source: derived here, for Poisson writes; the outbox: Richardson, "Microservices Patterns", 2018, section 3.3.
"""

from __future__ import annotations

import math

from playground.theory.births_and_deaths import happened_share
from playground.theory.given import not_negative, share


def lost_per_crash(write_rps: float, window_ms: float) -> float:
    """Mean number of events lost when a server dies that commits so many writes per second."""
    not_negative(write_rps=write_rps, window_ms=window_ms)
    return write_rps * window_ms / 1000


def lost_chance(crashes_per_s: float, window_ms: float) -> float:
    """Chance that a write's event is lost, its server dying so often."""
    not_negative(crashes_per_s=crashes_per_s, window_ms=window_ms)
    return -math.expm1(-crashes_per_s * window_ms / 1000)


def lost_in_outage(write_rps: float, outage_s: float, retried_s: float = 0.0) -> float:
    """Mean number of events lost while the broker is away, if a server tries for so long before it gives up on one."""
    not_negative(write_rps=write_rps, outage_s=outage_s, retried_s=retried_s)
    return write_rps * max(0.0, outage_s - retried_s)


def wrong_share_of_states(lost: float, document_rps: float, seconds: float) -> float:
    """Share of the documents that are wrong after so long, all being right at first; events carry the state."""
    share(lost=lost)
    not_negative(document_rps=document_rps, seconds=seconds)
    return lost * -math.expm1(-document_rps * seconds)


def wrong_share_of_changes(lost: float, document_rps: float, seconds: float) -> float:
    """The same where events carry changes, and nothing repairs what one has missed."""
    share(lost=lost)
    not_negative(document_rps=document_rps, seconds=seconds)
    return -math.expm1(-lost * document_rps * seconds)


def wrong_mean_of_states(lost: float, document_rps: float, between_s: float) -> float:
    """Mean share over time where all are put right every `between_s`; events carry the state."""
    share(lost=lost)
    return lost * happened_share(document_rps, between_s)


def wrong_mean_of_changes(lost: float, document_rps: float, between_s: float) -> float:
    """The same where events carry changes."""
    share(lost=lost)
    not_negative(document_rps=document_rps)
    return happened_share(lost * document_rps, between_s)
