"""How often a cache answers with an old value when nobody tells it of writes: values only expire.

Reads of a key are Poisson with rate λ, writes to it Poisson with rate w, a value lives for T, and a fetch takes no
time. Time falls into cycles that begin with a miss, which brings a fresh value; reads hit for T, and the read after
that begins the next cycle. A hit at the age a of the value is stale unless nobody has written since, which has the
chance exp(-wa). In a cycle are λT hits on average; of these are stale

    λ ∫ (1 - exp(-wa)) da  (a from 0 to T)  =  λ (T - (1 - exp(-wT)) / w),

so that of the hits the share 1 - (1 - exp(-wT)) / (wT) is stale: neither λ nor the other keys matter. A stale hit at
age a is as old as the first write is long ago, which is a - (1 - exp(-wa)) / w on average (stale or not, the fresh
ones counting 0); the integral of this over a cycle, over that of 1 - exp(-wa), is the mean age of a stale hit.

Where a write deletes the key, the value lives until the next write or for T, whichever is sooner: (1 - exp(-wT)) / w on
average, and the hit ratio is λ / (λ + 1 / that). No hit is stale as long as a fetch takes no time.

Source: the cycles are those of Jung, Berger and Balakrishnan, "Modeling TTL-based Internet caches", IEEE INFOCOM 2003;
the writes are added here, by the same renewal-reward argument (Ross, "Stochastic Processes", 2nd edition, 1996, section
3.6).
"""

from __future__ import annotations

import math

from playground.theory.given import not_negative, positive


def stale_share(write_rps: float, ttl_s: float) -> float:
    """Share of the hits on one key that are stale. Raises ValueError for a rate that is negative, or a life that is not
    positive."""
    not_negative(write_rps=write_rps)
    positive(ttl_s=ttl_s)
    written = write_rps * ttl_s
    return 1 + math.expm1(-written) / written if written > 0 else 0.0


def stale_age_mean_s(write_rps: float, ttl_s: float) -> float:
    """Mean age of a stale hit, in seconds since the first write that it does not contain. Raises ValueError as above,
    and without writes."""
    positive(write_rps=write_rps, ttl_s=ttl_s)
    fresh_s = -math.expm1(-write_rps * ttl_s) / write_rps
    return (ttl_s**2 / 2 - (ttl_s - fresh_s) / write_rps) / (ttl_s - fresh_s)


def hit_ratio_with_delete(read_rps: float, write_rps: float, ttl_s: float) -> float:
    """Share of the reads of one key that hit where each write deletes it. Raises ValueError as `stale_share`."""
    not_negative(read_rps=read_rps, write_rps=write_rps)
    positive(ttl_s=ttl_s)
    life_s = ttl_s if write_rps == 0 else -math.expm1(-write_rps * ttl_s) / write_rps
    return read_rps * life_s / (1 + read_rps * life_s)
