"""Which alerts fired, for how long, and what came of them in the chat channel; all read off the recorded orders."""

from __future__ import annotations

from dataclasses import dataclass

from playground.design.alert import group_of
from playground.design.design import WebSystem
from playground.design.operations import Operations
from playground.measure import counted
from playground.result import Order, Result, S

HOUR_S = 3600.0


@dataclass(frozen=True)
class Alert:
    """An alert of a rule, for a machine or for all users. `value`: of its metric when it fired. `ended_s`: None while
    it fires."""

    rule: str
    node: str
    fired_s: float
    ended_s: float | None
    value: float


@dataclass(frozen=True)
class Message:
    """What the channel got at one instant, or refused (`is_lost`). `firing`: all alerts of the group that fire; `over`:
    those of its last message that do not fire any more."""

    at_s: float
    group: str
    firing: tuple[Alert, ...]
    over: tuple[Alert, ...]
    is_lost: bool


@dataclass(frozen=True)
class Noise:
    """Without grouping each alert would be a message when it fires, and one when it ends. An hour is that of the whole
    run, from its beginning on."""

    alerts: int
    ungrouped: int
    messages: int
    lost: int
    seconds: float

    def per_hour(self, count: int) -> float:
        """So many in the run are so many an hour; 0 before it has begun."""
        return count * HOUR_S / self.seconds if self.seconds > 0 else 0.0


def operations(result: Result) -> Operations | None:
    """What the design says of operations; None where nobody watches."""
    return result.design.operations if isinstance(result.design, WebSystem) else None


def alerts(result: Result) -> tuple[Alert, ...]:
    """All that fired, by when they did."""
    return _follow(result)[0]


def messages(result: Result) -> tuple[Message, ...]:
    """All that were sent to the channel, lost ones included."""
    return _follow(result)[1]


def noise(result: Result) -> Noise | None:
    """How much the channel was asked to take; None where nobody watches."""
    if operations(result) is None:
        return None
    fired, sent = _follow(result)
    ended = sum(alert.ended_s is not None for alert in fired)
    lost = sum(message.is_lost for message in sent)
    return Noise(len(fired), len(fired) + ended, len(sent) - lost, lost, counted.now_ns(result) / S)


def _follow(result: Result) -> tuple[tuple[Alert, ...], tuple[Message, ...]]:
    """Go through the orders once. An alert's end is found when it comes, so it is filled in behind."""
    given = operations(result)
    found: list[Alert] = []
    firing: dict[tuple[str, str], int] = {}  # rule and machine -> its place in `found`
    told: dict[str, tuple[int, ...]] = {}  # group -> those of its last message
    sent: list[tuple[Order, tuple[int, ...], tuple[int, ...]]] = []
    for order in result.orders:
        at_s, key = order.t_ns / S, (order.why, order.node)
        if order.what == "alert_fires":
            firing[key] = len(found)
            found.append(Alert(order.why, order.node, at_s, None, order.value))
        elif order.what == "alert_ends":
            place = firing.pop(key)
            one = found[place]
            found[place] = Alert(one.rule, one.node, one.fired_s, at_s, one.value)
        elif order.what in ("message", "message_lost") and given is not None:
            by = given.notify.group_by
            now = tuple(place for (rule, node), place in firing.items() if group_of(by, rule, node) == order.why)
            over = tuple(place for place in told.get(order.why, ()) if place not in now)
            sent.append((order, now, over))
            if order.what == "message":
                told[order.why] = now
    return tuple(found), tuple(_message(order, found, now, over) for order, now, over in sent)


def _message(order: Order, found: list[Alert], now: tuple[int, ...], over: tuple[int, ...]) -> Message:
    return Message(
        order.t_ns / S,
        order.why,
        tuple(found[place] for place in now),
        tuple(found[place] for place in over),
        order.what == "message_lost",
    )
