"""How many reads of a hot key rebuild its value when it expires, and no lock makes all but one of them wait.

Reads are Poisson, the database is idle (a rebuild is not slowed by others), and the first rebuild to finish ends the
stampede: from then on reads hit. The first read after the expiry starts the first rebuild.

If every rebuild takes the same time, the first one finishes first, and all reads in that time start another. If the
time is exponential, a later one may overtake: while j rebuilds are under way, the next event is a read, not an end,
with the chance a / (a + j), where a is the number of reads in a mean rebuild. The number of calls exceeds k if k such
races in a row are won by the read, so its mean is R(a) = 1 + a/(a+1) + a²/((a+1)(a+2)) + …, which grows with the square
root of a only. All terms are positive, and the first 9 √a of them or so are all that a double can tell from nothing.

Source: derived here; R is the function of Knuth, "The Art of Computer Programming", volume 1, 3rd edition, 1997,
section 1.2.11.3, which gives its asymptotic √(πa/2) + 1/3 + √(π/(2a))/12 + 4/(135a).
"""

from __future__ import annotations

from playground.theory.given import not_negative

CALLS_UNDER_LOCK = 1  # one lock for all servers: whoever misses and does not hold it waits for the one who does
SMALL = 1e-17  # a term, relative to the sum, that changes no digit of it, nor do the smaller ones after it


def calls_mean_if_constant(rate_rps: float, rebuild_s: float) -> float:
    """Mean number of database calls for one expiry, where each takes `rebuild_s`."""
    not_negative(rate_rps=rate_rps, rebuild_s=rebuild_s)
    return 1 + rate_rps * rebuild_s


def calls_mean_if_exponential(rate_rps: float, rebuild_s: float) -> float:
    """Mean number of database calls for one expiry, where each takes an exponential time of mean `rebuild_s`."""
    not_negative(rate_rps=rate_rps, rebuild_s=rebuild_s)
    reads = rate_rps * rebuild_s
    total, term, under_way = 1.0, 1.0, 1
    while term > SMALL * total:
        term *= reads / (reads + under_way)
        total += term
        under_way += 1
    return total
