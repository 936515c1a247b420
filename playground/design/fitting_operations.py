"""Which alert rules and deploys fit a system, with a sentence for what does not, as in `fitting.py`."""

from __future__ import annotations

from collections.abc import Sequence

from playground.design.alert import Metric
from playground.design.objective import ErrorRate, Objective
from playground.design.operations import Operations

MOST_SCRAPES = 5_000  # in a run: what is kept of each of them is remembered until its windows have passed


def error_budget(objectives: Sequence[Objective]) -> float:
    """The share of requests that may fail, by the objective on the error rate; 0 without one."""
    return next((one.limit for one in objectives if isinstance(one, ErrorRate)), 0.0)


def operations_fit(
    given: Operations | None, objectives: Sequence[Objective], seconds: float, *, can_deploy: bool
) -> None:
    """A burn rate needs a budget, a pipeline needs servers that a balancer can do without, and a run of days needs
    longer intervals."""
    if given is None:
        return
    burns = any(rule.metric is Metric.BURN_RATE for rule in given.rules)
    if burns and error_budget(objectives) <= 0:
        raise ValueError(
            "objectives must have an error_rate above 0 where operations.rules have a burn_rate: it is a share of that"
        )
    if seconds / given.scrape_s > MOST_SCRAPES:
        raise ValueError(
            f"operations.scrape_s must be at least {seconds / MOST_SCRAPES:g} in {seconds:g} seconds, "
            f"not {given.scrape_s:g}"
        )
    if not can_deploy and (given.delivery.canary_share > 0 or given.delivery.rolls_back_on):
        name = "canary_share" if given.delivery.canary_share > 0 else "rolls_back_on"
        raise ValueError(f"operations.delivery.{name} needs a balancer, without which nothing is deployed")
