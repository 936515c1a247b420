"""How soon a rule over a window fires after a sudden change, and which changes it never notices.

Of a window of W seconds, t seconds after the change the share t / W is new. Were requests as many before as after,

- a mean goes in a straight line from m0 to m1, and passes the threshold h at t = W (h - m0) / (m1 - m0): never, unless
  m1 > h;
- the p-quantile passes h when more than 1 - p of the window is slower: if the share s is slower than h from now on, and
  nobody was before, at t = W (1 - p) / s: never, unless s > 1 - p. How slow they are does not matter.

What a rule looks at is scraped every d seconds, and the condition must hold for `for`. So an alert fires at the first
scrape after t, plus `for` rounded up to whole scrapes: at most d later than t, half of it on average.

Every function raises a ValueError of one sentence for what cannot be; what is never noticed takes infinitely long.

Source: derived here. `burn_rate.py` has the same of burn rates.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from playground.theory.given import not_negative, positive, share


@dataclass(frozen=True)
class Delay:
    """Seconds from the change to the alert, over all instants at which the change may fall between two scrapes."""

    shortest_s: float
    longest_s: float


def mean_passes_s(window_s: float, threshold: float, before: float, after: float) -> float:
    """When the mean over a window passes the threshold after a step; `after` weighs as much a second as `before`."""
    positive(window_s=window_s)
    not_negative(threshold=threshold, before=before, after=after)
    if before > threshold:
        return 0.0
    return window_s * (threshold - before) / (after - before) if after > threshold else math.inf


def quantile_passes_s(window_s: float, quantile: float, slow_share: float) -> float:
    """When a quantile over a window passes a threshold that nobody exceeded, and from now on this share does."""
    positive(window_s=window_s)
    share(quantile=quantile, slow_share=slow_share)
    return window_s * (1 - quantile) / slow_share if slow_share > 1 - quantile else math.inf


def fires(passes_s: float, scrape_s: float, for_s: float) -> Delay:
    """When the alert fires whose metric passes the threshold so long after the change."""
    positive(scrape_s=scrape_s)
    not_negative(for_s=for_s)
    pending_s = math.ceil(for_s / scrape_s - 1e-9) * scrape_s
    return Delay(passes_s + pending_s, passes_s + pending_s + scrape_s)
