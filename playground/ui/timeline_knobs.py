"""The knobs of timelines, in the order in which the page shows them."""

from __future__ import annotations

TIMELINES = tuple(
    f"timelines.{name}"
    for name in (
        *("form", "threshold_followers", "post_exponent", "followers_mean", "followers_most", "followers_exponent"),
        *("shards.count", "shards.cores", "lists.count", "lists.cores", "insert_ms", "insert_batch", "at_once"),
        *("fetch.mean_ms", "lists.fetch_ms", "hop_ms", "timeout_s", "retry_s"),
    )
)
