"""From alerts to messages in a chat channel: alerts of one group share a message, and the channel takes only so many.

Source: Prometheus documentation, "Alertmanager": the first message of a group waits `group_wait`; from then on the
group is looked at every `group_interval`, and a message is sent when other alerts fire than the last one told of, or
when it is `repeat_interval` old. A group of which nothing fires any more, and everybody knows, is forgotten. Differs:
one channel; no silences and no inhibition; what the channel refuses is not sent before the group is looked at again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

import simpy

from playground.controlplane.clock import Alarm
from playground.controlplane.orders import Orders
from playground.design.alert import CHAT, Notify, Rule, group_of

MINUTE_NS = 60_000_000_000


@dataclass
class _Group:
    """Alerts that fire (rule and machine), and those of the last message."""

    firing: dict[tuple[str, str], None] = field(default_factory=dict)
    told: dict[tuple[str, str], None] = field(default_factory=dict)
    sent_ns: int | None = None


class Messages:
    """One process for each group that has something to tell."""

    def __init__(self, env: simpy.Environment, rank: int, orders: Orders, given: Notify) -> None:
        self._env, self._rank, self._orders, self._given = env, rank, orders, given
        self._groups: dict[str, _Group] = {}
        self._sent_ns: deque[int] = deque()

    def fires(self, rule: Rule, name: str) -> None:
        """An alert fires."""
        key = group_of(self._given.group_by, rule.name, name)
        if key not in self._groups:
            self._groups[key] = _Group()
            self._env.process(self._tell_of(key))
        self._groups[key].firing[rule.name, name] = None

    def ends(self, rule: Rule, name: str) -> None:
        """It has ended."""
        group = self._groups.get(group_of(self._given.group_by, rule.name, name))
        if group is not None:
            group.firing.pop((rule.name, name), None)

    def _tell_of(self, key: str) -> Generator[simpy.Event, Any, None]:
        group, wait_s = self._groups[key], self._given.group_wait_s
        while True:
            yield Alarm(self._env, int(self._env.now) + int(wait_s * 1e9 + 0.5), self._rank)
            self._flush(key, group)
            if not group.firing and not group.told:
                del self._groups[key]
                return
            wait_s = self._given.group_interval_s

    def _flush(self, key: str, group: _Group) -> None:
        """Send a message when there is anything new, or when the last one is old."""
        now_ns = int(self._env.now)
        age_ns = 0 if group.sent_ns is None else now_ns - group.sent_ns
        if group.firing.keys() == group.told.keys() and age_ns < int(self._given.repeat_interval_s * 1e9 + 0.5):
            return
        while self._sent_ns and self._sent_ns[0] <= now_ns - MINUTE_NS:
            self._sent_ns.popleft()
        is_taken = len(self._sent_ns) < self._given.most_per_minute
        over = len(group.told.keys() - group.firing.keys())
        self._orders.give("message" if is_taken else "message_lost", CHAT, key, row=len(group.firing), value=over)
        if is_taken:
            self._sent_ns.append(now_ns)
            group.told, group.sent_ns = dict(group.firing), now_ns
