"""Small systems whose orders go to workers, by a queue or by a call, in which much goes wrong within three seconds."""

from __future__ import annotations

from typing import Any

from playground.design import fault_text
from playground.design.change import put_all
from playground.design.design import WebSystem

DISK: dict[str, Any] = {
    "flush_ms": 5.0,
    "visibility_s": 0.12,
    "most_deliveries": 3,
    "poison_share": 0.1,
    "poll_s": 0.2,
    "timeout_s": 0.1,
    "partitions": 3,
    "workers": {
        "threads": 3,
        "batch": 4,
        "retry_s": 0.1,
        "work": {"kind": "lognormal", "mean_ms": 5.0, "p99_ms": 60.0},
    },
}
ON_DISK_FAULTS = (
    *("kill:queue@0.7+0.2", "kill:worker-1@0.7+0.4", "kill-silent:worker-2@1.3+0.3", "kill-silent:queue@2.1+0.2"),
    *("lose*0.2:queue@1.5+0.5", "slow*5:queue@1.2+0.5", "kill:database@1.8+0.4", "spike*4:order@0.4+0.5"),
)
MEMORY: dict[str, Any] = {
    "kept": "memory",
    "confirms": "at_once",
    "keeps_order": True,
    "partitions": 2,
    "most_messages": 40,
    "visibility_s": 0.3,
    "workers": {"count": 1, "threads": 4, "idempotent": False, "retry_s": 0.05},
}
IN_MEMORY_FAULTS = ("kill:queue@0.9+0.3", "kill:worker-1@0+0.3", "kill:worker-1@0.3+0.1", "cut:worker-1@2+0.3")
SALE: dict[str, Any] = {"kind": "sale", "start_s": 0.5, "duration_s": 0.5, "buyers": 300, "stock": 60, "waits_s": 1.0}


def with_queue(base: WebSystem, queue: dict[str, Any], faults: tuple[str, ...], **sale: Any) -> WebSystem:
    """The same system with a queue, other faults, and a sale."""
    told = [fault_text.parse(text).model_dump(mode="json") for text in faults]
    found = put_all(base, {"queue": queue, "faults": [*told, SALE | sale]})
    assert isinstance(found, WebSystem)
    return found


def on_disk(base: WebSystem) -> WebSystem:
    """Batches, redeliveries, dead letters, and everything dies, some of it at one instant."""
    return with_queue(base, DISK, ON_DISK_FAULTS)


def in_memory(base: WebSystem) -> WebSystem:
    """Few fit in, order is kept, nobody notices duplicates, and the stock is looked at before."""
    return with_queue(base, MEMORY, IN_MEMORY_FAULTS, check="before")


def by_call(base: WebSystem) -> WebSystem:
    """Workers that are called, of which one is dead for a while and the other slow."""
    queue = {"way": "call", "timeout_s": 0.1, "workers": {"threads": 2}}
    return with_queue(base, queue, ("kill:worker-1@0.7+0.5", "slow*9:worker-2@1.5+0.5"))
