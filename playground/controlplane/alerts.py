"""Alert rules: every scrape each is evaluated; an alert that has been pending for long enough fires, until its
condition no longer holds.

Source: Prometheus documentation, "Alerting rules". Differs: scraping and evaluating are one act, so that nothing is
older than now; a machine that does not answer has no metrics but `down`, and its other alerts end.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import Any

import simpy

from playground.controlplane.clock import Alarm
from playground.controlplane.metrics import Meters, kind_of
from playground.controlplane.orders import Orders
from playground.controlplane.scrapes import Scrapes
from playground.controlplane.view import View
from playground.design.alert import BELOW, CANARY, EVERYWHERE, Rule
from playground.design.operations import Operations

Alert = tuple[int, str]  # the rule's place, and whose alert it is


class Alerts:
    """Starts the process that scrapes. `fires` and `ends` hear of every alert; `after` is called after each look."""

    def __init__(
        self,
        env: simpy.Environment,
        rank: int,
        view: View,
        orders: Orders,
        meters: Meters,
        given: Operations,
    ) -> None:
        self._env, self._rank, self._view, self._orders = env, rank, view, orders
        self._meters, self._given = meters, given
        self._scrapes = Scrapes(meters, given.rules)
        self._since_ns: dict[Alert, int] = {}  # of those pending or firing
        self._firing: dict[Alert, None] = {}
        self.fires: list[Callable[[Rule, str], None]] = []
        self.ends: list[Callable[[Rule, str], None]] = []
        env.process(self._look_for_ever())

    def _look_for_ever(self) -> Generator[simpy.Event, Any, None]:
        interval_ns, at_ns = _ns(self._given.scrape_s), 0
        while True:
            yield Alarm(self._env, at_ns, self._rank)
            self._scrapes.take(at_ns)
            for place, rule in enumerate(self._given.rules):
                self._evaluate(place, rule, at_ns)
            at_ns += interval_ns

    def _evaluate(self, place: int, rule: Rule, now_ns: int) -> None:
        found = dict(self._above(rule))
        for alert in [alert for alert in self._since_ns if alert[0] == place and alert[1] not in found]:
            del self._since_ns[alert]
            if alert in self._firing:
                del self._firing[alert]
                self._tell("alert_ends", place, rule, alert[1], 0.0)
        for name, value in found.items():
            since_ns = self._since_ns.setdefault((place, name), now_ns)
            if (place, name) not in self._firing and now_ns - since_ns >= _ns(rule.for_s):
                self._firing[place, name] = None
                self._tell("alert_fires", place, rule, name, value)

    def _tell(self, what: str, place: int, rule: Rule, name: str, value: float) -> None:
        self._orders.give(what, name, rule.name, row=place, value=value)
        for hear in self.fires if what == "alert_fires" else self.ends:
            hear(rule, name)

    def _above(self, rule: Rule) -> Iterator[tuple[str, float]]:
        """For whom the rule's condition holds now, and with which value."""
        for name in self._names(rule):
            value = self._value(rule, name, rule.window_s)
            if not self._exceeds(rule, value):
                continue
            if rule.short_window_s is None or self._exceeds(rule, self._value(rule, name, rule.short_window_s)):
                yield name, 0.0 if value is None else value

    def _names(self, rule: Rule) -> list[str]:
        if rule.node == CANARY:
            return [CANARY]
        latest = self._scrapes.latest(kind_of(rule))
        return [name for name in latest if self._view.is_there(name) and self._is_meant(rule, name)]

    def _is_meant(self, rule: Rule, name: str) -> bool:
        return rule.node in (EVERYWHERE, name) or rule.node == self._meters.tier(name)

    def _value(self, rule: Rule, name: str, window_s: float) -> float | None:
        if rule.node == CANARY:
            return self._scrapes.together(kind_of(rule), self._view.watched, _ns(window_s))
        return self._scrapes.value(kind_of(rule), name, _ns(window_s))

    @staticmethod
    def _exceeds(rule: Rule, value: float | None) -> bool:
        if value is None:
            return False
        return value < rule.threshold if rule.metric in BELOW else value > rule.threshold


def _ns(seconds: float) -> int:
    return int(seconds * 1e9 + 0.5)
