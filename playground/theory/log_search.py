"""How long it takes to find one error in the logs of n servers: by hand on each, live on a screen, in a central search.

*By hand.* The line is on one of the servers, each as likely as the others; a person opens them one after the other and
reads through what each has. It is found on the k-th with the chance 1/n, so (n + 1)/2 servers are opened on average:
twice the servers, twice the time.

*Live* (`tail -f`). A person keeps the logs of m of the n servers on the screen and waits for the error to happen
again. It does at random, λ times a second, on any server. A line that scrolls by is noticed if the screen is no faster
than the person reads, r lines a second; of a faster one they see r out of the m l lines that m servers write. So it is
seen at the rate λ (m/n) min(1, r / (m l)), and the mean wait is its inverse. Once the screen is too fast, m cancels:
one more window brings as many errors as it hides, and the wait n l / (λ r) grows with what all servers write together.

*Central.* A line is shipped, becomes visible with the next refresh of the index (half a refresh later on average),
and is found by one query, however many servers there are. What was sampled away is not there: with a share s kept, an
error that was logged k times is found with the chance 1 - (1 - s)^k.

How fast somebody opens a server, or reads, are assumptions for whoever calls; people do not read at an even pace, do
tire, and search with grep.

Every function raises a ValueError of one sentence for counts, rates or times that cannot be.

Source: derived here; thinning a Poisson stream: Ross, "Stochastic Processes", 2nd edition, 1996, section 2.5.
"""

from __future__ import annotations

import math

from playground.theory.given import not_negative, positive, share, whole


def by_hand_mean_s(servers: int, open_s: float, lines_each: float, read_lines_per_s: float) -> float:
    """Mean time until it is found, `lines_each` being the lines of a server that have to be looked through.

    On the server that has it, the line is met in the middle on average.
    """
    whole(1, servers=servers)
    not_negative(open_s=open_s, lines_each=lines_each)
    positive(read_lines_per_s=read_lines_per_s)
    read_s = lines_each / read_lines_per_s
    return (servers - 1) / 2 * (open_s + read_s) + open_s + read_s / 2


def noticed_share(windows: int, lines_per_s: float, read_lines_per_s: float) -> float:
    """Share of the lines on the screen that a person sees. `lines_per_s`: written by each server."""
    whole(1, windows=windows)
    not_negative(lines_per_s=lines_per_s)
    positive(read_lines_per_s=read_lines_per_s)
    scrolled = windows * lines_per_s
    return min(1.0, read_lines_per_s / scrolled) if scrolled > 0 else 1.0


def live_mean_s(servers: int, windows: int, errors_per_s: float, lines_per_s: float, read_lines_per_s: float) -> float:
    """Mean wait for an error that happens `errors_per_s` times on all servers together; infinite if it never does."""
    whole(1, servers=servers)
    not_negative(errors_per_s=errors_per_s)
    if windows > servers:
        raise ValueError(f"windows must be at most the servers ({servers}), not {windows}")
    seen_per_s = errors_per_s * windows / servers * noticed_share(windows, lines_per_s, read_lines_per_s)
    return 1 / seen_per_s if seen_per_s > 0 else math.inf


def live_missed_chance(mean_s: float, watched_s: float) -> float:
    """Chance that somebody who waits so long, where the mean wait is `mean_s`, has seen nothing."""
    not_negative(watched_s=watched_s)
    if math.isinf(mean_s):
        return 1.0
    positive(mean_s=mean_s)
    return math.exp(-watched_s / mean_s)


def central_mean_s(ship_s: float, refresh_s: float, query_s: float) -> float:
    """Mean time from the error until the query that was typed at once, and is repeated, shows it."""
    not_negative(ship_s=ship_s, refresh_s=refresh_s, query_s=query_s)
    return ship_s + refresh_s / 2 + query_s


def kept_chance(kept_share: float, times: int) -> float:
    """Chance that at least one of the lines that an error has left is in the index."""
    share(kept_share=kept_share)
    whole(0, times=times)
    return 1 - (1 - kept_share) ** times
