"""A run as a table: one row per window, for a CSV file or a data frame."""

from __future__ import annotations

import numpy as np
import pandas as pd

from playground.measure import caches, counted, latency, scaling, utilisation
from playground.result import Result


def rows(result: Result) -> pd.DataFrame:
    """One row per window that has begun. Counts are the window's; percentiles are NaN where fewer than 100 were served.

    Columns: start_s, end_s, is_counted; the requests' counts and, with `bundles_` or `scans_` before
    them, those of the bundles and of the scans;
    latency_ms_p50, _p95, _p99; failed_<reason>; utilisation_<node>; state_<node> at the window's end (0 up, 1 refusing,
    2 silent); hit_ratio_<cache>; servers_in_service at the window's end, where servers come and go.
    """
    windows = counted.windows(result)
    columns: dict[str, np.ndarray] = {
        "start_s": windows.start_s,
        "end_s": windows.end_s,
        "is_counted": windows.is_counted,
    }
    for prefix, series in (("", result.requests), ("bundles_", result.assets), ("scans_", result.scans)):
        for name in ("offered", "served", "failed", "sent", "answered", "late", "abandoned"):
            columns[prefix + name] = getattr(series, name)
    times = latency.over_time(result)
    columns |= {f"latency_ms_{p}": getattr(times, f"{p}_ms") for p in ("p50", "p95", "p99")}
    for place, reason in enumerate(result.reasons):
        if reason != "none":
            columns[f"failed_{reason}"] = result.window_failures[:, place]
    for node in result.nodes:
        if stations := utilisation.measuring(result, node.name):
            columns[f"utilisation_{node.name}"] = utilisation.over_time(result, stations)
        columns[f"state_{node.name}"] = node.state
    columns |= {f"hit_ratio_{kind}": ratio for kind, ratio in caches.over_time(result).items()}
    if (servers := scaling.in_service(result)) is not None:
        columns["servers_in_service"] = servers
    return pd.DataFrame(columns)
