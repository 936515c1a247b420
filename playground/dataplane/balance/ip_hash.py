"""IP hash: a client's address always leads to the same server; the next one up when that one is down.

Source: nginx `ip_hash`, HAProxy `balance source`. Differs: the address is drawn from the user's luck, so every user has
one and keeps it in every attempt; weights and slow start do not apply.
"""

from __future__ import annotations

from playground.dataplane.jit import block
from playground.dataplane.luck import user_draw
from playground.dataplane.opcodes import ADDRESS


@block
def pick(group, members, token):
    count = group["count"]
    place = int(user_draw(token, ADDRESS) * count)
    for _ in range(count):
        if members[group["first"] + place]["up"]:
            break
        place = place + 1 if place + 1 < count else 0
    return place
