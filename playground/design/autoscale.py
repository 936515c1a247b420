"""Servers that come and go: how many there should be follows from how busy they are."""

from __future__ import annotations

from playground.design.database import Database
from playground.design.knob import System, knob


class Autoscale(System):
    """So many servers that they are as busy as `target_utilisation`, up to `max_servers`; `web.servers` is the number
    at the start, and the least, also where it is more than `max_servers`. What they work is looked at every
    `interval_s`; a new server serves `boot_s` later, and one leaves at a time, `cooldown_s` after the last change at
    the earliest."""

    target_utilisation: float = knob(
        0.5, ge=0.05, le=1, step=0.05, source="AWS, target tracking scaling policies: the example, 50 % of the CPUs"
    )
    max_servers: int = knob(16, ge=1, le=64, source="assumed; four times the servers of the stage load-balancer")
    boot_s: float = knob(fact="web.instance_boot_s", ge=0, le=86_400)
    cooldown_s: float = knob(fact="web.asg_cooldown_s", ge=0, le=86_400)
    interval_s: float = knob(
        15.0, ge=0.05, le=3600, source="Kubernetes, kube-controller-manager: horizontal-pod-autoscaler-sync-period"
    )

    @property
    def target_permille(self) -> int:
        """The target in whole thousandths: integrals are integers, and so is what they are compared with."""
        return int(self.target_utilisation * 1000 + 0.5)


def check_growth(given: Autoscale | None, *, has_balancer: bool, database: Database) -> None:
    """Raises ValueError with one sentence when servers cannot come and go in such a system."""
    if given is None:
        return
    if not has_balancer:
        raise ValueError("balancer must be there where web.autoscale adds servers, not nothing")
    if not database.own_machine or not database.shared:
        which = "database.own_machine" if not database.own_machine else "database.shared"
        raise ValueError(f"{which} must be true where web.autoscale adds servers, not false")
