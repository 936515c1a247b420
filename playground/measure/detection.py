"""Which rule noticed which trouble, and how soon; which alerts meant nothing; and what nobody noticed.

A trouble is a fault from its beginning to its end, something that happens at one instant (a cache that forgets), or a
version with a bug for as long as some server may run it. It lingers until the users notice nothing of it any more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.design.alert import Rule
from playground.design.objective import ErrorRate, LatencyP99
from playground.measure import counted, latency
from playground.measure.alerts import Alert, alerts, operations
from playground.measure.episodes import episodes
from playground.result import Result, S

AT_ONCE = ("flush", "expire", "expire_hot", "publish", "purge")
BUG = "bug"


@dataclass(frozen=True)
class Trouble:
    """`end_s`: None while it lasts. `lingers_s`: until then, users noticed something of it."""

    kind: str
    node: str
    start_s: float
    end_s: float | None
    lingers_s: float


@dataclass(frozen=True)
class Noticed:
    """A rule and a trouble: the first alert that it made meanwhile, and how long after its beginning; None: none."""

    rule: str
    trouble: Trouble
    delay_s: float | None
    node: str = ""


@dataclass(frozen=True)
class Watch:
    """Every rule against every trouble; alerts while there was none; troubles that no rule noticed."""

    noticed: tuple[Noticed, ...]
    false_alarms: tuple[Alert, ...]
    unseen: tuple[Trouble, ...]


def watch(result: Result) -> Watch | None:
    """None where nobody watches."""
    given = operations(result)
    if given is None:
        return None
    found, fired = troubles(result), alerts(result)
    reach_s = {rule.name: reach(rule, given.scrape_s) for rule in given.rules}
    rows = tuple(_noticed(rule.name, one, fired, reach_s[rule.name]) for one in found for rule in given.rules)
    seen = {row.trouble for row in rows if row.delay_s is not None}
    return Watch(
        noticed=rows,
        false_alarms=tuple(one for one in fired if not _has_cause(result, one, found, reach_s[one.rule])),
        unseen=tuple(one for one in found if one not in seen),
    )


def reach(rule: Rule, scrape_s: float) -> float:
    """For how long after something is over a rule may still begin to fire because of it. Of the two windows of a burn
    rate the short one is over first."""
    window_s = rule.window_s if rule.short_window_s is None else rule.short_window_s
    return window_s + rule.for_s + scrape_s


def troubles(result: Result) -> tuple[Trouble, ...]:
    """What went wrong, by when it began. A deploy is a trouble only when its version has a bug."""
    now_s, ill = counted.now_ns(result) / S, _ill(result)
    spans: list[tuple[str, str, float, float | None]] = [
        (one.kind, one.node, one.start_s, one.end_s) for one in episodes(result) if one.kind != "deploy"
    ]
    spans += [(o.what, o.node, o.t_ns / S, o.t_ns / S) for o in result.orders if o.what in AT_ONCE]
    spans += [(BUG, o.node, o.t_ns / S, _healed_s(result, o.t_ns)) for o in result.orders if o.what == BUG]
    return tuple(
        Trouble(kind, node, start_s, end_s, _lingers(result, ill, now_s if end_s is None else end_s))
        for kind, node, start_s, end_s in sorted(spans, key=lambda span: span[2])
    )


def _healed_s(result: Result, since_ns: int) -> float | None:
    """When the deploy was over that rolled the version back, or replaced it; None when it never was."""
    turns = [order for order in result.orders if order.t_ns > since_ns]
    ends_bad = next((o.t_ns for o in turns if o.what in ("roll_back", "deploy_begins")), None)
    if ends_bad is None:
        return None
    return next((o.t_ns / S for o in turns if o.what == "deploy_ends" and o.t_ns >= ends_bad), None)


def _ill(result: Result) -> np.ndarray:
    """(W,) windows in which an objective was missed: too many failed, or the slowest took too long."""
    ended = result.requests.served + result.requests.failed
    failed = result.requests.failed / np.maximum(ended, 1)
    ill = np.zeros(result.windows, bool)
    for limit in result.design.objectives:
        if isinstance(limit, ErrorRate):
            ill |= failed > limit.limit
        elif isinstance(limit, LatencyP99):
            ill |= np.nan_to_num(latency.over_time(result).p99_ms) > limit.limit
    return ill


def _lingers(result: Result, ill: np.ndarray, end_s: float) -> float:
    """The end of the last window of those that follow on its end in which something was still amiss."""
    found = counted.windows(result)
    lasts_s = end_s
    for start_s, stop_s, is_ill in zip(found.start_s.tolist(), found.end_s.tolist(), ill.tolist(), strict=True):
        if stop_s > end_s:
            if not is_ill or start_s > max(lasts_s, end_s):
                break
            lasts_s = stop_s
    return lasts_s


def _noticed(rule: str, trouble: Trouble, fired: tuple[Alert, ...], reach_s: float) -> Noticed:
    until_s = float("inf") if trouble.end_s is None else trouble.lingers_s + reach_s
    first = next((a for a in fired if a.rule == rule and trouble.start_s <= a.fired_s <= until_s), None)
    if first is None:
        return Noticed(rule, trouble, None)
    return Noticed(rule, trouble, first.fired_s - trouble.start_s, first.node)


def _has_cause(result: Result, alert: Alert, found: tuple[Trouble, ...], reach_s: float) -> bool:
    """Was there a trouble, or did users at least notice something, in what the rule looked back on?"""
    for one in found:
        if one.start_s <= alert.fired_s and (one.end_s is None or alert.fired_s <= one.lingers_s + reach_s):
            return True
    at = counted.windows(result)
    looked_at = (at.end_s > alert.fired_s - reach_s) & (at.start_s < alert.fired_s)
    return bool((_ill(result) & looked_at).any())
