"""Who asks: an app, a browser, or both."""

from __future__ import annotations

from playground.design.workload import Workload


def who_asks(load: Workload, device: str) -> float:
    """The share of the page views behind which there is such a device."""
    if device == "any":
        return 1.0
    return load.app_share if device == "app" else 1 - load.app_share
