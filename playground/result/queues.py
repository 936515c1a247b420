"""What message queues leave behind, and a sale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Story:
    """What became of the messages of one kind, and what they did to the database.

    published = done + dead + lost + waiting + in flight. dead: put aside after too many deliveries; lost: with their
    broker, lost_acknowledged of them after it had said that it had them. applied: that made their change, duplicates:
    changes made once more, no_ops: that would have been if the consumer had not noticed. wait_ns: sum over the applied,
    from the birth of their request on. waits: (B,) counts of the same for counted requests, in bins of latencies.
    """

    published: int
    done: int
    dead: int
    lost: int
    lost_acknowledged: int
    applied: int
    duplicates: int
    no_ops: int
    waiting: int  # counted one by one at the end
    in_flight: int  # counted one by one at the end
    wait_ns: int
    waits: np.ndarray


@dataclass(frozen=True)
class Queue:
    """A broker. orders, tickets: the messages of requests, and of a sale's buyers.

    refused: messages for which it had no room; acknowledged: those that it said it had; delivered, redelivered: to
    consumers, and of those after a message's first time; expired: deliveries that took too long; spoiled: that the
    consumer could not process; late: that came back when they had expired. waiting_in, in_flight_in,
    oldest_ns: (W,) int64 at each window's end; published_in, done_in, redelivered_in: (W,) int64 per window.
    """

    name: str
    orders: Story
    tickets: Story
    acknowledged: int
    refused: int
    delivered: int
    redelivered: int
    expired: int
    spoiled: int
    late: int
    waiting_max: int
    waiting_in: np.ndarray
    in_flight_in: np.ndarray
    oldest_ns: np.ndarray
    published_in: np.ndarray
    done_in: np.ndarray
    redelivered_in: np.ndarray


@dataclass(frozen=True)
class Sale:
    """A sale: tickets sold of a stock, buyers who were told that it is sold out, and those who had left their place in
    line when it was their turn."""

    stock: int
    sold: int
    sold_out: int
    gave_up: int
