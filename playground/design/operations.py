"""Operations: who watches a running system, what wakes them, where its logs go, and how new versions get out.

Nothing here changes what a request meets, but for a deploy by canaries or by hand, and one that is rolled back.
"""

from __future__ import annotations

from pydantic import Field, model_validator

from playground.design.alert import NAME, Notify, Rule, usual_rules
from playground.design.knob import System, knob
from playground.design.logs import Logs

NOBODY = ""


class Delivery(System):
    """How a new version gets out. A pipeline deploys as `web.release` says; by hand it is one server after the other,
    each `by_hand_s` after the last. First `canary_share` of the servers get it (0: no canary), and are watched for
    `watch_s`; so are all, once the last one has it. When the rule `rolls_back_on` fires before that is over, the old
    version is deployed again, `react_s` later (0: by the pipeline itself)."""

    by_hand: bool = False
    by_hand_s: float = knob(120.0, ge=0, le=86_400, source="assumed; log in, copy, restart, look")
    canary_share: float = knob(0.0, ge=0, le=1, source="assumed; no canary until somebody wants one")
    watch_s: float = knob(60.0, ge=0, le=86_400, log=True, source="assumed; so that it fits into a run of minutes")
    rolls_back_on: str = Field(default=NOBODY, pattern=f"{NAME[:-1]}|^$")
    react_s: float = knob(0.0, ge=0, le=86_400, source="assumed; nobody has to be awake")
    deploys_per_day: float = knob(
        1.0, ge=0, le=10_000, log=True, source="DORA, State of DevOps: high performers deploy daily to weekly"
    )
    defect_share: float = knob(
        0.10, ge=0, le=1, source="DORA, State of DevOps 2024: change failure rates of 5 to 10 % are high performance"
    )
    caught_share: float = knob(0.0, ge=0, le=1, source="assumed; tests that find nothing, until somebody says better")


class Operations(System):
    """Every `scrape_s` all metrics are read and all rules evaluated. A query that takes longer than `slow_query_ms` on
    its database is slow."""

    scrape_s: float = knob(5.0, ge=0.1, le=86_400, log=True, source="assumed; Prometheus takes a minute, runs take few")
    slow_query_ms: float = knob(1000.0, gt=0, le=1e7, log=True, source="assumed; MySQL's long_query_time is 10 s")
    rules: tuple[Rule, ...] = Field(default_factory=usual_rules, max_length=24)
    notify: Notify = Notify()
    logs: Logs = Logs()
    delivery: Delivery = Delivery()

    @model_validator(mode="after")
    def _rules_are_told_apart(self) -> Operations:
        names = [rule.name for rule in self.rules]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"rules must have names of their own, and two are called {name}")
        wanted = self.delivery.rolls_back_on
        if wanted != NOBODY and wanted not in names:
            raise ValueError(f"delivery.rolls_back_on must name one of the rules, or be empty, not {wanted}")
        return self

    @model_validator(mode="after")
    def _windows_hold_a_scrape(self) -> Operations:
        for rule in self.rules:
            least = rule.window_s if rule.short_window_s is None else rule.short_window_s
            if least < self.scrape_s:
                raise ValueError(
                    f"scrape_s must be at most {least:g}, the window of the rule {rule.name}, not {self.scrape_s:g}"
                )
        return self
