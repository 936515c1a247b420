"""A shelf as it is in the middle of a day.

It holds the files that were asked for last. A copy lives for its time to live, and is then fetched again when somebody
asks: so at a random moment it is young for a share λT / (1 + λT) of the time, and of any age up to T then.
"""

from __future__ import annotations

from random import Random

from playground.bench.plain.shelf import Shelf


def warm(shelf: Shelf, rates_rps: list[float], lives_s: list[float], rng: Random) -> None:
    """Of each file: how often it is asked for here, and how long a copy lives."""
    found = []
    for file, (rate_rps, life_s) in enumerate(zip(rates_rps, lives_s, strict=True)):
        if rate_rps <= 0:
            continue
        wait_s, since_s = rng.expovariate(rate_rps), rng.expovariate(rate_rps)
        if rng.random() < rate_rps * life_s / (1 + rate_rps * life_s):
            fetched_s = rng.random() * life_s
            asked_s = min(fetched_s, since_s)
        else:
            fetched_s, asked_s = life_s + wait_s, wait_s + min(life_s, since_s)
        twice = shelf.within_s is None or rng.expovariate(rate_rps) < shelf.within_s
        found.append((asked_s, file, life_s - fetched_s, twice))
        shelf.asked_s[file] = -asked_s
    for _, file, expires_s, twice in sorted(found):
        if not twice:
            continue
        if shelf.held + shelf.sizes[file] > shelf.room:
            break
        shelf.held += shelf.sizes[file]
        shelf.expires_s[file] = expires_s
        shelf.expires_s.move_to_end(file, last=False)
