"""Alert rules: which metric, of what, over which window, and from which value on; and how alerts become messages.

Source: Prometheus documentation, "Alerting rules" (an alert is pending until its condition has held for `for`, then it
fires until the condition no longer holds) and "Alertmanager" (grouping, group_wait, group_interval, repeat_interval);
Google, "The Site Reliability Workbook", chapter 5 (burn rates over a long and a short window).
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator

from playground.design.facts import value
from playground.design.knob import System, knob

NAME = r"^[a-z][a-z0-9-]{0,31}$"
OF = r"^([a-z][a-z0-9-]{0,63})?$"
EVERYWHERE = ""
CANARY = "canary"  # the servers that run a new version while it is watched
CHAT = "chat"  # where messages go


class Metric(StrEnum):
    """What a rule looks at; `controlplane/metrics.py` says how each is measured."""

    CPU = "cpu"
    LATENCY_MEAN = "latency_ms_mean"
    LATENCY_P50 = "latency_ms_p50"
    LATENCY_P95 = "latency_ms_p95"
    LATENCY_P99 = "latency_ms_p99"
    ERROR_RATE = "error_rate"
    BURN_RATE = "burn_rate"
    SLOW_QUERIES = "slow_queries_per_s"
    REPLICATION_LAG = "replication_lag_s"
    CONNECTIONS = "connections"
    HIT_RATIO = "hit_ratio"
    QUEUE_DEPTH = "queue_depth"
    DOWN = "down"


SHARES = (Metric.CPU, Metric.ERROR_RATE, Metric.CONNECTIONS, Metric.HIT_RATIO, Metric.DOWN)  # from 0 to 1
BELOW = (Metric.HIT_RATIO,)  # these alert when they are less than the threshold, all others when they are more
OF_USERS = (  # of all users' requests together, not of machines; the error rate is of either
    *(Metric.LATENCY_MEAN, Metric.LATENCY_P50, Metric.LATENCY_P95, Metric.LATENCY_P99, Metric.BURN_RATE),
)


class Severity(StrEnum):
    """Somebody is woken, or it waits for the morning."""

    PAGE = "page"
    TICKET = "ticket"


class GroupBy(StrEnum):
    """Which alerts share a message: each has its own, those of one rule do, or all."""

    ALERT = "alert"
    RULE = "rule"
    ALL = "all"


class Rule(System):
    """An alert for each machine (or for the users) whose metric over the last `window_s` is above the threshold (a hit
    ratio: below) and stays there `for_s`. `node`: only this machine, those of this tier, or `canary`. A burn rate also
    has to be above it over `short_window_s`, so that it ends soon after its cause."""

    name: str = Field(default="rule", pattern=NAME)
    metric: Metric = Metric.LATENCY_P99
    node: str = Field(default=EVERYWHERE, pattern=OF)
    threshold: float = knob(fact="observability.latency_alert_ms", ge=0, le=1e9)
    window_s: float = knob(
        30.0, ge=0.1, le=2_592_000, log=True, source="assumed; so that it fits into a run of minutes"
    )
    short_window_s: float | None = knob(None, ge=0.1, le=2_592_000, log=True, source="none: one window is enough")
    for_s: float = knob(10.0, ge=0, le=86_400, source="assumed; two looks, so that one bad look alerts nobody")
    severity: Severity = Severity.PAGE

    @model_validator(mode="after")
    def _fits_its_metric(self) -> Rule:
        if self.metric in SHARES and self.threshold > 1:
            raise ValueError(f"threshold must be from 0 to 1 for {self.metric}, not {self.threshold:g}")
        if self.metric in OF_USERS and self.node != EVERYWHERE:
            raise ValueError(f"node must be empty for {self.metric}, which is of all users, not {self.node}")
        if self.node == CANARY and self.metric is not Metric.ERROR_RATE:
            raise ValueError(f"metric must be {Metric.ERROR_RATE} where node is {CANARY}, not {self.metric}")
        if self.short_window_s is not None and self.metric is not Metric.BURN_RATE:
            raise ValueError(f"short_window_s must be nothing for {self.metric}: only burn rates have two windows")
        if self.short_window_s is not None and self.short_window_s >= self.window_s:
            raise ValueError(
                f"short_window_s must be less than window_s ({self.window_s:g}), not {self.short_window_s:g}"
            )
        return self


class Notify(System):
    """How alerts become messages in a chat channel. The first message of a group waits `group_wait_s` for more; then
    one comes every `group_interval_s` if anything has changed, or when the last is `repeat_interval_s` old. The channel
    takes `most_per_minute`; what comes on top is lost."""

    group_by: GroupBy = GroupBy.RULE
    group_wait_s: float = knob(10.0, ge=0, le=86_400, source="assumed; Alertmanager waits 30 s")
    group_interval_s: float = knob(60.0, ge=0.1, le=86_400, source="assumed; Alertmanager waits 5 minutes")
    repeat_interval_s: float = knob(14_400.0, ge=1, le=2_592_000, log=True, source="Alertmanager: 4 hours")
    most_per_minute: int = knob(60, ge=1, le=100_000, log=True, source="Slack: one message a second to a channel")


HOUR_S = 3600.0


def usual_rules() -> tuple[Rule, ...]:
    """What the notes and the usual collections of rules watch, with windows that fit into a run of minutes; burn rates
    keep theirs, as shares of a budget of 30 days."""
    page, ticket = Severity.PAGE, Severity.TICKET
    return (
        Rule(name="cpu", metric=Metric.CPU, threshold=0.9, for_s=30.0, severity=ticket),
        Rule(name="latency-mean", metric=Metric.LATENCY_MEAN, threshold=500.0),
        Rule(name="latency-p99", metric=Metric.LATENCY_P99, threshold=500.0),
        Rule(name="errors", metric=Metric.ERROR_RATE, threshold=0.01),
        Rule(
            **_burns(name="burn-fast", threshold=14.4, window_s=HOUR_S, short_window_s=HOUR_S / 12, severity=page),
        ),
        Rule(
            **_burns(name="burn-slow", threshold=6.0, window_s=6 * HOUR_S, short_window_s=HOUR_S / 2, severity=page),
        ),
        Rule(name="slow-queries", metric=Metric.SLOW_QUERIES, threshold=0.0, window_s=60.0, severity=ticket),
        Rule(name="replication-lag", metric=Metric.REPLICATION_LAG, threshold=30.0),
        Rule(name="connections", metric=Metric.CONNECTIONS, threshold=0.8, severity=ticket),
        Rule(name="queue-depth", metric=Metric.QUEUE_DEPTH, threshold=float(value("observability.kafka_lag_alert"))),
        Rule(name="hit-ratio", metric=Metric.HIT_RATIO, node="cache", threshold=0.5, severity=ticket),
        Rule(name="down", metric=Metric.DOWN, threshold=0.0),
        Rule(name="canary", metric=Metric.ERROR_RATE, node=CANARY, threshold=0.01, for_s=0.0),
    )


def _burns(**fields: object) -> dict[str, object]:
    return {"metric": Metric.BURN_RATE, "for_s": 0.0, **fields}


def group_of(by: GroupBy, rule: str, node: str) -> str:
    """The group of an alert: all of one group share a message."""
    return {GroupBy.ALERT: f"{rule}/{node}", GroupBy.RULE: rule, GroupBy.ALL: "all"}[by]
