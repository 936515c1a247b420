"""Servers that come and go: how many there should be follows from how busy they are."""

from __future__ import annotations

import math

from playground.design.database import Database
from playground.design.knob import System, knob
from playground.design.machine import Machine


class Autoscale(System):
    """So many servers that they are as busy as `target_utilisation`, up to `max_servers`; `web.servers` is the least,
    also where it is more than `max_servers`, and the number after a cold start. What they work is looked at every
    `interval_s`; a new server serves `boot_s` later, and one leaves at a time, `cooldown_s` after the last change at
    the earliest. It is drained first: for `drain_s` it serves those whose cookie leads to it, and nobody else."""

    target_utilisation: float = knob(
        0.5, ge=0.05, le=1, step=0.05, source="AWS, target tracking scaling policies: the example, 50 % of the CPUs"
    )
    max_servers: int = knob(16, ge=1, le=64, source="assumed; four times the servers of the stage load-balancer")
    boot_s: float = knob(fact="web.instance_boot_s", ge=0, le=86_400)
    cooldown_s: float = knob(fact="web.asg_cooldown_s", ge=0, le=86_400)
    drain_s: float = knob(fact="lb.alb_deregistration_delay_s", ge=0, le=86_400)
    interval_s: float = knob(
        15.0, ge=0.05, le=3600, source="Kubernetes, kube-controller-manager: horizontal-pod-autoscaler-sync-period"
    )

    @property
    def target_permille(self) -> int:
        """The target in whole thousandths: integrals are integers, and so is what they are compared with."""
        return int(self.target_utilisation * 1000 + 0.5)


def servers_for(rate_rps: float, web_ms: float, given: Autoscale, machine: Machine) -> int:
    """Servers that requests of so much mean work keep as busy as the target; crowded cores count with the factor of
    their mean number busy."""
    busy = given.target_utilisation * (machine.cores - 1) + 1
    work_s = rate_rps * web_ms / 1000 * machine.slowdown(busy)
    return math.ceil(work_s / (machine.cores * given.target_utilisation))


def check_growth(given: Autoscale | None, *, has_balancer: bool, database: Database) -> None:
    """Raises ValueError with one sentence when servers cannot come and go in such a system."""
    if given is None:
        return
    if not has_balancer:
        raise ValueError("balancer must be there where web.autoscale adds servers, not nothing")
    if not database.own_machine or not database.shared:
        which = "database.own_machine" if not database.own_machine else "database.shared"
        raise ValueError(f"{which} must be true where web.autoscale adds servers, not false")
