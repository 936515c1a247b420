"""The knobs of a message queue and its workers, in the order in which the page shows them."""

from __future__ import annotations

QUEUE = tuple(
    f"queue.{name}"
    for name in (
        *("way", "kept", "confirms", "most_messages", "partitions", "keeps_order", "visibility_s", "most_deliveries"),
        *("poison_share", "workers.count", "workers.threads", "workers.batch", "workers.commit_share"),
        *(
            "workers.idempotent",
            "workers.cores",
            "workers.retry_s",
            "hop_ms",
            "work_ms",
            "flush_ms",
            "timeout_s",
            "poll_s",
        ),
    )
)
